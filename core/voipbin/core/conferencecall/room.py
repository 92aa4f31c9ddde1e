"""Watching calls in conferences and taking them out."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.conference.conferences import Conferences
from voipbin.core.conferencecall.model import CONFERENCECALL, ConferencecallRow, is_out
from voipbin.core.context import Context
from voipbin.core.room import Room


class ConferencecallRoom(Room[ConferencecallRow]):
    """Serves ConferencecallService."""

    resource = CONFERENCECALL

    def __init__(self, conferences: Conferences) -> None:
        self._conferences = conferences

    async def delete_conferencecall(self, request: Any, ctx: Context) -> Message:
        """Takes a call out of its conference; the row stays as a record of it."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).get(request.id)
        if not is_out(row.status):
            row = await self._conferences.kick(row)
        return CONFERENCECALL.to_message(row)  # type: ignore[no-any-return]
