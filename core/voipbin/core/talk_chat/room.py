"""Making, reading, changing and joining chats."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.talk_chat.access import chats_of, is_joined, is_visible, joined_chat
from voipbin.core.talk_chat.model import TALK_CHAT, TalkChatRow
from voipbin.core.talk_participant.members import admit, lock_agents
from voipbin.core.talk_participant.model import TALK_PARTICIPANT
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import talk_chat_pb2 as pb

_TABLE = TALK_CHAT.table


class TalkChatRoom(Room[TalkChatRow]):
    """Serves TalkChatService."""

    resource = TALK_CHAT
    is_private = True

    def narrowed(self, ctx: Context) -> tuple[Any, ...]:
        """Only chats the caller can see."""
        return (is_visible(ctx),)

    async def create_talk_chat(self, request: Any, ctx: Context) -> Message:
        """A new chat with its participants; of two agents, the one they have already."""
        others = _others(request, ctx)
        is_direct = request.type == pb.TALK_CHAT_TYPE_DIRECT
        if is_direct and len(others) != 1:
            fault = f"must name one agent besides the caller in a direct chat, not {len(others)}"
            raise InvalidArgument.of([("participants", fault)])
        async with ctx.writing() as work:
            await lock_agents(work, ctx.customer_id, {ctx.caller.id: "caller"} | others)
            if is_direct and (known := await _direct_chat(work, ctx, *others)) is not None:
                return TALK_CHAT.to_message(known)  # type: ignore[no-any-return]
            chat = self.new_row(request, ctx)
            await ctx.own(TALK_CHAT, work).add(chat)
            await admit(work, chat, [ctx.caller.id, *others])
            self.record(work, "created", chat)
        return TALK_CHAT.to_message(chat)  # type: ignore[no-any-return]

    def new_row(self, request: Any, ctx: Context) -> TalkChatRow:
        """The row; a chat counts as changed when it is made."""
        row = super().new_row(request, ctx)
        row.tm_update = row.tm_create
        return row

    async def list_talk_chats(self, request: Any, ctx: Context) -> Message:
        """A page of the chats the caller takes part in."""
        return await self._page(request, pb.ListTalkChatsResponse, is_joined(ctx), ctx)

    async def list_talk_channels(self, request: Any, ctx: Context) -> Message:
        """A page of the customer's channels."""
        channels = _TABLE.c.type == "talk"
        return await self._page(request, pb.ListTalkChannelsResponse, channels, ctx)

    async def update_talk_chat(self, request: Any, ctx: Context) -> Message:
        """Changes name and detail, where given."""
        if not (request.HasField("name") or request.HasField("detail")):
            raise InvalidArgument.of([("name", "or detail is required")])
        async with ctx.reading() as connection:
            await joined_chat(connection, request.id, ctx)
        return await self.update(request, ctx)

    async def delete_talk_chat(self, request: Any, ctx: Context) -> Message:
        """Deletes a chat; participants and messages stay where they are, unseen."""
        async with ctx.reading() as connection:
            await joined_chat(connection, request.id, ctx)
        return await self.delete(request, ctx)

    async def join_talk_chat(self, request: Any, ctx: Context) -> Message:
        """Makes the caller a participant of a channel."""
        async with ctx.writing() as work:
            await lock_agents(work, ctx.customer_id, {ctx.caller.id: "caller"})
            chat = await ctx.own(TALK_CHAT, work).get(request.id, lock=True)
            if chat.type != "talk":
                fault = f"must be a chat of type talk, this one is {chat.type}"
                raise InvalidArgument.of([("id", fault)])
            (row,) = await admit(work, chat, [ctx.caller.id])
        return TALK_PARTICIPANT.to_message(row)  # type: ignore[no-any-return]

    async def _page(self, request: Any, response: Any, condition: Any, ctx: Context) -> Message:
        async with ctx.reading() as connection:
            rows, token = await ctx.own(TALK_CHAT, connection).page(
                request.page_size, request.page_token, [condition]
            )
        shown = [TALK_CHAT.arguments(row) for row in rows]
        return response(result=shown, next_page_token=token)  # type: ignore[no-any-return]


def _others(request: Any, ctx: Context) -> dict[str, str]:
    """Agents besides the caller, each once, and the field that names each."""
    named = {
        entry.owner_id: f"participants[{place}].owner_id"
        for place, entry in enumerate(request.participants)
    }
    named.pop(ctx.caller.id, None)
    return named


async def _direct_chat(work: UnitOfWork, ctx: Context, other_id: str) -> TalkChatRow | None:
    """The live direct chat of exactly the caller and another agent."""
    own = ctx.own(TALK_CHAT, work)
    wanted = own.select_live().where(
        _TABLE.c.type == "direct",
        _TABLE.c.member_count == 2,
        _TABLE.c.id.in_(chats_of(ctx.caller.id)),
        _TABLE.c.id.in_(chats_of(other_id)),
    )
    return await own.one(wanted.order_by(_TABLE.c.tm_create).limit(1))
