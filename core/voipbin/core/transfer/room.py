"""Handing calls over."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.address import Addresses
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.transfer.model import TRANSFER, TransferRow


class TransferRoom(Room[TransferRow]):
    """Serves TransferService."""

    resource = TRANSFER

    def __init__(self, calls: Calls, bridges: Bridges, addresses: Addresses) -> None:
        self._calls = calls
        self._bridges = bridges
        self._addresses = addresses

    async def create_transfer(self, request: Any, ctx: Context) -> Message:
        """Checks what can be checked; bridges cannot take a third party yet.

        Raises:
            InvalidArgument: an address cannot be called.
            NotFound: nobody has that address, or no route leads to it.
            FailedPrecondition: the call is not connected to another one.
        """
        async with ctx.reading() as connection:
            call = await ctx.by_id(CALL, connection).get(request.transferer_call_id)
        for index, address in enumerate(request.transferee_addresses):
            place = f"transferee_addresses[{index}]"
            await self._addresses.legs(call.customer_id, codec.to_json(address), place)
        self._check_connected(call)
        raise engine_not_available("transfer", "CreateTransfer")

    def _check_connected(self, call: CallRow) -> None:
        live = self._calls.get(call.id)
        if live is None:
            raise FailedPrecondition(
                f"call {call.id} is over ({call.status})", reason="CALL_ALREADY_HUNG_UP"
            )
        if not live.row.is_answered:
            raise FailedPrecondition(
                f"call {call.id} is {live.row.status}: only a connected call can be transferred",
                reason="CALL_NOT_PROGRESSING",
            )
        if self._bridges.partner_of(live) is None:
            raise FailedPrecondition(
                f"call {call.id} is connected to no other call: nobody is there to be handed over",
                reason="CALL_NOT_BRIDGED",
            )
