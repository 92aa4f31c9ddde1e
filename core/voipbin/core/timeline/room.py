"""Reading the event log by resource."""

from typing import Any

import orjson
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message
from sqlalchemy import Select, select

from voipbin.core.context import Context
from voipbin.core.contract import codec, spelling
from voipbin.core.errors import InvalidArgument, NotFound
from voipbin.core.event.model import EventRow
from voipbin.core.paging import page_size, place_of, token_of
from voipbin.core.resource import resource_named, to_timestamp
from voipbin.core.serving import Operations
from voipbin.core.timeline.sip import sip_analysis, sip_capture
from voipbin.v1 import timeline_pb2

_MOST_EVENTS = 1000
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]
_TYPES: Any = timeline_pb2.DESCRIPTOR.enum_types_by_name["TimelineResourceType"]


class TimelineRoom(Operations):
    """Serves TimelineService."""

    async def list_timeline_events(self, request: Any, ctx: Context) -> Message:
        """A page of what happened to a resource, newest first.

        Raises:
            NotFound: the customer never had such a resource.
        """
        resource = spelling.word(_TYPES, request.resource_type).removesuffix("s")
        size = page_size(request.page_size, _MOST_EVENTS)
        statement = _history(resource, request.resource_id, ctx)
        page = _after(statement, request.page_token).limit(size + 1)
        async with ctx.reading() as connection:
            rows = list((await connection.execute(page)).all())
            if not rows and not await self._is_known(resource, request.resource_id, ctx):
                raise NotFound.resource(resource, request.resource_id)
        token = ""
        if len(rows) > size:
            rows = rows[:size]
            token = token_of(rows[-1].tm_create, str(rows[-1].sequence))
        return timeline_pb2.ListTimelineEventsResponse(
            result=[_event(row) for row in rows], next_page_token=token
        )

    async def get_call_sip_analysis(self, request: Any, ctx: Context) -> Message:
        """SIP messages and audio quality of a call."""
        return await sip_analysis(request.call_id, ctx)

    async def get_call_pcap(self, request: Any, ctx: Context) -> HttpBody:
        """A capture file of a call."""
        return await sip_capture(request.call_id, ctx)

    async def _is_known(self, resource: str, id: str, ctx: Context) -> bool:
        """Whether the resource is there, or has a history that ends before the page."""
        async with ctx.reading() as connection:
            if await ctx.by_id(resource_named(resource), connection).exists(id):
                return True
            first = await connection.execute(_history(resource, id, ctx).limit(1))
            return first.first() is not None


def _history(resource: str, id: str, ctx: Context) -> Select[Any]:
    """Events of a resource, newest first, read along the index of sequences."""
    statement = (
        select(_EVENTS)
        .where(_EVENTS.c.resource_id == id, _EVENTS.c.resource == resource)
        .order_by(_EVENTS.c.sequence.desc())
    )
    if ctx.caller.is_super_admin:
        return statement
    return statement.where(_EVENTS.c.customer_id == ctx.customer_id)


def _after(statement: Select[Any], token: str) -> Select[Any]:
    place = place_of(token)
    if place is None:
        return statement
    if not place.id:
        return statement.where(_EVENTS.c.tm_create < place.tm_create)
    if not place.id.isdigit() or len(place.id) > 18:
        raise InvalidArgument.of([("page_token", f"is no next_page_token: {token[:80]!r}")])
    return statement.where(_EVENTS.c.sequence < int(place.id))


def _event(row: Any) -> timeline_pb2.TimelineEvent:
    event = codec.from_json(timeline_pb2.TimelineEvent, {"data": orjson.loads(row.data)})
    event.event_type = row.type
    event.timestamp.CopyFrom(to_timestamp(row.tm_create))
    return event
