"""Idempotency keys on virtual time."""

import asyncio
from typing import Any

import grpc
import pytest

from tests.core.edge.conftest import Core, Who
from voipbin.core.caller import Permission
from voipbin.core.flow.room import FlowRoom
from voipbin.core.ids import new_id

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
    await store._reserve(owner, _fingerprint("x"))
    assert await core.refused("CreateFlow", who, name="x") is grpc.StatusCode.ABORTED
    core.clock.move(61)
    assert await core.refused("CreateFlow", who, name="x") is None


def _fingerprint(name: str) -> str:
    import hashlib

    from voipbin.v1 import flow_pb2

    request = flow_pb2.CreateFlowRequest(name=name).SerializeToString(deterministic=True)
    return hashlib.sha256(b"/voipbin.v1.FlowService/CreateFlow\0" + request).hexdigest()
