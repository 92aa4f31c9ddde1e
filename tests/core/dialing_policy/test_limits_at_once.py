"""Many calls at one moment, of two processes on one database: no more than a limit allows."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.billing.rates import rate_for
from voipbin.core.call.address import Address, Leg
from voipbin.core.call.calls import Calls
from voipbin.core.call.charging import charge_call
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.database import open_database
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.dialing_policy.limits import DialingDefaults
from voipbin.core.dialing_policy.use import COST_TYPE
from voipbin.core.errors import VoipbinError
from voipbin.core.event.log import EventLog
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import Limits
from voipbin.core.groupcall.ringing import Child
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

TRIES = 16
DAY_US = 86_400 * 1_000_000
SOURCE = {"type": "tel", "target": "+4930000000"}


class Node:
    """Counts what it is told to dial."""

    def __init__(self) -> None:
        self.dialled = 0

    async def command(self, channel_id: str, **command: Any) -> None:
        self.dialled += "originate" in command


class Phones:
    async def legs(self, customer_id: str, address: Address, field: str) -> list[Leg]:
        return [Leg(address, f"sip:{address['target']}@carrier.test")]


class Hosts:
    async def has_uri(self, uri: str) -> bool:
        return False


class Idle:
    """Performs nothing: no flow goes on before somebody answers."""

    async def perform(self, run: Any, effect: Any) -> None:
        """Nothing."""

    async def stepped(self, run: Any, work: Any) -> None:
        """Nothing."""


class Core:
    """One process: its dialer and its gate."""

    def __init__(self, store: Store, node: Node, defaults: DialingDefaults) -> None:
        activeflows = Activeflows(store, Limits())
        activeflows.use(Idle(), Idle())
        self.calls = Calls(store, activeflows, node, 3600)
        gate = TollGate(store, defaults, cast(Any, Hosts()))
        values: dict[str, Any] = {"dev": True}
        phones, settings = cast(Any, Phones()), Settings(**values)
        self.dialer = Dialer(self.calls, activeflows, phones, settings, gate, cast(Any, None))

    async def dial(self, number: int) -> str:
        """The reason it is refused for; "" when it is dialled."""
        request = CallRequest(CUSTOMER, SOURCE, FlowPlan([]))
        to = {"type": "tel", "target": f"+49301234{number:04}"}
        try:
            await self.dialer.dial(request, to, "destinations[0]")
        except VoipbinError as error:
            return error.reason
        return ""


@pytest_asyncio.fixture
async def stores(store: Store, database_url: str) -> AsyncIterator[Sequence[Store]]:
    """The database as two processes have it open, at one time of day."""
    clock = ManualClock()
    other = open_database(database_url)
    yield [Store(base, clock, EventLog(clock, 1_000_000)) for base in (store.database, other)]
    await other.close()


async def _minute(store: Store) -> int:
    async with store.reading() as connection:
        return (await rate_for(connection, CUSTOMER, COST_TYPE)).credit_per_unit


@pytest.mark.parametrize(
    ("limit", "most", "reason"),
    [
        ("calls_per_second", 5, "CALL_RATE_EXCEEDED"),
        ("concurrent_calls", 6, "CONCURRENT_CALLS_EXCEEDED"),
        ("spend_per_day", 4, "DAILY_SPEND_EXCEEDED"),
    ],
)
async def test_no_more_than_the_limit_at_once(
    stores: Sequence[Store], limit: str, most: int, reason: str
) -> None:
    await add_payer(stores[0], micros=100_000_000)
    value = most * await _minute(stores[0]) if limit == "spend_per_day" else most
    rest = {"calls_per_second": 1000, "concurrent_calls": 1000, "spend_per_day": 10**9}
    limits: dict[str, Any] = rest | {limit: value}
    defaults = DialingDefaults(countries=("DE",), **limits)
    node = Node()
    cores = [Core(store, node, defaults) for store in stores]
    refused = await asyncio.gather(*(cores[n % 2].dial(n) for n in range(TRIES)))
    assert sorted(refused) == [""] * most + [reason] * (TRIES - most)
    while any(core.calls.tasks for core in cores):
        await asyncio.sleep(0)
    assert node.dialled == most
    for core in cores:
        await core.calls.activeflows.close()
        await core.calls.close()


async def test_next_second_has_places_again(stores: Sequence[Store]) -> None:
    await add_payer(stores[0], micros=100_000_000)
    core = Core(stores[0], Node(), DialingDefaults(countries=("DE",), calls_per_second=2))
    assert [await core.dial(n) for n in range(3)] == ["", "", "CALL_RATE_EXCEEDED"]
    cast(ManualClock, stores[0].clock).move(1)
    assert await core.dial(4) == ""
    await core.calls.activeflows.close()
    await core.calls.close()


async def test_next_day_has_money_again(stores: Sequence[Store]) -> None:
    """What a call cost yesterday counts no more, what rings since then does."""
    await add_payer(stores[0], micros=100_000_000)
    minute, clock = await _minute(stores[0]), cast(ManualClock, stores[0].clock)
    core = Core(stores[0], Node(), DialingDefaults(countries=("DE",), spend_per_day=3 * minute))
    core.calls.when_moving(charge_call)
    midnight_us = (clock.now_us() // DAY_US + 1) * DAY_US
    assert await core.dial(0) == ""
    (paid,) = core.calls
    await core.calls.answered(paid, midnight_us - 100_000_000)
    clock.set(midnight_us - 30_000_000)
    assert [await core.dial(n) for n in (1, 2)] == ["", "DAILY_SPEND_EXCEEDED"], "2 minutes run"
    await core.calls.over(paid, node_pb2.HungUp(cause=16, by="remote"))
    assert await core.dial(3) == "DAILY_SPEND_EXCEEDED", "2 minutes are paid, and one is rung for"
    clock.set(midnight_us)
    assert [await core.dial(n) for n in (4, 5, 6)] == ["", "", "DAILY_SPEND_EXCEEDED"]
    await core.calls.activeflows.close()
    await core.calls.close()


@pytest.mark.parametrize(("places", "may"), [(1, False), (2, True)])
async def test_all_telephones_of_an_agent_need_a_place(
    stores: Sequence[Store], places: int, may: bool
) -> None:
    """Its turn in a linear groupcall passes; to begin with one of two would break off the group."""
    await add_payer(stores[0], micros=100_000_000)
    defaults = DialingDefaults(countries=("DE",), concurrent_calls=places)
    core = Core(stores[0], Node(), defaults)
    legs = [Leg({"type": "tel", "target": f"+4930123400{n}"}, "sip:x@carrier.test") for n in "12"]
    request = CallRequest(CUSTOMER, SOURCE, FlowPlan([]))
    async with stores[0].writing() as work:
        child = Child({"type": "agent", "target": "a"}, legs)
        assert await core.dialer._may_ring(work, request, child) == may
