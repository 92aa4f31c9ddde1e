"""Writing, reading and reacting to messages of chats."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.context import Context
from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition, InvalidArgument, PermissionDenied
from voipbin.core.room import Room
from voipbin.core.talk_chat.access import require_joined, require_open, seen_chat, visible_chats
from voipbin.core.talk_message.medias import media_faults
from voipbin.core.talk_message.model import TALK_MESSAGE, TalkMessageRow
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import talk_message_pb2 as pb

MAX_REACTIONS = 1000
"Reactions to one message."

_TABLE = TALK_MESSAGE.table


class TalkMessageRoom(Room[TalkMessageRow]):
    """Serves TalkMessageService."""

    resource = TALK_MESSAGE
    is_private = True
    lists_deleted = True

    def narrowed(self, ctx: Context) -> tuple[Any, ...]:
        """Only messages of chats the caller can see."""
        return (_TABLE.c.chat_id.in_(visible_chats(ctx)),)

    async def list_talk_messages(self, request: Any, ctx: Context) -> Message:
        """A page of the messages of one chat."""
        async with ctx.reading() as connection:
            await seen_chat(connection, request.chat_id, ctx)
        return await self.page(request, pb.ListTalkMessagesResponse, ctx)

    def new_row(self, request: Any, ctx: Context) -> TalkMessageRow:
        """The caller's row; a message counts as changed when it is made."""
        row = super().new_row(request, ctx)
        row.owner_id, row.tm_update = ctx.caller.id, row.tm_create
        return row

    async def check(self, row: TalkMessageRow, work: UnitOfWork, ctx: Context) -> None:
        """The caller must take part in the chat; the parent must be in it too."""
        await require_open(work, row.chat_id, ctx)
        if row.parent_id and not await _is_in(work, row.parent_id, row.chat_id):
            fault = f"no such message in chat {row.chat_id}: {row.parent_id}"
            raise InvalidArgument.of([("parent_id", fault)])

    async def create_talk_message(self, request: Any, ctx: Context) -> Message:
        """A new message."""
        if faults := list(media_faults(request.medias)):
            raise InvalidArgument.of(faults)
        return await self.create(request, ctx)

    async def deleted(self, row: TalkMessageRow, work: UnitOfWork, ctx: Context) -> None:
        """Nobody deletes what another agent said."""
        if row.owner_id != ctx.caller.id:
            raise PermissionDenied(
                f"only its author may delete message {row.id}", reason="TALK_MESSAGE_NOT_AUTHOR"
            )

    async def add_talk_reaction(self, request: Any, ctx: Context) -> Message:
        """Adds a reaction; the row is locked, so that none of two at once is lost."""
        async with ctx.writing() as work:
            messages = self.by_id(ctx, work)
            row = await messages.get(request.id, lock=True)
            await require_joined(work, row.chat_id, ctx)
            if _react(row, request.emoji, ctx):
                await messages.save(row, "reactions", "tm_update")
            self.record(work, "reaction_updated", row)
        return TALK_MESSAGE.to_message(row)  # type: ignore[no-any-return]


def _react(row: TalkMessageRow, emoji: str, ctx: Context) -> bool:
    """Whether the reaction is new."""
    mine = {"emoji": emoji, "owner_type": "agent", "owner_id": ctx.caller.id}
    if any(entry.items() >= mine.items() for entry in row.reactions):
        return False
    if len(row.reactions) >= MAX_REACTIONS:
        raise FailedPrecondition(
            f"message {row.id} has {MAX_REACTIONS} reactions already, the most there may be",
            reason="TALK_MESSAGE_REACTIONS_FULL",
        )
    now = ctx.clock.now_us()
    row.reactions = [*row.reactions, mine | {"tm_create": now}]
    row.tm_update = now
    return True


async def _is_in(connection: Connection, id: str, chat_id: str) -> bool:
    """Whether a message, which may be deleted, belongs to a chat."""
    wanted = select(_TABLE.c.id).where(_TABLE.c.id == id, _TABLE.c.chat_id == chat_id)
    return (await connection.execute(wanted)).first() is not None
