"""Events by topic, for as long as a client listens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson

from voipbin.core.context import Context
from voipbin.core.contract import rules
from voipbin.core.errors import InvalidArgument, ResourceExhausted, Unavailable, VoipbinError
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import StoredEvent
from voipbin.core.event.topics import MOST_TOPICS, Topic, read_topics
from voipbin.core.serving import Operations
from voipbin.core.websocket.listener import Replay, TopicListener, is_under
from voipbin.v1 import websocket_pb2 as pb


class WebsocketRoom(Operations):
    """Serves WebsocketService and ServiceAgentWebsocketService."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def open_websocket(
        self, requests: AsyncIterator[Any], ctx: Context
    ) -> AsyncIterator[pb.OpenWebsocketResponse]:
        """Sends what the topics cover until the client leaves."""
        connection = _Connection(self._log, ctx)
        hearing = asyncio.create_task(connection.hear(requests))
        try:
            yield pb.OpenWebsocketResponse()
            async for answer in connection.answers():
                yield answer
        finally:
            hearing.cancel()
            self._log.leave(connection.listener)
        if hearing.done() and not hearing.cancelled():
            hearing.result()


class _Connection:
    """One client: what it asks goes into the same queue as what it is sent, so order is kept."""

    def __init__(self, log: EventLog, ctx: Context) -> None:
        self.listener = TopicListener()
        self._log = log
        self._ctx = ctx
        self._is_left = False
        log.admit(self.listener, ctx.caller)

    async def hear(self, requests: AsyncIterator[Any]) -> None:
        """Does what the client asks; what cannot be done is answered with an error."""
        try:
            async for request in requests:
                try:
                    self._take(request)
                except VoipbinError as error:
                    self.listener.backlog.put(error_response(error))
        finally:
            self._is_left = True
            self.listener.end()

    async def answers(self) -> AsyncIterator[pb.OpenWebsocketResponse]:
        """What is sent, in order.

        Raises:
            ResourceExhausted: the client reads too slowly.
            Unavailable: the platform stops, or the account was frozen.
        """
        replayed: list[Replay] = []
        while (item := await self.listener.backlog.get()) is not None:
            if isinstance(item, Replay):
                async for event in self._older(item):
                    yield self.listener.shown(event)
                    last = event.id
                    item = Replay(item.prefixes, last)
                replayed.append(item)
            elif not isinstance(item, StoredEvent):
                yield item
            elif not _was_replayed(item, replayed):
                yield self.listener.shown(item)
        if self.listener.backlog.overflowed:
            raise ResourceExhausted(
                "events are read too slowly: subscribe again with since",
                reason="EVENTS_BACKLOG",
            )
        if not self._is_left:
            raise Unavailable("the platform ended this: open again with since", retry_after_s=1)

    def _take(self, request: Any) -> None:
        if faults := rules.violations(request):
            raise InvalidArgument.of(faults)
        if request.type == pb.TOPIC_REQUEST_TYPE_UNSUBSCRIBE:
            self.listener.unsubscribe({name.removesuffix("*") for name in request.topics})
            return
        topics = self._topics(request.topics)
        for topic in topics:
            self._log.listen(self.listener, topic.scope)
        self.listener.subscribe(topics)
        if request.since:
            prefixes = tuple(topic.prefix for topic in topics)
            self.listener.backlog.put(Replay(prefixes, int(request.since)))

    def _topics(self, named: Any) -> list[Topic]:
        topics = read_topics(named, self._ctx.caller)
        if len(self.listener) + len(topics) > MOST_TOPICS:
            fault = f"more than {MOST_TOPICS} on one connection"
            raise InvalidArgument.of([("topics", fault)])
        return topics

    async def _older(self, wanted: Replay) -> AsyncIterator[StoredEvent]:
        """Events of the topics after one, up to now; a page at a time."""
        caller = self._ctx.caller
        owner = "" if caller.is_super_admin else caller.customer_id
        last = wanted.after_id
        while True:
            async with self._ctx.reading() as connection:
                page = await self._log.page(connection, owner, last)
            if not page:
                return
            for event in page:
                if event.is_delivered and is_under(wanted.prefixes, event):
                    yield event
            last = page[-1].id


def _was_replayed(event: StoredEvent, replayed: list[Replay]) -> bool:
    """Whether an event that waited meanwhile was sent with the older ones."""
    return any(event.id <= past.after_id and is_under(past.prefixes, event) for past in replayed)


def error_response(error: VoipbinError) -> pb.OpenWebsocketResponse:
    """What a client is told of a request that was refused."""
    body = {
        "status": error.code.name,
        "reason": error.reason,
        "message": error.message,
    }
    shown = {"type": "error", "error": body}
    return pb.OpenWebsocketResponse(text=orjson.dumps(shown).decode())
