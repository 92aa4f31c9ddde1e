"""Sending, reading and deleting messages."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.billing_account.balance import require_items
from voipbin.core.call.source import source_not_owned
from voipbin.core.context import Context
from voipbin.core.destinations import telephone_fault, telephone_faults
from voipbin.core.errors import InvalidArgument
from voipbin.core.message.model import MESSAGE, PEERS, MessageRow
from voipbin.core.number.model import owns_number
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.v1 import message_pb2 as pb


class MessageRoom(Room[MessageRow]):
    """Serves MessageService."""

    resource = MESSAGE

    async def create_message(self, request: Any, ctx: Context) -> Message:
        """Nothing is kept that cannot be sent: it would look as if it waited."""
        faults = [
            *telephone_fault("source", request.source),
            *telephone_faults("destinations", request.destinations),
        ]
        if faults:
            raise InvalidArgument.of(faults)
        number = request.source.target
        async with ctx.reading() as connection:
            if not await owns_number(connection, ctx.customer_id, number):
                raise source_not_owned(f"must be a number of this customer, got {number!r}")
            await require_items(connection, ctx.customer_id, "sms", len(request.destinations))
        raise engine_not_available("message", "a message")

    async def batch_list_messages_by_number(self, request: Any, ctx: Context) -> Message:
        """The newest messages from and to each of several numbers."""
        async with ctx.reading() as connection:
            rows = await ctx.own(MESSAGE, connection).newest_for_each(
                "number", list(request.numbers), request.page_size, through=PEERS
            )
        found = [{"number": row.number, "message": MESSAGE.arguments(row)} for row in rows]
        return pb.BatchListMessagesByNumberResponse(result=found)
