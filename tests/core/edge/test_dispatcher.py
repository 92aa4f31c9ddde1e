"""What the edge promises whatever the service does."""

import asyncio
from typing import Any

import grpc
import pytest
from grpc_status import rpc_status

from tests.core.edge.conftest import METHODS, Core
from voipbin.core.caller import Permission
from voipbin.core.edge.status import details_of, trailers_of
from voipbin.core.errors import InvalidArgument
from voipbin.v1 import flow_pb2

GET = METHODS["GetFlow"]
ID = "0199b7a0-0000-7000-8000-000000000000"


def service(monkeypatch: pytest.MonkeyPatch, core: Core, behaviour: Any) -> None:
    """Puts a behaviour in the place of GetFlow."""
    spec, _ = core.dispatcher._handlers[GET.method]
    monkeypatch.setitem(core.dispatcher._handlers, GET.method, (spec, behaviour))


async def test_our_fault_is_told_to_nobody(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(request: Any, ctx: Any) -> Any:
        raise RuntimeError("password=hunter2")

    service(monkeypatch, core, broken)
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await core.call("GetFlow", (*who, ("x-request-id", "req-1")), id=ID)
    assert refused.value.code() is grpc.StatusCode.INTERNAL
    assert "hunter2" not in str(refused.value)
    assert "req-1" in (refused.value.details() or "")


async def test_deadline(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(request: Any, ctx: Any) -> Any:
        await asyncio.Event().wait()

    service(monkeypatch, core, hangs)
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    call = core.channel.unary_unary(GET.method)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call(flow_pb2.GetFlowRequest(id=ID), metadata=who, timeout=0.01)
    assert refused.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_too_many_at_once(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(request: Any, ctx: Any) -> Any:
        await asyncio.Event().wait()

    service(monkeypatch, core, hangs)
    monkeypatch.setattr(core.dispatcher, "_max_in_flight", 3)
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    waiting = [asyncio.create_task(core.call("GetFlow", who, id=ID)) for _ in range(3)]
    async with asyncio.timeout(5):
        while core.dispatcher._in_flight < 3:
            await asyncio.sleep(0)
    assert await core.refused("GetFlow", who, id=ID) is grpc.StatusCode.RESOURCE_EXHAUSTED
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await core.refused("ListFlows", who) is None


async def test_status_details(core: Core) -> None:
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await core.call("GetFlow", who, id=ID)
    error: Any = refused.value
    status = rpc_status.from_call(error)
    assert status is not None
    assert status.code == grpc.StatusCode.NOT_FOUND.value[0]


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_trailers_stay_small(count: int) -> None:
    """A client drops a call whose trailers exceed 8 KiB: it would see no error of ours at all."""
    faults = [(f"actions[{n}].option.target_id", "é" * 300) for n in range(count)]
    error = InvalidArgument.of(faults)
    assert sum(len(value) for _, value in trailers_of(error, "r")) < 6000
    (_, bad) = details_of(error, "r").details
    assert bad.type_url.endswith("BadRequest")


async def test_flow_limit(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voipbin.core.flow.room.MAX_FLOWS", 3)
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    made = [await core.call("CreateFlow", who, name=str(n)) for n in range(3)]
    assert await core.refused("CreateFlow", who) is grpc.StatusCode.FAILED_PRECONDITION
    # A full house can still be rearranged.
    assert await core.refused("UpdateFlow", who, id=made[0].id, name="new") is None
    await core.call("DeleteFlow", who, id=made[0].id)
    assert await core.refused("CreateFlow", who) is None
