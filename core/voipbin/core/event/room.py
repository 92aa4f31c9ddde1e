"""Reading the event log live."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import ResourceExhausted
from voipbin.core.event.log import EventLog, StoredEvent
from voipbin.core.resource import to_timestamp
from voipbin.v1 import event_pb2


class EventRoom:
    """Serves EventService."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def handler(self, spec: OperationSpec) -> Any:
        """What serves an operation."""
        return {"WatchEvents": self.watch}[spec.name]

    async def watch(self, request: Any, ctx: Context) -> AsyncIterator[event_pb2.Event]:
        """Replays, then follows; nothing is missed or doubled between the two."""
        wanted = _Filter(request)
        with self._log.subscribed(ctx.customer_id) as subscription:
            last = int(request.after_id or 0)
            if request.after_id:
                async with ctx.reading() as connection:
                    async for event in self._log.replay(connection, ctx.customer_id, last):
                        last = event.id
                        if wanted.has(event):
                            yield event_message(event)
            while (live := await subscription.queue.get()) is not None:
                if live.id > last and wanted.has(live):
                    yield event_message(live)
        raise ResourceExhausted(
            "events are read too slowly: watch again with after_id", reason="EVENTS_BACKLOG"
        )


class _Filter:
    def __init__(self, request: Any) -> None:
        self._types = frozenset(request.types)
        self._resource_ids = frozenset(request.resource_ids)

    def has(self, event: StoredEvent) -> bool:
        if self._resource_ids and event.resource_id not in self._resource_ids:
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
