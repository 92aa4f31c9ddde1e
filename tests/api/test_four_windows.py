"""One event log, several windows: what happens is seen the same through each of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
from sqlalchemy import func, select
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.api.requests import UNARY, caller_of, valid_fields
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.event.model import EventRow
from voipbin.core.event.stored import StoredEvent
from voipbin.core.ids import new_id
from voipbin.v1 import event_pb2

_TABLE: Any = EventRow.__table__  # type: ignore[attr-defined]
_OPERATION = {spec.title: spec for spec in operations().values()}
_NOT_HERE = (
    # They end the tenant or its credentials.
    *("Auth", "Accesskey", "Agent", "Customer", "ServiceAgentMe", "Me"),
    # They want a party, which tests of the whole platform have.
    *("Call", "Groupcall", "Speaking", "Transcribe", "Transfer"),
)
_QUERY = "subscription($after: String) { events(afterId: $after) { id type } }"
_WAIT_S = 60
Seen = list[tuple[str, str]]
"(id, type) in the order of arrival."


def writes() -> list[OperationSpec]:
    """Everything that changes something, deletions last."""
    names = tuple(f"voipbin.v1.{name}Service" for name in _NOT_HERE)
    found = [
        spec
        for spec in UNARY
        if spec.http_path and spec.http_verb != "GET" and spec.service not in names
    ]
    return sorted(found, key=lambda spec: (spec.http_verb == "DELETE", spec.method))


async def test_each_window_shows_the_log(
    running: RunningPlatform, rest: RestFace, tenant: Tenant
) -> None:
    start = await asyncio.to_thread(running.do, _newest(running))
    async with (
        _grpc(running, tenant, start) as by_grpc,
        _ws(running, tenant, start) as by_ws,
        _graphql(running, tenant, start) as by_graphql,
    ):
        for spec in writes():
            await asyncio.to_thread(
                rest.call, spec, valid_fields(spec, tenant), caller_of(spec, tenant)
            )
        tag = await asyncio.to_thread(
            rest.call, _OPERATION["CreateTag"], {"name": new_id()}, tenant.admin
        )
        log = await asyncio.to_thread(running.do, _log(running, tenant, start))
        (last,) = [event.id for event in log if event.resource_id == tag.body["id"]]
        seen = [await until(str(last)) for until in (by_grpc, by_ws, by_graphql)]
    told = [(str(event.id), event.type) for event in log if event.id <= last]
    delivered = [(str(event.id), event.type) for event in log if event.is_delivered]
    assert seen[0] == told
    assert seen[1] == [event for event in delivered if int(event[0]) <= last]
    assert seen[2] == told
    assert len({type for _, type in told}) > 60
    for event in log:
        sequence = [other.sequence for other in log if other.resource_id == event.resource_id]
        assert sequence == sorted(sequence)


async def _newest(running: RunningPlatform) -> int:
    async with running.store.reading() as connection:
        found = await connection.execute(select(func.max(_TABLE.c.id)))
    return int(found.scalar_one() or 0)


async def _log(running: RunningPlatform, tenant: Tenant, after_id: int) -> list[StoredEvent]:
    found: list[StoredEvent] = []
    async with running.store.reading() as connection:
        while page := await running.store.events.page(connection, tenant.id, after_id):
            found += page
            after_id = page[-1].id
    return found


@asynccontextmanager
async def _grpc(running: RunningPlatform, tenant: Tenant, after_id: int) -> AsyncIterator[Any]:
    spec = _OPERATION["WatchEvents"]
    async with grpc.aio.insecure_channel(running.addresses.grpc) as channel:
        method = channel.unary_stream(
            spec.method,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=event_pb2.Event.FromString,
        )
        request = event_pb2.WatchEventsRequest(after_id=str(after_id))
        stream = method(request, metadata=tuple(tenant.admin.items()))

        async def until(last: str) -> Seen:
            seen: Seen = []
            async with asyncio.timeout(_WAIT_S):
                async for event in stream:
                    seen.append((event.id, event.type))
                    if event.id == last:
                        break
            return seen

        yield until
        stream.cancel()


@asynccontextmanager
async def _ws(running: RunningPlatform, tenant: Tenant, after_id: int) -> AsyncIterator[Any]:
    key = tenant.accesskey["accesskey"]
    url = running.rest.replace("http:", "ws:") + f"/ws?accesskey={key}"
    async with connect(url, proxy=None) as connection:
        topics = [f"customer_id:{tenant.id}"]
        asked = {"type": "subscribe", "topics": topics, "since": str(after_id)}
        await connection.send(json.dumps(asked))

        async def until(last: str) -> Seen:
            seen: Seen = []
            while not seen or seen[-1][0] != last:
                told = json.loads(await asyncio.wait_for(connection.recv(), _WAIT_S))
                seen.append((told["id"], told["type"]))
            return seen

        yield until


@asynccontextmanager
async def _graphql(running: RunningPlatform, tenant: Tenant, after_id: int) -> AsyncIterator[Any]:
    url = running.addresses.graphql.replace("http:", "ws:")
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(url, subprotocols=[protocol], proxy=None) as connection:
        params = {"accesskey": tenant.accesskey["accesskey"]}
        await connection.send(json.dumps({"type": "connection_init", "payload": params}))
        assert json.loads(await connection.recv())["type"] == "connection_ack"
        payload = {"query": _QUERY, "variables": {"after": str(after_id)}}
        await connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))

        async def until(last: str) -> Seen:
            seen: Seen = []
            while not seen or seen[-1][0] != last:
                message = json.loads(await asyncio.wait_for(connection.recv(), _WAIT_S))
                assert message["type"] == "next", message
                event = message["payload"]["data"]["events"]
                seen.append((event["id"], event["type"]))
            return seen

        yield until
