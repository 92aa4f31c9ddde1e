"""Watching and ending groupcalls."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.groupcall.model import GROUPCALL, GroupcallRow
from voipbin.core.groupcall.service import Groupcalls
from voipbin.core.room import Room


class GroupcallRoom(Room[GroupcallRow]):
    """Serves GroupcallService."""

    resource = GROUPCALL

    def __init__(self, groupcalls: Groupcalls) -> None:
        self._groupcalls = groupcalls

    async def hangup_groupcall(self, request: Any, ctx: Context) -> Message:
        """Ends every member."""
        async with ctx.reading() as connection:
            row = await ctx.by_id(GROUPCALL, connection).get(request.id)
        return GROUPCALL.to_message(await self._groupcalls.hang_up(row))  # type: ignore[no-any-return]

    async def delete_groupcall(self, request: Any, ctx: Context) -> Message:
        """Ends every member and deletes the groupcall."""
        await self.hangup_groupcall(request, ctx)
        return await self.delete(request, ctx)
