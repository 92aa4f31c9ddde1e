"""What is refused when a campaign is to run, before anybody is dialled in vain."""

import pytest

from tests.core.campaign.lists import add_campaign, add_outdial, add_plan
from tests.fixtures.callers import CUSTOMER
from voipbin.core.campaign.model import CampaignRow
from voipbin.core.campaign.readiness import check_ready
from voipbin.core.errors import InsufficientBalance, InvalidArgument
from voipbin.core.outdial.model import OUTDIAL
from voipbin.core.repository import Repository
from voipbin.core.serve.schema import metadata
from voipbin.core.unit_of_work import Store


@pytest.fixture(autouse=True)
def every_resource_is_known() -> None:
    """Whatever was imported: columns name resources."""
    metadata()


async def ready(store: Store, **columns: str) -> CampaignRow:
    plan = await add_plan(store, source={"type": "tel", "target": "+4930000001"})
    return await add_campaign(store, plan, await add_outdial(store), **columns)


async def test_somebody_elses_number(store: Store) -> None:
    row = await ready(store, type="call")
    async with store.writing() as work:
        with pytest.raises(InvalidArgument, match=r"outplan_id calls from '\+4930000001'"):
            await check_ready(work, row)


async def test_no_money(store: Store) -> None:
    plan = await add_plan(store)
    row = await add_campaign(store, plan, await add_outdial(store), type="call")
    async with store.writing() as work:
        with pytest.raises(InsufficientBalance, match="billing account"):
            await check_ready(work, row)


async def test_actions_alone_need_neither(store: Store) -> None:
    """The outdial is claimed where that was given up."""
    row = await ready(store, type="flow")
    async with store.writing() as work:
        await check_ready(work, row)
        outdial = await Repository(OUTDIAL, work, CUSTOMER).get(row.outdial_id)
    assert outdial.campaign_id == row.id
