"""Handing calls over."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.model import CALL
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room, engine_not_available
from voipbin.core.transfer.model import TRANSFER, TransferRow


class TransferRoom(Room[TransferRow]):
    """Serves TransferService."""

    resource = TRANSFER

    async def create_transfer(self, request: Any, ctx: Context) -> Message:
        """Checks what can be checked; bridges cannot take a third party yet.

        Raises:
            FailedPrecondition: the call is not connected.
        """
        async with ctx.reading() as connection:
            call = await ctx.by_id(CALL, connection).read(request.transferer_call_id)
        if call.status != "progressing":
            raise FailedPrecondition(
                f"call {call.id} is {call.status}: only a connected call can be transferred",
                reason="CALL_NOT_PROGRESSING",
            )
        raise engine_not_available("transfer", "CreateTransfer")
