"""What becomes of attempts, whatever happens to their calls and campaigns meanwhile."""

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
    target_now,
)
from tests.fixtures.callers import CUSTOMER
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.campaign.course import cease
from voipbin.core.campaign.model import CAMPAIGN, CAMPAIGN_RUNS, CampaignRow
from voipbin.core.campaigncall.attempts import Attempt, Attempts
from voipbin.core.errors import Aborted
from voipbin.core.ids import new_id
from voipbin.core.outdialtarget.choice import choice_of
from voipbin.core.outdialtarget.model import OUTDIALTARGET, OutdialtargetRow
from voipbin.core.outplan.model import OUTPLAN, OutplanRow
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2


class Begun:
    """A campaign with one call under way."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.woken = 0
        self.attempts = Attempts(self._wake, 500_000)
        self.calls = Calls(store, cast(Any, None), cast(Any, None), 3600)
        self.calls.when_moving(self.attempts.call_moved)
        self.plan: OutplanRow
        self.campaign: CampaignRow
        self.target: OutdialtargetRow
        self.live: LiveCall

    def _wake(self) -> None:
        self.woken += 1

    async def begin(self, **plan: Any) -> None:
        self.plan = await add_plan(self.store, **plan)
        outdial_id = await add_outdial(self.store)
        self.target = await add_target(self.store, outdial_id)
        self.campaign = await add_campaign(self.store, self.plan, outdial_id, type="call")
        await self.dial()

    def attempt(self) -> Attempt:
        choice = choice_of(self.target, self.plan)
        assert choice is not None
        return Attempt(new_id(), self.campaign, self.plan, choice)

    async def dial(self) -> None:
        attempt, now_us = self.attempt(), self.store.clock.now_us()
        row = CallRow(id=new_id(), customer_id=CUSTOMER, tm_create=now_us)
        async with self.store.writing() as work:
            row.campaigncall_id = attempt.id
            await self.attempts.begin(work, attempt, "call", row.id, "")
            await Repository(CALL, work, CUSTOMER).add(row)
        self.live = LiveCall(row)

    async def hang_up(self, cause: int = 16, by: str = "remote") -> None:
        await self.calls.over(self.live, node_pb2.HungUp(cause=cause, by=by))

    async def status(self) -> tuple[str, str]:
        """Of the target and of the campaign."""
        target = await target_now(self.store, self.target)
        return target.status, (await campaign_now(self.store, self.campaign)).status


@pytest.fixture
async def begun(store: Store) -> Begun:
    made = Begun(store)
    await made.begin(max_try_count_0=2)
    return made


async def test_reached(begun: Begun) -> None:
    assert await begun.status() == ("progressing", "run")
    await begun.calls.answered(begun.live, begun.store.clock.now_us())
    (attempt,) = await attempts_now(begun.store)
    assert attempt.status == "progressing"
    await begun.hang_up()
    (attempt,) = await attempts_now(begun.store)
    assert (attempt.status, attempt.result) == ("done", "success")
    assert await begun.status() == ("done", "run")
    assert begun.woken == 2


@pytest.mark.parametrize(("tries", "left"), [(2, "idle"), (1, "done")])
async def test_not_reached(store: Store, tries: int, left: str) -> None:
    begun = Begun(store)
    await begun.begin(max_try_count_0=tries)
    await begun.hang_up(17)
    (attempt,) = await attempts_now(store)
    assert (attempt.status, attempt.result) == ("done", "fail")
    assert await begun.status() == (left, "run")


async def test_machine_answered(begun: Begun) -> None:
    await begun.calls.answered(begun.live, begun.store.clock.now_us())
    begun.live.machine_answered = True
    await begun.calls.move(begun.live, "terminating")
    await begun.hang_up(by="local")
    (attempt,) = await attempts_now(begun.store)
    assert attempt.result == "fail"
    assert await begun.status() == ("idle", "run")


async def test_its_process_died(begun: Begun) -> None:
    """Whoever ends the call ends the attempt with it."""
    await begun.calls.recover()
    (attempt,) = await attempts_now(begun.store)
    assert (attempt.status, attempt.result) == ("done", "fail")
    assert await begun.status() == ("idle", "run")


async def test_last_call_of_one_that_is_stopping(begun: Begun) -> None:
    async with begun.store.writing() as work:
        row = await Repository(CAMPAIGN, work, CUSTOMER).get(begun.campaign.id, lock=True)
        await cease(work, row)
    assert await begun.status() == ("progressing", "stopping")
    async with begun.store.reading() as connection:
        assert (await connection.execute(CAMPAIGN_RUNS.select())).all() == []
    await begun.hang_up(17)
    assert await begun.status() == ("idle", "stop")


async def test_nothing_begins_when_it_was_stopped(begun: Begun) -> None:
    await begun.hang_up(17)
    begun.target = await target_now(begun.store, begun.target)
    async with begun.store.writing() as work:
        row = await Repository(CAMPAIGN, work, CUSTOMER).get(begun.campaign.id, lock=True)
        await cease(work, row)
    with pytest.raises(Aborted, match="not running"):
        await begun.dial()
    assert len(await attempts_now(begun.store)) == 1
    assert await begun.status() == ("idle", "stop")


async def test_nobody_is_called_twice_at_once(begun: Begun) -> None:
    """Chosen before somebody else took it."""
    with pytest.raises(Aborted, match="was taken"):
        await begun.dial()
    await begun.hang_up(17)
    with pytest.raises(Aborted, match="was taken"):
        await begun.dial()  # it was tried since
    assert len(await attempts_now(begun.store)) == 1


async def test_deleted_meanwhile(begun: Begun) -> None:
    """The outplan goes on for what was begun by it; who left the list is left alone."""
    async with begun.store.writing() as work:
        await work.execute(update(OUTPLAN.table).values(tm_delete=1))
    await begun.hang_up(17)
    assert await begun.status() == ("idle", "run")
    begun.target = await target_now(begun.store, begun.target)
    await begun.dial()
    async with begun.store.writing() as work:
        await work.execute(update(OUTDIALTARGET.table).values(tm_delete=1))
    await begun.hang_up(16)
    assert {one.status for one in await attempts_now(begun.store)} == {"done"}


async def test_other_calls_are_none_of_its_business(begun: Begun) -> None:
    row = CallRow(id=new_id(), customer_id=CUSTOMER, tm_create=begun.store.clock.now_us())
    async with begun.store.writing() as work:
        await Repository(CALL, work, CUSTOMER).add(row)
    await begun.calls.over(LiveCall(row), node_pb2.HungUp(cause=16, by="remote"))
    assert await begun.status() == ("progressing", "run")
    assert begun.woken == 0
