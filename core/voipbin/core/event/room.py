"""Reading the event log live."""

from collections.abc import AsyncIterator
from typing import Any

import orjson

from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import InvalidArgument, ResourceExhausted, Unavailable
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import StoredEvent
from voipbin.core.event.topics import covers, read_topics
from voipbin.core.paging import page_size
from voipbin.core.resource import to_timestamp
from voipbin.v1 import event_pb2

_MOST_DIGITS = 18
"An id has 63 bits."


class EventRoom:
    """Serves EventService."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def handler(self, spec: OperationSpec) -> Any:
        """What serves an operation."""
        return {"WatchEvents": self.watch, "BatchListEvents": self.batch_list}[spec.name]

    async def batch_list(self, request: Any, ctx: Context) -> event_pb2.BatchListEventsResponse:
        """The newest events of each of several resources."""
        owner = "" if ctx.caller.is_super_admin else ctx.customer_id
        size = page_size(request.page_size)
        async with ctx.reading() as connection:
            found = await self._log.newest(connection, owner, request.resource_ids, size)
        return event_pb2.BatchListEventsResponse(result=map(event_message, found))

    async def watch(self, request: Any, ctx: Context) -> AsyncIterator[event_pb2.Event]:
        """Replays, then follows; nothing is missed or doubled between the two."""
        wanted = _Filter(request, ctx)
        with self._log.subscribed(ctx.caller) as reader:
            last = place(request.after_id, "after_id")
            while request.after_id and (page := await self._page(ctx, last)):
                last = page[-1].id
                for event in filter(wanted.has, page):
                    yield event_message(event)
            while (live := await reader.backlog.get()) is not None:
                if live.id > last and wanted.has(live):
                    yield event_message(live)
        if reader.backlog.overflowed:
            raise ResourceExhausted(
                "events are read too slowly: watch again with after_id", reason="EVENTS_BACKLOG"
            )
        raise Unavailable("the platform ended this: watch again with after_id", retry_after_s=1)

    async def _page(self, ctx: Context, after_id: int) -> list[StoredEvent]:
        """A page on a connection of its own: the reader may take its time over each."""
        async with ctx.reading() as connection:
            return await self._log.page(connection, ctx.customer_id, after_id)


def place(event_id: str, field: str) -> int:
    """The place in the log that an id names; "" is before everything.

    Raises:
        InvalidArgument: no id has so many digits.
    """
    if len(event_id) > _MOST_DIGITS:
        fault = f"must be the id of an event, got a number of {len(event_id)} digits"
        raise InvalidArgument.of([(field, fault)])
    return int(event_id or 0)


class _Filter:
    def __init__(self, request: Any, ctx: Context) -> None:
        self._types = frozenset(request.types)
        self._resource_ids = frozenset(request.resource_ids)
        topics = read_topics(request.topics, ctx.caller)
        self._prefixes = tuple(topic.prefix for topic in topics)

    def has(self, event: StoredEvent) -> bool:
        if self._resource_ids and event.resource_id not in self._resource_ids:
            return False
        if self._prefixes and not covers(self._prefixes, event):
            return False
        if not self._types:
            return True
        return event.type in self._types or event.resource in self._types


def event_message(event: StoredEvent) -> event_pb2.Event:
    """The message of an event."""
    message = codec.from_json(event_pb2.Event, {"data": orjson.loads(event.data)})
    message.id = str(event.id)
    message.type = event.type
    message.customer_id = event.customer_id
    message.resource = event.resource
    message.resource_id = event.resource_id
    message.sequence = event.sequence
    message.tm_create.CopyFrom(to_timestamp(event.tm_create))
    return message
