"""Campaigns, their outdials and outplans as rows."""

from typing import Any

from sqlalchemy import select

from tests.fixtures.callers import CUSTOMER
from voipbin.core.campaign.course import begin
from voipbin.core.campaign.hidden_flow import add_hidden_flow
from voipbin.core.campaign.model import CAMPAIGN, CampaignRow
from voipbin.core.campaigncall.model import CAMPAIGNCALL, CampaigncallRow
from voipbin.core.ids import new_id
from voipbin.core.outdial.model import OUTDIAL, OutdialRow
from voipbin.core.outdialtarget.model import OUTDIALTARGET, OutdialtargetRow
from voipbin.core.outplan.model import OUTPLAN, OutplanRow
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

TEL = {"type": "tel", "target": "+4930123456"}
SECOND_US = 1_000_000


async def add_plan(store: Store, **columns: Any) -> OutplanRow:
    async with store.writing() as work:
        row = OutplanRow(
            id=new_id(),
            customer_id=CUSTOMER,
            tm_create=work.clock.now_us(),
            **({"max_try_count_0": 1} | columns),
        )
        return await Repository(OUTPLAN, work, CUSTOMER).add(row)


async def add_outdial(store: Store) -> str:
    async with store.writing() as work:
        row = OutdialRow(id=new_id(), customer_id=CUSTOMER, tm_create=work.clock.now_us())
        await Repository(OUTDIAL, work, CUSTOMER).add(row)
    return row.id


async def add_target(store: Store, outdial_id: str, **columns: Any) -> OutdialtargetRow:
    async with store.writing() as work:
        now_us = work.clock.now_us()
        usual: dict[str, Any] = {"destination_0": TEL, "tm_create": now_us, "tm_update": now_us}
        row = OutdialtargetRow(
            id=new_id(), customer_id=CUSTOMER, outdial_id=outdial_id, **(usual | columns)
        )
        return await Repository(OUTDIALTARGET, work, CUSTOMER).add(row)


async def add_campaign(
    store: Store, plan: OutplanRow, outdial_id: str, **columns: Any
) -> CampaignRow:
    """One that runs."""
    async with store.writing() as work:
        row = CampaignRow(
            id=new_id(),
            customer_id=CUSTOMER,
            flow_id=new_id(),
            outplan_id=plan.id,
            outdial_id=outdial_id,
            tm_create=work.clock.now_us(),
            **({"type": "flow", "end_handle": "stop"} | columns),
        )
        await Repository(CAMPAIGN, work, CUSTOMER).add(row)
        await add_hidden_flow(work, row)
        await begin(work, row)
    return row


async def campaign_now(store: Store, row: CampaignRow) -> CampaignRow:
    async with store.reading() as connection:
        return await Repository(CAMPAIGN, connection, CUSTOMER).get(row.id)


async def target_now(store: Store, row: OutdialtargetRow) -> OutdialtargetRow:
    async with store.reading() as connection:
        return await Repository(OUTDIALTARGET, connection, CUSTOMER).get(row.id)


async def attempts_now(store: Store) -> list[CampaigncallRow]:
    """All attempts, the oldest first."""
    table = CAMPAIGNCALL.table
    async with store.reading() as connection:
        rows = Repository(CAMPAIGNCALL, connection, CUSTOMER)
        return await rows.all(select(table).order_by(table.c.tm_create))
