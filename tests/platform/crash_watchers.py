"""Those who are to hear of everything, however often the platform dies: each remembers how far it
came and begins there again.
"""

import asyncio
import contextlib
import hashlib
import json
import random
from typing import Any

import grpc
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.fixtures.receiver import Received, Receiver, receiving
from tests.platform.api import Api
from tests.platform.crash_process import MortalProcess
from voipbin.core.contract import codec

_AGAIN_S = 0.1
_LONGEST_ANSWER_S = 0.03
_QUICK = (
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
)
Told = tuple[int, str, str]
"Id, type, and what tells bodies apart."


def channel_to(process: MortalProcess) -> grpc.aio.Channel:
    """A channel that does not wait long before it connects again."""
    return grpc.aio.insecure_channel(process.address("grpc"), options=_QUICK)


def digest_of(data: Any) -> str:
    """The same for the same body, however its JSON was written."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


class Watcher:
    """One that asks for what came after the last event it was told of."""

    def __init__(self, process: MortalProcess) -> None:
        self.told: list[Told] = []
        self._process = process
        self._task: asyncio.Task[None] | None = None

    @property
    def last(self) -> int:
        """Id of the last event; 0 before the first."""
        return self.told[-1][0] if self.told else 0

    def start(self) -> None:
        """Begins to listen."""
        self._task = asyncio.create_task(self._run(), name=type(self).__name__)

    async def close(self) -> None:
        """Listens no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def watch(self) -> None:
        """Listens until the connection ends."""
        raise NotImplementedError

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(OSError, grpc.aio.AioRpcError, WebSocketException, EOFError):
                await self.watch()
            await asyncio.sleep(_AGAIN_S)


class GrpcWatcher(Watcher):
    """EventService.WatchEvents with after_id."""

    async def watch(self) -> None:
        async with channel_to(self._process) as channel:
            api = Api(channel, self._process.facts["demo"]["accesskey"])
            stream = api.stream("EventService.WatchEvents", after_id=str(self.last))
            async for message in stream:
                event = codec.to_json(message)
                self.told.append((int(event["id"]), event["type"], digest_of(event["data"])))


class SocketWatcher(Watcher):
    """/ws with since."""

    async def watch(self) -> None:
        demo = self._process.facts["demo"]
        url = f"ws://{self._process.address('http')}/v1.0/ws?accesskey={demo['accesskey']}"
        topics = [f"customer_id:{demo['customer_id']}"]
        asked = {"type": "subscribe", "topics": topics, "since": str(self.last)}
        with contextlib.suppress(InvalidHandshake):
            async with connect(url, proxy=None) as connection:
                await connection.send(json.dumps(asked))
                async for text in connection:
                    event = json.loads(text)
                    self.told.append((int(event["id"]), event["type"], digest_of(event["data"])))


class HookWatcher:
    """A web server that takes a moment for each webhook, so that some are always under way."""

    def __init__(self, rng: random.Random) -> None:
        self.told: list[tuple[str, str, str]] = []
        "Id of the delivery, type and digest, in the order of arrival."
        self.url = ""
        self._rng = rng
        self._arrived = asyncio.Event()
        self._open = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Begins to listen; it outlives the platform."""
        receiver = await self._open.enter_async_context(receiving())
        receiver.delay_s = lambda _: self._rng.uniform(0, _LONGEST_ANSWER_S)
        answer = receiver.behaviour

        async def note(one: Received, writer: asyncio.StreamWriter) -> None:
            self._note(one, receiver)
            await answer(one, writer)

        receiver.behaviour = note
        self.url = receiver.url

    async def next_one(self, wait_s: float) -> None:
        """Waits for a request, but not for ever; its answer is still to come."""
        self._arrived.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), wait_s)

    async def close(self) -> None:
        """Listens no more."""
        await self._open.aclose()

    def _note(self, one: Received, receiver: Receiver) -> None:
        body = one.json
        self.told.append((one.headers["webhook-id"], body["type"], digest_of(body["data"])))
        receiver.received.clear()
        self._arrived.set()
