"""The control service: one core at a time attaches, commands and listens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

import grpc
import structlog

from voipbin.media.node.command_log import CommandLog
from voipbin.media.node.core_link import CoreLink
from voipbin.media.node.events import EventLog
from voipbin.media.v1 import node_pb2, node_pb2_grpc

log = structlog.get_logger(__name__)

Requests = AsyncIterator[node_pb2.AttachRequest]
Context = grpc.aio.ServicerContext[node_pb2.AttachRequest, node_pb2.AttachResponse]
Execute = Callable[[node_pb2.Command], None]
"""Carries a command out; its result goes to the command log, now or later."""

MAX_UNSENT = 50_000
"""A core that leaves more messages unread is cut off; it may attach again."""


class Attachment:
    """One attached core: messages waiting to be sent to it."""

    def __init__(self) -> None:
        self._unsent: deque[node_pb2.AttachResponse] = deque()
        self._wake = asyncio.Event()
        self._finishing = False
        self.closed = False
        self.replaced = False

    def send(self, message: node_pb2.AttachResponse) -> None:
        """Queue a message."""
        self._unsent.append(message)
        if len(self._unsent) > MAX_UNSENT:
            self.close()
        self._wake.set()

    def send_event(self, event: node_pb2.ChannelEvent) -> None:
        """Queue an event."""
        self.send(node_pb2.AttachResponse(event=event))

    def send_result(self, result: node_pb2.CommandResult) -> None:
        """Queue the result of a command."""
        self.send(node_pb2.AttachResponse(result=result))

    def finish(self) -> None:
        """Stop `write_to` after what is queued."""
        self._finishing = True
        self._wake.set()

    def close(self) -> None:
        """Stop `write_to`."""
        self.closed = True
        self._wake.set()

    async def write_to(self, context: Context) -> None:
        """Send what is queued, as it comes, until closed."""
        while not self.closed:
            await self._wake.wait()
            self._wake.clear()
            while self._unsent and not self.closed:
                await context.write(self._unsent.popleft())
            if self._finishing:
                return


class Orphanage:
    """Keeps calls without a core for a while, then gives them up."""

    def __init__(self, give_up: Callable[[], None]) -> None:
        self._give_up = give_up
        self._timer: asyncio.TimerHandle | None = None

    def core_left(self, timeout_ms: int) -> None:
        """Start waiting for a core."""
        self.core_came()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(timeout_ms / 1000, self._give_up)

    def core_came(self) -> None:
        """Stop waiting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class NodeControl(node_pb2_grpc.NodeServiceServicer):
    """Serves `NodeService`."""

    def __init__(
        self,
        *,
        welcome: Callable[[], node_pb2.Welcome],
        execute: Execute,
        give_up: Callable[[], None],
        commands: CommandLog,
        events: EventLog,
        link: CoreLink,
    ) -> None:
        self._welcome = welcome
        self._execute = execute
        self._commands = commands
        self._events = events
        self._link = link
        self._orphanage = Orphanage(give_up)
        self._attachment: Attachment | None = None
        self._closing = False

    async def Attach(  # type: ignore[override]  # the stub types do not know coroutine handlers
        self, request_iterator: Requests, context: Context
    ) -> None:
        """Serve one core until it leaves or another one comes."""
        hello = await self._read_hello(request_iterator, context)
        attachment = self._attach(hello)
        reader = asyncio.create_task(self._read(request_iterator, attachment))
        try:
            await attachment.write_to(context)
        finally:
            reader.cancel()
            self._detach(attachment, hello.orphan_timeout_ms)
        if attachment.replaced:
            await context.abort(grpc.StatusCode.ABORTED, "another core attached")

    def close(self) -> None:
        """End the attachment after what is queued, as before the server stops."""
        self._closing = True
        if self._attachment is not None:
            self._attachment.finish()
        self._orphanage.core_came()

    async def _read_hello(self, requests: Requests, context: Context) -> node_pb2.Hello:
        async for request in requests:
            if request.WhichOneof("message") == "hello":
                return request.hello
            break
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the first message must be hello")
        raise AssertionError("abort raises")

    def _attach(self, hello: node_pb2.Hello) -> Attachment:
        attachment = Attachment()
        if self._attachment is not None:
            self._attachment.replaced = True
            self._attachment.close()
        self._attachment = attachment
        self._orphanage.core_came()
        self._link.attach(attachment.send)
        attachment.send(node_pb2.AttachResponse(welcome=self._welcome()))
        for event in self._events.after(hello.after_sequence):
            attachment.send_event(event)
        lost = self._events.lost_after(hello.after_sequence)
        log.info("core attached", after_sequence=hello.after_sequence, events_lost=lost)
        self._events.listener = attachment.send_event
        return attachment

    def _detach(self, attachment: Attachment, orphan_timeout_ms: int) -> None:
        attachment.close()
        if self._attachment is not attachment:
            return
        self._attachment = None
        self._events.listener = None
        self._link.detach()
        if not self._closing:
            self._orphanage.core_left(orphan_timeout_ms)
        log.info("core left", orphan_timeout_ms=orphan_timeout_ms)

    async def _read(self, requests: Requests, attachment: Attachment) -> None:
        try:
            async for request in requests:
                self._take(request, attachment)
        finally:
            attachment.close()

    def _take(self, request: node_pb2.AttachRequest, attachment: Attachment) -> None:
        kind = request.WhichOneof("message")
        if kind == "command":
            if self._commands.begin(request.command.command_id, attachment.send_result):
                self._execute(request.command)
        elif kind == "answer":
            self._link.answered(request.answer)
