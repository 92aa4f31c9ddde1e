"""Watching calls in conferences and taking them out."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.conferencecall.model import (
    CONFERENCECALL,
    ConferencecallRow,
    ConferencecallStatus,
)
from voipbin.core.context import Context
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available

_ON_THE_WAY_OUT = frozenset({ConferencecallStatus.LEAVING, ConferencecallStatus.LEAVED})


class ConferencecallRoom(Room[ConferencecallRow]):
    """Serves ConferencecallService."""

    resource = CONFERENCECALL

    async def delete_conferencecall(self, request: Any, ctx: Context) -> Message:
        """Takes a call out of its conference; the row stays as a record of it."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        if row.status not in _ON_THE_WAY_OUT:
            raise engine_not_available("conference", "taking a call out of a conference")
        return CONFERENCECALL.to_message(row)  # type: ignore[no-any-return]
