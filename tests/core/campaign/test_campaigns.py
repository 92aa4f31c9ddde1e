"""Campaigns that run in several processes, one after the other or at once."""

import asyncio
from typing import Any, cast

import pytest
from sqlalchemy import update

from tests.core.campaign.lists import (
    add_campaign,
    add_outdial,
    add_plan,
    add_target,
    attempts_now,
    campaign_now,
)
from tests.core.cluster.test_lease import process
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.payers import add_payer
from voipbin.core.activeflow.logic import LogicPerformer
from voipbin.core.activeflow.model import ActiveflowRow
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.calls import Calls
from voipbin.core.campaign.campaigns import Campaigns
from voipbin.core.campaign.course import begin, cease
from voipbin.core.campaign.model import CAMPAIGN, CAMPAIGN_RUNS, CampaignRow
from voipbin.core.customer.erasure import erase_all_of
from voipbin.core.customer.model import CUSTOMER as CUSTOMERS
from voipbin.core.flow_engine import Limits
from voipbin.core.ids import new_id
from voipbin.core.outdial.model import OUTDIAL
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork

PEOPLE = 12


class Core:
    """What of a process runs campaigns that make no calls."""

    def __init__(self, store: Store, pace_s: float = 0.02) -> None:
        self.activeflows = Activeflows(store, Limits())
        logic = LogicPerformer(store, cast(Any, None), cast(Any, None))
        self.activeflows.use(logic, logic)
        calls = Calls(store, self.activeflows, cast(Any, None), 3600)
        self.campaigns = Campaigns(
            calls, cast(Any, None), self.activeflows, poll_s=0.05, pace_s=pace_s
        )

    async def close(self) -> None:
        await self.campaigns.close()
        await self.activeflows.close()


async def ready(store: Store, **columns: Any) -> CampaignRow:
    await add_payer(store)
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    for _ in range(PEOPLE):
        await add_target(store, outdial_id)
    return await add_campaign(store, plan, outdial_id, **columns)


async def stopped(store: Store, row: CampaignRow) -> None:
    async with asyncio.timeout(20):
        while (await campaign_now(store, row)).status != "stop":
            await asyncio.sleep(0.02)


async def test_two_processes_try_everybody_once(store: Store) -> None:
    row = await ready(store)
    cores = [Core(process(store, name)) for name in ("first", "second")]
    for core in cores:
        await core.campaigns.start()
    await stopped(store, row)
    tried = [one.outdial_target_id for one in await attempts_now(store)]
    assert len(tried) == len(set(tried)) == PEOPLE
    async with store.reading() as connection:
        assert (await connection.execute(CAMPAIGN_RUNS.select())).all() == []
    for core in cores:
        await core.close()


async def test_next_process_goes_on(store: Store) -> None:
    row = await ready(store)
    first = Core(process(store, "first"), pace_s=60.0)
    await first.campaigns.dial_due()
    async with asyncio.timeout(20):
        while first.activeflows.running:
            await asyncio.sleep(0.02)
    await first.close()
    assert len(await attempts_now(store)) == 1, "however soon that was over"
    async with store.writing() as work:  # it died while it looked, long ago
        await work.execute(update(CAMPAIGN_RUNS).values(lease_owner="gone", tm_lease=1, tm_due=1))
    second = Core(process(store, "second"))
    await second.campaigns.start()
    await stopped(store, row)
    assert len(await attempts_now(store)) == PEOPLE
    await second.close()


async def test_a_failure_of_ours_does_not_end_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voipbin.core.campaign.campaigns._AFTER_FAILURE_S", 0.02)
    row = await ready(store)
    core = Core(store)
    look, failures = core.campaigns._dialler.look, 0

    async def fails_twice(customer_id: str, id: str) -> float | None:
        nonlocal failures
        failures += 1
        if failures < 3:
            raise OSError("the database is gone")
        return await look(customer_id, id)

    monkeypatch.setattr(core.campaigns._dialler, "look", fails_twice)
    await core.campaigns.start()
    await stopped(store, row)
    assert len(await attempts_now(store)) == PEOPLE
    await core.close()


@pytest.mark.parametrize("status", ["frozen", "deleted"])
async def test_a_customer_that_is_not_active_dials_nobody(store: Store, status: str) -> None:
    row = await ready(store)
    async with store.writing() as work:
        mine = CUSTOMERS.table.c.id == CUSTOMER
        await work.execute(update(CUSTOMERS.table).where(mine).values(status=status))
    core = Core(store)
    await core.campaigns.start()
    await stopped(store, row)
    assert await attempts_now(store) == []
    await core.close()


async def test_an_end_that_could_not_be_stored_at_once(store: Store) -> None:
    """It is told all the same: nobody stays in progress for ever."""
    row = await ready(store)
    core = Core(store)
    failed = False

    async def fails_once(work: UnitOfWork, flow: ActiveflowRow) -> None:
        nonlocal failed
        if not failed:
            failed = True
            raise OSError("the database is gone")

    core.activeflows.when_ending(fails_once)
    await core.campaigns.start()
    await stopped(store, row)
    assert failed
    assert {one.status for one in await attempts_now(store)} == {"done"}
    await core.close()


async def following(store: Store, people: int, **columns: Any) -> CampaignRow:
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    for _ in range(people):
        await add_target(store, outdial_id)
    row = await add_campaign(store, plan, outdial_id, **columns)
    async with store.writing() as work:
        await cease(work, await Repository(CAMPAIGN, work, CUSTOMER).get(row.id, lock=True))
    return row


async def test_campaigns_that_follow_each_other(store: Store) -> None:
    """Each is run as long as it has somebody to dial; a ring of them comes to rest."""
    third = await following(store, 2)
    second = await following(store, 0, next_campaign_id=third.id)
    row = await ready(store, next_campaign_id=second.id)
    async with store.writing() as work:
        ring = {"next_campaign_id": row.id}
        await Repository(CAMPAIGN, work, CUSTOMER).change([CAMPAIGN.table.c.id == third.id], ring)
    core = Core(store)
    await core.campaigns.start()
    async with asyncio.timeout(20):
        while len(await attempts_now(store)) < PEOPLE + 2:
            await asyncio.sleep(0.02)
    await stopped(store, third)
    async with store.reading() as connection:
        assert (await connection.execute(CAMPAIGN_RUNS.select())).all() == []
    assert (await campaign_now(store, row)).status == "stop"
    await core.close()


async def test_what_it_needs_goes_meanwhile(store: Store) -> None:
    gone = await ready(store, queue_id=new_id(), service_level=100)
    other = await following(store, 1)
    async with store.writing() as work:
        claim = {"campaign_id": new_id()}
        mine = [OUTDIAL.table.c.id == other.outdial_id]
        await Repository(OUTDIAL, work, CUSTOMER).change(mine, claim)
        await begin(work, await Repository(CAMPAIGN, work, CUSTOMER).get(other.id, lock=True))
    core = Core(store)
    await core.campaigns.dial_due()
    for row in (gone, other):
        assert (await campaign_now(store, row)).status == "stop"
    assert await attempts_now(store) == []
    await core.close()


async def test_erased(store: Store) -> None:
    """Nothing is looked at for ever."""
    await ready(store)
    async with store.writing() as work:
        await erase_all_of(work, CUSTOMER, work.clock.now_us())
    core = Core(store)
    await core.campaigns.dial_due()
    async with store.reading() as connection:
        assert (await connection.execute(CAMPAIGN_RUNS.select())).all() == []
    await core.close()


async def test_deleted_meanwhile(store: Store) -> None:
    row = await ready(store)
    async with store.writing() as work:
        table = CUSTOMERS.table
        await work.execute(update(table).where(table.c.id == CUSTOMER).values(tm_delete=1))
    core = Core(store)
    await core.campaigns.dial_due()
    assert (await campaign_now(store, row)).status == "stop"
    await core.close()
