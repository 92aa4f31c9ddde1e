"""One media node, driven over its control stream."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Protocol

import grpc
import structlog

from voipbin.core.ids import new_id
from voipbin.media.v1 import node_pb2, node_pb2_grpc

_log = structlog.get_logger(__name__)

_CONNECT_TIMEOUT_S = 20.0
_COMMAND_TIMEOUT_S = 15.0


class CommandFailed(Exception):
    """A node did not carry out a command.

    Args:
        error: a word of CommandResult, or NODE_LOST.
    """

    def __init__(self, error: str, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error
        self.message = message


class NodeListener(Protocol):
    """Who hears a node."""

    async def on_event(self, event: node_pb2.ChannelEvent) -> None:
        """Handles what happened; events come one after the other."""

    async def on_query(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Answers a question; several may be open at once."""

    async def on_lost(self) -> None:
        """The node is gone, and every channel with it."""


class NodeLink:
    """The control stream of one node."""

    def __init__(self, address: str, listener: NodeListener) -> None:
        """
        Args:
            address: gRPC target of the node's control service, for instance unix:/run/node.sock.
        """
        self._address = address
        self._listener = listener
        self._outgoing: asyncio.Queue[node_pb2.AttachRequest | None] = asyncio.Queue()
        self._results: dict[str, asyncio.Future[node_pb2.CommandResult]] = {}
        self._events: asyncio.Queue[node_pb2.ChannelEvent | None] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._channel: grpc.aio.Channel | None = None
        self.welcome = node_pb2.Welcome()
        self.lost = asyncio.Event()
        "The node is gone: nothing can be commanded."
        self.mourned = asyncio.Event()
        "Its last events, and then its loss, have been told."

    async def attach(self, orphan_timeout_ms: int) -> None:
        """Connects and exchanges greetings.

        Raises:
            OSError: the node does not answer.
        """
        self._channel = grpc.aio.insecure_channel(self._address)
        stub: Any = node_pb2_grpc.NodeServiceStub(self._channel)
        hello = node_pb2.Hello(orphan_timeout_ms=orphan_timeout_ms)
        self._outgoing.put_nowait(node_pb2.AttachRequest(hello=hello))
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                await self._channel.channel_ready()
                answers = stub.Attach(self._requests()).__aiter__()
                self.welcome = (await anext(answers)).welcome
        except (TimeoutError, StopAsyncIteration, grpc.aio.AioRpcError) as error:
            raise OSError(f"the media node at {self._address} did not answer: {error!r}") from None
        self._spawn(self._read(answers))
        self._spawn(self._deliver())

    async def command(self, channel_id: str, **command: Any) -> None:
        """Sends one command, named as in node.proto, and waits until it is carried out.

        Raises:
            CommandFailed: it was not.
        """
        if self.lost.is_set():
            raise CommandFailed("NODE_LOST", "the media node is gone")
        command_id = new_id()
        future: asyncio.Future[node_pb2.CommandResult] = asyncio.get_running_loop().create_future()
        self._results[command_id] = future
        message = node_pb2.Command(command_id=command_id, channel_id=channel_id, **command)
        self._outgoing.put_nowait(node_pb2.AttachRequest(command=message))
        try:
            async with asyncio.timeout(_COMMAND_TIMEOUT_S):
                result = await future
        except TimeoutError:
            raise CommandFailed("FAILED", "the media node did not answer in time") from None
        finally:
            self._results.pop(command_id, None)
        if result.error:
            raise CommandFailed(result.error, result.message)

    async def close(self) -> None:
        """Ends the stream; may be called twice."""
        self._outgoing.put_nowait(None)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._channel is not None:
            await self._channel.close(None)

    async def _requests(self) -> AsyncIterator[node_pb2.AttachRequest]:
        while (request := await self._outgoing.get()) is not None:
            yield request

    async def _read(self, answers: AsyncIterator[node_pb2.AttachResponse]) -> None:
        try:
            async for answer in answers:
                self._handle(answer)
        except grpc.aio.AioRpcError as error:
            _log.warning("media node stream broke", code=error.code().name, details=error.details())
        finally:
            self._lose()

    def _handle(self, answer: node_pb2.AttachResponse) -> None:
        kind = answer.WhichOneof("message")
        if kind == "result":
            future = self._results.get(answer.result.command_id)
            if future is not None and not future.done():
                future.set_result(answer.result)
        elif kind == "event":
            self._events.put_nowait(answer.event)
        elif kind == "query":
            self._spawn(self._answer(answer.query))

    async def _deliver(self) -> None:
        while (event := await self._events.get()) is not None:
            try:
                await self._listener.on_event(event)
            except Exception as error:
                # One channel's trouble must not silence the others.
                _log.error(
                    "handling a media event failed",
                    event_kind=event.WhichOneof("event"),
                    call_id=event.call_id,
                    exc_info=error,
                )
        try:
            await self._listener.on_lost()
        finally:
            self.mourned.set()

    async def _answer(self, query: node_pb2.Query) -> None:
        try:
            answer = await self._listener.on_query(query)
        except Exception as error:
            _log.error("answering a media node failed", exc_info=error)
            answer = node_pb2.Answer()
        answer.query_id = query.query_id
        self._outgoing.put_nowait(node_pb2.AttachRequest(answer=answer))

    def _lose(self) -> None:
        if self.lost.is_set():
            return
        self.lost.set()
        for future in self._results.values():
            if not future.done():
                future.set_exception(CommandFailed("NODE_LOST", "the media node is gone"))
        self._events.put_nowait(None)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
