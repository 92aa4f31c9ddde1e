"""Who is rung for a queue."""

from collections.abc import Sequence

import pytest

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.agent import duty
from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.ids import new_id
from voipbin.core.queue.agents import Agents, FreeAgent
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

CUSTOMER = "customer-a"
FIRST = FreeAgent("first", frozenset({"sales"}))
SECOND = FreeAgent("second", frozenset({"sales", "english"}))
BOTH = [FIRST, SECOND]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def agents(store: Store, clock: ManualClock) -> Agents:
    return Agents(Store(store.database, clock, store.events))


async def test_who_has_every_tag(agents: Agents) -> None:
    assert {agents.choose(BOTH, ["sales"]) for _ in range(100)} == {"first", "second"}
    assert agents.choose(BOTH, ["english", "sales"]) == "second"
    assert agents.choose(BOTH, ["french"]) == ""
    assert agents.choose([], []) == ""


async def test_who_did_not_answer_comes_last(agents: Agents, clock: ManualClock) -> None:
    """However long the telephone rang: the time counts from when that was known."""
    agents.missed("first")
    assert {agents.choose(BOTH, []) for _ in range(100)} == {"second"}
    assert agents.choose([FIRST], []) == ""
    clock.move(11)
    assert agents.choose([FIRST], []) == "first"
    assert {agents.choose(BOTH, []) for _ in range(100)} == {"second"}
    agents.missed("second")
    clock.move(11)
    assert {agents.choose(BOTH, []) for _ in range(100)} == {"first"}
    agents.reached("second")
    assert {agents.choose(BOTH, []) for _ in range(100)} == {"second"}
    clock.move(700)
    assert {agents.choose(BOTH, []) for _ in range(100)} == {"first", "second"}


async def test_free_ones(store: Store, agents: Agents) -> None:
    at = [{"type": "extension", "target": "1000"}]
    free = await hired(store, addresses=at, tag_ids=["sales"])
    await hired(store, addresses=[])
    await hired(store, addresses=at, status="busy")
    await hired(store, addresses=at, customer_id="customer-b")
    assert await agents.free(CUSTOMER) == [FreeAgent(free, frozenset({"sales"}))]


async def test_call_that_was_not_answered_leaves_a_busy_agent_alone(store: Store) -> None:
    """Two ring it, it answers one: the end of the other is nothing to it."""
    id = await hired(store)
    async with store.writing() as work:
        first = await duty.ring(work, CUSTOMER, id)
        second = await duty.ring(work, CUSTOMER, id)
        second = await duty.occupy(work, CUSTOMER, id, second)
        await duty.release(work, CUSTOMER, id, first, was_busy=False)
        assert (await Repository(AGENT, work, CUSTOMER).get(id)).status == "busy"
        await duty.release(work, CUSTOMER, id, second, was_busy=True)
        assert (await Repository(AGENT, work, CUSTOMER).get(id)).status == "available"


async def hired(
    store: Store,
    customer_id: str = CUSTOMER,
    status: str = "available",
    addresses: Sequence[dict[str, str]] = (),
    tag_ids: Sequence[str] = (),
) -> str:
    """The id of a new agent."""
    async with store.writing() as work:
        row = AgentRow(
            id=new_id(),
            customer_id=customer_id,
            username=new_id(),
            password_hash="",
            tm_password=0,
            status=status,
            addresses=list(addresses),
            tag_ids=list(tag_ids),
            tm_create=work.clock.now_us(),
        )
        await Repository(AGENT, work, customer_id).add(row)
    return row.id
