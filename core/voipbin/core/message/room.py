"""Sending, reading and deleting messages."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.ids import new_id
from voipbin.core.message.model import MESSAGE, PEERS, MessageRow
from voipbin.core.message.outgoing import Outgoing
from voipbin.core.message.service import Messages
from voipbin.core.room import Room
from voipbin.v1 import message_pb2 as pb


class MessageRoom(Room[MessageRow]):
    """Serves MessageService."""

    resource = MESSAGE

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def create_message(self, request: Any, ctx: Context) -> Message:
        """Stores it with what sends it, and answers before it leaves."""
        wanted = Outgoing(
            new_id(),
            ctx.customer_id,
            codec.to_json(request.source),
            [codec.to_json(destination) for destination in request.destinations],
            request.text,
        )
        async with ctx.writing() as work:
            row = await self._messages.send(work, wanted)
            message = work.answer = MESSAGE.to_message(row)
        return message  # type: ignore[no-any-return]

    async def batch_list_messages_by_number(self, request: Any, ctx: Context) -> Message:
        """The newest messages from and to each of several numbers."""
        async with ctx.reading() as connection:
            rows = await ctx.own(MESSAGE, connection).newest_for_each(
                "number", list(request.numbers), request.page_size, through=PEERS
            )
        found = [{"number": row.number, "message": MESSAGE.arguments(row)} for row in rows]
        return pb.BatchListMessagesByNumberResponse(result=found)
