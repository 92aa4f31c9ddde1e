"""Who takes part in a chat."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import NotFound
from voipbin.core.room import Room
from voipbin.core.talk_chat.access import (
    joined_chat,
    require_joined,
    seen_chat,
    visible_chats,
)
from voipbin.core.talk_participant.members import admit, dismiss, lock_agents
from voipbin.core.talk_participant.model import TALK_PARTICIPANT, TalkParticipantRow
from voipbin.v1 import talk_participant_pb2 as pb

_TABLE = TALK_PARTICIPANT.table


class TalkParticipantRoom(Room[TalkParticipantRow]):
    """Serves TalkParticipantService."""

    resource = TALK_PARTICIPANT
    is_private = True

    def narrowed(self, ctx: Context) -> tuple[Any, ...]:
        """Only participants of chats the caller can see."""
        return (_TABLE.c.chat_id.in_(visible_chats(ctx)),)

    async def list_talk_participants(self, request: Any, ctx: Context) -> Message:
        """All of a chat; who came last is first."""
        async with ctx.reading() as connection:
            chat = await seen_chat(connection, request.id, ctx)
            own = ctx.own(TALK_PARTICIPANT, connection)
            newest = own.select_live().where(_TABLE.c.chat_id == chat.id)
            rows = await own.all(newest.order_by(_TABLE.c.tm_create.desc(), _TABLE.c.id.desc()))
        return pb.ListTalkParticipantsResponse(result=map(TALK_PARTICIPANT.to_message, rows))

    async def add_talk_participant(self, request: Any, ctx: Context) -> Message:
        """Participants add anybody, others only themselves and only to a channel."""
        async with ctx.writing() as work:
            await lock_agents(work, ctx.customer_id, {request.owner_id: "owner_id"})
            chat = await seen_chat(work, request.id, ctx, lock=True)
            if chat.type != "talk" or request.owner_id != ctx.caller.id:
                await require_joined(work, chat.id, ctx)
            (row,) = await admit(work, chat, [request.owner_id])
        return TALK_PARTICIPANT.to_message(row)  # type: ignore[no-any-return]

    async def remove_talk_participant(self, request: Any, ctx: Context) -> Message:
        """Participants take out anybody, themselves included."""
        async with ctx.writing() as work:
            chat = await joined_chat(work, request.id, ctx, lock=True)
            row = await ctx.own(TALK_PARTICIPANT, work).find(request.participant_id)
            if row is None or row.chat_id != chat.id:
                raise NotFound.resource("talk_participant", request.participant_id)
            await dismiss(work, chat, row)
        return TALK_PARTICIPANT.to_message(row)  # type: ignore[no-any-return]
