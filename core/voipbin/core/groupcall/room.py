"""Making, reading and ending groupcalls."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.source import Sources
from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.flow.plan import flow_to_run
from voipbin.core.groupcall.model import GROUPCALL, GroupcallRow
from voipbin.core.groupcall.service import Groupcalls
from voipbin.core.room import Room


class GroupcallRoom(Room[GroupcallRow]):
    """Serves GroupcallService."""

    resource = GROUPCALL

    def __init__(self, groupcalls: Groupcalls, dialer: Dialer, sources: Sources) -> None:
        self._groupcalls = groupcalls
        self._dialer = dialer
        self._sources = sources

    async def create_groupcall(self, request: Any, ctx: Context) -> Message:
        """Rings every destination, at once or one after the other."""
        form = codec.to_json(request)
        plan = await flow_to_run(ctx, request.flow_id, request.actions)
        await self._sources.check(ctx.customer_id, form["source"], form["destinations"])
        wanted = CallRequest(ctx.customer_id, form["source"], plan, names_source=True)
        row = await self._dialer.dial_group(
            wanted, form["destinations"], form["answer_method"], form["ring_method"]
        )
        return GROUPCALL.to_message(row)  # type: ignore[no-any-return]

    async def hangup_groupcall(self, request: Any, ctx: Context) -> Message:
        """Ends every member."""
        async with ctx.reading() as connection:
            row = await ctx.by_id(GROUPCALL, connection).get(request.id)
        return GROUPCALL.to_message(await self._groupcalls.hang_up(row))  # type: ignore[no-any-return]

    async def delete_groupcall(self, request: Any, ctx: Context) -> Message:
        """Ends every member and deletes the groupcall."""
        await self.hangup_groupcall(request, ctx)
        return await self.delete(request, ctx)
