"""Events over graphql-transport-ws."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.graphql.conftest import Client
from tests.graphql.fake_core import Refused, reason
from tests.graphql.serving import serving
from tests.graphql.world import CUSTOMER, call_id, serve_world
from voipbin.graphql import context
from voipbin.v1 import call_pb2, customer_pb2, event_pb2

EVENTS = """subscription($after: String) {
  events(afterId: $after, types: ["call"]) { id type data sequence }
}"""


class Socket:
    """One connection, past its handshake."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def receive(self) -> Any:
        return json.loads(await asyncio.wait_for(self.connection.recv(), 10))

    async def subscribe(self, id: str, query: str, **variables: Any) -> None:
        await self.send(type="subscribe", id=id, payload={"query": query, "variables": variables})


@asynccontextmanager
async def opened(client: Client, params: dict[str, str], **headers: str) -> AsyncIterator[Socket]:
    async with (
        serving(client.app) as address,
        connect(
            f"ws://{address}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers=headers,
            proxy=None,
        ) as connection,
    ):
        link = Socket(connection)
        await link.send(type="connection_init", payload=params)
        assert (await link.receive())["type"] == "connection_ack"
        yield link


def _event(number: int) -> event_pb2.Event:
    event = event_pb2.Event(id=str(number), type="call_hangup", sequence=number)
    event.data.update({"id": call_id(number)})
    return event


async def test_events_after_an_id(client: Client) -> None:
    async def watch(request: event_pb2.WatchEventsRequest) -> AsyncIterator[event_pb2.Event]:
        for number in range(int(request.after_id) + 1, 4):
            yield _event(number)

    client.core.handlers["WatchEvents"] = watch
    async with opened(client, {"authorization": "Bearer t"}) as link:
        await link.subscribe("1", EVENTS, after="1")
        seen = [(await link.receive())["payload"]["data"]["events"] for _ in range(2)]
        assert await link.receive() == {"type": "complete", "id": "1"}
    assert seen == [
        {"id": "2", "type": "call_hangup", "data": {"id": call_id(2)}, "sequence": 2},
        {"id": "3", "type": "call_hangup", "data": {"id": call_id(3)}, "sequence": 3},
    ]
    assert client.core.metadata[0]["authorization"] == "Bearer t"
    (_, request), *_ = client.core.requests
    assert list(request.types) == ["call"]


async def test_leaving_ends_the_stream(client: Client) -> None:
    ended = asyncio.Event()

    async def watch(request: event_pb2.WatchEventsRequest) -> AsyncIterator[event_pb2.Event]:
        try:
            yield _event(1)
            await asyncio.Event().wait()
        finally:
            ended.set()

    client.core.handlers["WatchEvents"] = watch
    async with opened(client, {"accesskey": "vb_k"}) as link:
        await link.subscribe("1", EVENTS)
        await link.receive()
        await link.send(type="complete", id="1")
        await asyncio.wait_for(ended.wait(), 10)
    assert client.core.metadata[0]["accesskey"] == "vb_k"


async def test_failure_of_the_stream(client: Client) -> None:
    async def watch(request: event_pb2.WatchEventsRequest) -> AsyncIterator[event_pb2.Event]:
        yield _event(1)
        raise Refused(grpc.StatusCode.RESOURCE_EXHAUSTED, "too slow", reason("SLOW_READER"))

    client.core.handlers["WatchEvents"] = watch
    async with opened(client, {}) as link:
        await link.subscribe("1", EVENTS)
        assert (await link.receive())["payload"]["data"]
        failed = await link.receive()
    (error,) = failed["payload"]["errors"] if failed["type"] == "next" else failed["payload"]
    assert error["extensions"]["reason"] == "SLOW_READER"


async def test_malformed_argument(client: Client) -> None:
    async with opened(client, {}) as link:
        await link.subscribe("1", 'subscription { events(resourceIds: ["x"]) { id } }')
        failed = await link.receive()
    assert failed["type"] == "error"
    (error,) = failed["payload"]
    assert error["extensions"]["violations"][0]["field"] == "resource_ids[0]"
    assert not client.core.asked


async def test_every_operation_reads_anew(client: Client) -> None:
    serve_world(client.core, 2)
    async with opened(client, {}) as link:
        for number in ("1", "2"):
            await link.subscribe(number, "{ calls { nodes { flow { name } } } }")
            assert (await link.receive())["payload"]["data"]["calls"]["nodes"]
            assert (await link.receive())["type"] == "complete"
    assert client.core.asked["BatchGetFlows"] == 2


async def test_every_event_is_shown_with_what_is_there_then(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do the rows of events add up to a limit."""
    monkeypatch.setattr(context, "MAX_ROWS", 1)
    names = iter(("before", "after"))

    async def watch(request: event_pb2.WatchEventsRequest) -> AsyncIterator[event_pb2.Event]:
        for number in (1, 2):
            event = _event(number)
            event.customer_id = CUSTOMER
            yield event

    client.core.handlers["WatchEvents"] = watch
    client.core.handlers["GetOwnCustomer"] = lambda request: customer_pb2.Customer(
        id=CUSTOMER, name=next(names)
    )
    async with opened(client, {}) as link:
        await link.subscribe("1", "subscription { events { customer { name } } }")
        shown = [(await link.receive())["payload"] for _ in range(2)]
    assert [one["data"]["events"]["customer"]["name"] for one in shown] == ["before", "after"]


@pytest.mark.parametrize(
    ("origin", "known"), [("http://{}", True), ("https://elsewhere.test", False)]
)
async def test_cookies_count_on_our_own_pages(client: Client, origin: str, known: bool) -> None:
    client.core.handlers["GetCall"] = lambda request: call_pb2.Call(id=request.id)
    async with (
        serving(client.app) as address,
        connect(
            f"ws://{address}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers={"origin": origin.format(address), "cookie": "token=t"},
            proxy=None,
        ) as connection,
    ):
        link = Socket(connection)
        await link.send(type="connection_init")
        await link.receive()
        await link.subscribe("1", f'{{ call(id: "{call_id(1)}") {{ id }} }}')
        await link.receive()
    assert ("authorization" in client.core.metadata[0]) is known


async def test_unknown_subprotocol(client: Client) -> None:
    async with (
        serving(client.app) as address,
        connect(f"ws://{address}/graphql", proxy=None) as connection,
    ):
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "5",
        "{",
        '{"type": 5}',
        '{"type": "nothing"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": "1", "payload": "x"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 5}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ me }", "variables": []}}',
        '{"type": "complete", "id": {}}',
    ],
)
async def test_malformed_messages(client: Client, text: str) -> None:
    async with opened(client, {}) as link:
        await link.connection.send(text)
        with pytest.raises(ConnectionClosed) as closed:
            await link.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400
