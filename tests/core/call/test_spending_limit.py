"""Calls end when their account cannot pay another minute; the time between is not polled."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import pytest_asyncio
from sqlmodel import SQLModel

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer, adjust, books, differences
from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.call.calls import Calls
from voipbin.core.call.charging import charge_call
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.call.spending_limit import SpendingLimit
from voipbin.core.database import open_database
from voipbin.core.event.log import EventLog
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

_MINUTE_US = 60_000_000
OUT = {"type": "tel", "target": "+4930123456"}
PHONE = {"type": "extension", "target": "1000"}


class AlarmClock(ManualClock):
    """Whoever sleeps wakes when the test has moved the time far enough."""

    def __init__(self) -> None:
        super().__init__()
        self.alarms: list[tuple[float, int, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        alarm = (self._now_us + seconds * 1e6, len(self.alarms), woken)
        heapq.heappush(self.alarms, alarm)
        await woken

    async def pass_s(self, seconds: float) -> None:
        """Lets time pass, alarm by alarm."""
        until_us = self._now_us + round(seconds * 1e6)
        await settle()
        while self.alarms and self.alarms[0][0] <= until_us:
            at_us, _, woken = heapq.heappop(self.alarms)
            self._now_us = max(self._now_us, round(at_us))
            if not woken.done():
                woken.set_result(None)
            await settle()
        self._now_us = max(self._now_us, until_us)

    @property
    def waiting(self) -> int:
        """How many sleep."""
        return sum(not woken.done() for _, _, woken in self.alarms)


async def settle() -> None:
    """Lets everything go on that does not sleep."""
    for _ in range(30):
        await asyncio.sleep(0)


@dataclass
class Media:
    """A media node that hangs up at once."""

    calls: Calls = field(init=False)

    async def command(self, channel_id: str, **command: Any) -> None:
        live = self.calls.by_channel(channel_id)
        assert live is not None and "hang_up" in command
        self.calls.spawn(self.calls.over(live, node_pb2.HungUp(cause=16, by="local")))


@dataclass
class World:
    store: Store
    clock: AlarmClock
    calls: Calls
    account: str = ""

    async def call(self, destination: dict[str, Any] = OUT) -> LiveCall:
        """An answered call."""
        row = CallRow(
            id=new_id(),
            customer_id=CUSTOMER,
            destination=destination,
            channel_id=new_id(),
            tm_create=self.clock.now_us(),
        )
        async with self.store.writing() as work:
            await Repository(CALL, work, CUSTOMER).add(row)
        live = self.calls.adopt(LiveCall(row))
        await self.calls.answered(live, self.clock.now_us())
        await settle()
        return live


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    database = open_database("sqlite://")
    await database.run_sync(SQLModel.metadata.create_all)
    clock, media = AlarmClock(), Media()
    store = Store(database, clock, EventLog(clock))
    calls = media.calls = Calls(store, cast(Any, None), media, 3600)
    calls.when_moving(charge_call)
    limit = SpendingLimit(store, calls)
    limit.start()
    yield World(store, clock, calls)
    await limit.close()
    await limit.close()
    await calls.close()
    await database.close()


async def minutes(world: World, live: LiveCall) -> int:
    after = await books(world.store, world.account)
    (entry,) = [entry for entry in after.usage if entry.reference_id == live.id]
    assert entry.status == "end"
    return int(entry.billable_units)


async def test_has_every_minute_it_can_pay(world: World) -> None:
    world.account = await add_payer(world.store, micros=35_000)
    live = await world.call()
    assert world.clock.waiting == 1, "one timer, however long the call"
    await world.clock.pass_s(179)
    assert live.row.status == "progressing"
    await world.clock.pass_s(2)
    assert (live.row.status, live.row.hangup_by) == ("hangup", "local")
    assert live.row.hangup_reason == "timeout"
    assert await minutes(world, live) == 3
    assert (await books(world.store, world.account)).micros == 5_000
    assert await differences(world.store) == []


async def test_calls_share_the_balance(world: World) -> None:
    world.account = await add_payer(world.store, micros=50_000)
    one = await world.call()
    await world.clock.pass_s(30)
    other = await world.call()
    await world.clock.pass_s(125)
    assert (one.row.status, other.row.status) == ("progressing", "hangup")
    await world.clock.pass_s(26)
    assert one.row.status == "hangup"
    assert (await minutes(world, one), await minutes(world, other)) == (3, 2)
    assert (await books(world.store, world.account)).micros == 0


async def test_what_is_paid_in_meanwhile_counts(world: World) -> None:
    world.account = await add_payer(world.store, micros=10_000)
    live = await world.call()
    await world.clock.pass_s(50)
    async with world.store.writing() as work:
        accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
        await adjust(work, await accounts.get(world.account, lock=True), 20_000)
    await world.clock.pass_s(70)
    assert live.row.status == "progressing"
    await world.clock.pass_s(61)
    assert live.row.status == "hangup"
    assert await minutes(world, live) == 3


async def test_what_others_spend_counts(world: World) -> None:
    world.account = await add_payer(world.store, micros=30_000)
    live = await world.call()
    async with world.store.writing() as work:
        await charges.item(work, Use(CUSTOMER, "sms", new_id(), "sms"))
    await world.clock.pass_s(121)
    assert live.row.status == "hangup"
    assert await minutes(world, live) == 2


async def test_recording_ends_its_call(world: World) -> None:
    """100 tokens are 33 minutes of it; the call itself is free."""
    world.account = await add_payer(world.store)
    live = await world.call(PHONE)
    live.row.recording_id = new_id()
    async with world.store.writing() as work:
        use = Use(CUSTOMER, "recording", live.row.recording_id, "recording")
        await charges.opened(work, use, world.clock.now_us())
    await world.clock.pass_s(33 * 60 - 5)
    assert live.row.status == "progressing"
    await world.clock.pass_s(10)
    assert live.row.status == "hangup"


@pytest.mark.parametrize(
    ("plan", "destination"), [("unlimited", OUT), ("free", PHONE)], ids=["unlimited", "free"]
)
async def test_never(world: World, plan: str, destination: dict[str, Any]) -> None:
    world.account = await add_payer(world.store, plan=plan)
    live = await world.call(destination)
    assert world.clock.waiting == 0
    await world.clock.pass_s(3000)
    assert live.row.status == "progressing"
