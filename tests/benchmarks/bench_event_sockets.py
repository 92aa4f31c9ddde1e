"""One event to many WebSockets: ours against a bare Starlette broadcast of the same text.

Run as `python -m tests.benchmarks.bench_event_sockets`. Both apps are spoken to by ASGI messages,
so what is measured is their own work for each delivered event and not the kernel's: on our side
topics, a backlog and a task of its own for each reader, in-process channel and gateway; on the
other a loop over all connections, which waits for the slowest of them.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.fixtures.anything import Anything
from voipbin.core.caller import Caller, CallerKind, Permission
from voipbin.core.clock import SystemClock
from voipbin.core.edge.dispatcher import Dispatcher
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import StoredEvent
from voipbin.core.local_channel import LocalChannel
from voipbin.core.websocket.room import WebsocketRoom
from voipbin.gateway.app import create_app
from voipbin.media.memory import settle

CUSTOMER = "c0000000-0000-4000-8000-000000000001"
GOAL = 6.0
"""Times the cost of the bare loop, in which every reader waits for the slowest one. Where each has
a task of its own, waking it is most of the cost."""
_DATA = json.dumps({"id": CUSTOMER, "status": "progressing", "detail": "x" * 400})


class Client:
    """The other end of one connection, without a socket."""

    def __init__(self, hear: Callable[[], None], first: str) -> None:
        self._hear = hear
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._inbox.put_nowait({"type": "websocket.connect"})
        if first:
            self._inbox.put_nowait({"type": "websocket.receive", "text": first})

    async def receive(self) -> dict[str, Any]:
        """What the app reads."""
        return await self._inbox.get()

    async def send(self, message: dict[str, Any]) -> None:
        """What the app writes."""
        if message["type"] == "websocket.send":
            self._hear()


class Side:
    """One app with its connections."""

    def __init__(self, name: str, app: Any, publish: Callable[[int], Awaitable[None]]) -> None:
        self.name = name
        self._app = app
        self._publish = publish
        self._heard = 0
        self._wanted = 0
        self._all_heard = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def connect(self, count: int, first: str) -> None:
        """Opens connections."""
        headers = [(b"accesskey", b"vb_bench")]
        scope = {"type": "websocket", "path": "/v1.0/ws", "query_string": b"", "headers": headers}
        scope |= {"scheme": "ws", "client": ("127.0.0.1", 1), "subprotocols": [], "root_path": ""}
        for _ in range(count):
            client = Client(self._hear, first)
            serving = self._app({**scope, "state": {}}, client.receive, client.send)
            self._tasks.append(asyncio.create_task(serving))

    async def measure(self, events: int) -> float:
        """Microseconds of CPU for each event of each connection."""
        began = time.process_time()
        for number in range(1, events + 1):
            self._wanted += len(self._tasks)
            self._all_heard.clear()
            await self._publish(number)
            await self._all_heard.wait()
        return (time.process_time() - began) * 1e6 / (events * len(self._tasks))

    async def close(self) -> None:
        """Cuts every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self) -> None:
        self._heard += 1
        if self._heard == self._wanted:
            self._all_heard.set()


class _Doorman:
    """Lets the benchmark in."""

    async def authenticate(self, metadata: Any) -> Caller:
        """An administrator of the one customer."""
        return Caller(CallerKind.ACCESSKEY, CUSTOMER, CUSTOMER, int(Permission.ADMIN))


class _Rooms(dict[str, Any]):
    """The room measured; nobody asks the others."""

    def __missing__(self, service: str) -> Any:
        return Anything()


def ours() -> Side:
    """The gateway over the in-process channel."""
    log = EventLog(SystemClock())
    rooms = _Rooms({"voipbin.v1.WebsocketService": WebsocketRoom(log)})
    nothing: Any = Anything()
    app = create_app(LocalChannel(Dispatcher(rooms, _Doorman(), nothing, nothing)))

    async def publish(number: int) -> None:
        event = StoredEvent(number, CUSTOMER, "call_updated", "call", CUSTOMER, number, _DATA, 0)
        log.publish([event])

    return Side("voipbin", app, publish)


def bare() -> Side:
    """What one writes in ten lines."""
    connected: set[WebSocket] = set()

    async def serve(socket: WebSocket) -> None:
        await socket.accept()
        connected.add(socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            connected.discard(socket)

    async def publish(number: int) -> None:
        text = f'{{"type":"call_updated","data":{_DATA},"id":"{number}"}}'
        for socket in list(connected):
            await socket.send_text(text)

    return Side("bare Starlette", Starlette(routes=[WebSocketRoute("/v1.0/ws", serve)]), publish)


async def compare(connections: int, events: int) -> float:
    """Prints both; the ratio."""
    subscribe = json.dumps({"type": "subscribe", "topics": [f"customer_id:{CUSTOMER}:call"]})
    costs = []
    for side, first in ((ours(), subscribe), (bare(), "")):
        side.connect(connections, first)
        for _ in range(20):
            await asyncio.sleep(0.05)  # every connection is served up to its first wait
        settle()  # as the server does
        cost_us = await side.measure(events)
        print(f"{side.name:15} {cost_us:6.2f} us of CPU for each delivered event", flush=True)
        costs.append(cost_us)
        await side.close()
    ratio = costs[0] / costs[1]
    print(f"one event to {connections} WebSockets costs {ratio:.1f}x the bare loop (goal {GOAL}x)")
    return ratio


def main() -> int:
    """Runs it; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=20)
    given = parser.parse_args()
    return int(uvloop.run(compare(given.connections, given.events)) > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
