"""Idempotency keys on virtual time."""

import asyncio
from typing import Any

import grpc
import pytest

from tests.core.edge.conftest import Core, Who
from voipbin.core.caller import Permission
from voipbin.core.edge.idempotency import IdempotencyStore
from voipbin.core.flow.room import FlowRoom
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import UnitOfWork

DAY_S = 86400


async def caller(core: Core) -> Who:
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    return (*who, ("idempotency-key", new_id()))


async def test_a_day(core: Core) -> None:
    who = await caller(core)
    first = await core.call("CreateFlow", who, name="x")
    core.clock.move(DAY_S - 60)
    assert (await core.call("CreateFlow", who, name="x")).id == first.id
    core.clock.move(61)
    assert (await core.call("CreateFlow", who, name="x")).id != first.id


async def test_other_body_after_a_day(core: Core) -> None:
    who = await caller(core)
    await core.call("CreateFlow", who, name="x")
    assert await core.refused("CreateFlow", who, name="y") is grpc.StatusCode.ALREADY_EXISTS
    core.clock.move(DAY_S + 1)
    assert await core.refused("CreateFlow", who, name="y") is None


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> dict[str, asyncio.Event]:
    """Flows that are made when the test says so."""
    gates = {"begun": asyncio.Event(), "go": asyncio.Event()}
    make = FlowRoom.create

    async def create(self: FlowRoom, request: Any, ctx: Any) -> Any:
        gates["begun"].set()
        await gates["go"].wait()
        return await make(self, request, ctx)

    monkeypatch.setattr(FlowRoom, "create", create)
    return gates


async def test_still_running(core: Core, slow: dict[str, asyncio.Event]) -> None:
    who = await caller(core)
    first = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    await asyncio.wait_for(slow["begun"].wait(), 5)
    assert await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED
    # However long it takes: nobody else may do it a second time.
    core.clock.move(3600)
    assert await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED
    slow["go"].set()
    made = await first
    assert (await core.call("CreateFlow", who, name="x")).id == made.id


async def test_caller_goes_away(core: Core, slow: dict[str, asyncio.Event]) -> None:
    who = await caller(core)
    first = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    await asyncio.wait_for(slow["begun"].wait(), 5)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    slow["go"].set()
    async with asyncio.timeout(5):
        while await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED:
            await asyncio.sleep(0)
    flows = await core.call("ListFlows", who)
    made = await core.call("CreateFlow", who, name="x")
    assert [flow.id for flow in flows.result] == [made.id]


async def test_process_that_died(core: Core) -> None:
    """A reservation nobody works on is given up after a minute."""
    who = await caller(core)
    key = who[1][1]
    claims = core.signer.read(who[0][1].removeprefix("Bearer "), core.clock.now_us())
    store = core.dispatcher._idempotency
    owner = (claims.customer_id, claims.agent_id, key)
    await store._reserve(owner, _fingerprint("x"), None)
    assert await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED
    core.clock.move(61)
    assert await core.refused("CreateFlow", who, name="x") is None


async def test_last_process_died(core: Core) -> None:
    """With SQLite the next one is alone, and need not wait."""
    who = await caller(core)
    claims = core.signer.read(who[0][1].removeprefix("Bearer "), core.clock.now_us())
    owner = (claims.customer_id, claims.agent_id, who[1][1])
    core.clock.move(1)
    await core.dispatcher._idempotency._reserve(owner, _fingerprint("x"), None)
    core.clock.move(1)
    core.dispatcher._idempotency = IdempotencyStore(core.store, core.dispatcher._idempotency._box)
    async with core.store.reading() as connection:
        is_alone = connection.dialect_name == "sqlite"
    refused = await core.refused("CreateFlow", who, name="x")
    assert refused is (None if is_alone else grpc.StatusCode.ABORTED)


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Flows that are made, and a process that does not live to say so."""
    made = asyncio.Event()
    make = FlowRoom.create

    async def create(self: FlowRoom, request: Any, ctx: Any) -> Any:
        await make(self, request, ctx)
        monkeypatch.setattr(FlowRoom, "create", make)
        made.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(FlowRoom, "create", create)
    return made


async def _bury(core: Core, *tasks: asyncio.Task[Any]) -> None:
    """Ends what would never end."""
    tasks += tuple(core.dispatcher._idempotency._tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _next_process(core: Core) -> None:
    """Nobody here knows what the last one was at."""
    core.dispatcher._idempotency._running.clear()


async def test_process_that_died_before_it_answered(core: Core, dying: asyncio.Event) -> None:
    """The answer is stored with the flow, so the next process has it."""
    who = await caller(core)
    task = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    await asyncio.wait_for(dying.wait(), 5)
    _next_process(core)
    again = await core.call("CreateFlow", who, name="x")
    flows = await core.call("ListFlows", who)
    assert [flow.id for flow in flows.result] == [again.id]
    core.clock.move(61)
    assert (await core.call("CreateFlow", who, name="x")).id == again.id
    await _bury(core, task)


async def test_process_that_died_without_an_answer(
    core: Core, dying: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was done, so it is not done again, whoever comes however late."""
    monkeypatch.setattr(UnitOfWork, "answer", property(lambda _: None, lambda *_: None), False)
    who = await caller(core)
    task = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    await asyncio.wait_for(dying.wait(), 5)
    _next_process(core)
    assert await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED
    core.clock.move(61)
    refused = await core.refused("CreateFlow", who, name="x")
    assert refused is grpc.StatusCode.FAILED_PRECONDITION
    assert await core.refused("CreateFlow", who, name="y") is grpc.StatusCode.ALREADY_EXISTS
    assert len((await core.call("ListFlows", who)).result) == 1
    await _bury(core, task)


async def test_key_that_was_taken_over(core: Core, slow: dict[str, asyncio.Event]) -> None:
    """Who was thought dead stores nothing when it comes to itself."""
    who = await caller(core)
    late = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    await asyncio.wait_for(slow["begun"].wait(), 5)
    core.clock.move(61)
    _next_process(core)
    second = asyncio.create_task(core.call("CreateFlow", who, name="x"))
    while len(core.dispatcher._idempotency._running) < 1:
        await asyncio.sleep(0)
    slow["go"].set()
    with pytest.raises(grpc.aio.AioRpcError):
        await late
    made = await second
    flows = await core.call("ListFlows", who)
    assert [flow.id for flow in flows.result] == [made.id]


def _fingerprint(name: str) -> str:
    import hashlib

    from voipbin.v1 import flow_pb2

    request = flow_pb2.CreateFlowRequest(name=name).SerializeToString(deterministic=True)
    return hashlib.sha256(b"/voipbin.v1.FlowService/CreateFlow\0" + request).hexdigest()
