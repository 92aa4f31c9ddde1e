"""Handing calls over."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.address import Address, Addresses
from voipbin.core.call.bridge import HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.conference.conferences import Conferences
from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room
from voipbin.core.transfer.from_conference import ConferenceTransfers
from voipbin.core.transfer.model import TRANSFER, TransferRow
from voipbin.core.transfer.service import Transfers
from voipbin.v1 import transfer_pb2

_BLIND = transfer_pb2.TRANSFER_TYPE_BLIND


class TransferRoom(Room[TransferRow]):
    """Serves TransferService."""

    resource = TRANSFER

    def __init__(
        self,
        calls: Calls,
        bridges: Bridges,
        conferences: Conferences,
        addresses: Addresses,
        transfers: Transfers,
        from_conference: ConferenceTransfers,
    ) -> None:
        self._calls = calls
        self._bridges = bridges
        self._conferences = conferences
        self._addresses = addresses
        self._transfers = transfers
        self._from_conference = from_conference

    async def create_transfer(self, request: Any, ctx: Context) -> Message:
        """Rings the transferees; a blind transferer leaves at once.

        Raises:
            InvalidArgument: an address cannot be called.
            NotFound: nobody has that address, or no route leads to it.
            FailedPrecondition: the call is not connected to another one.
        """
        async with ctx.reading() as connection:
            call = await ctx.by_id(CALL, connection).get(request.transferer_call_id)
        to = [codec.to_json(address) for address in request.transferee_addresses]
        for index, address in enumerate(to):
            place = f"transferee_addresses[{index}]"
            await self._addresses.legs(call.customer_id, address, place)
        live = self._answered(call)
        kind = HandoverKind.BLIND if request.transfer_type == _BLIND else HandoverKind.ATTENDED
        row = await self._start(kind, live, to)
        if row is None:
            raise _not_bridged(call)
        return TRANSFER.to_message(row)  # type: ignore[no-any-return]

    async def _start(
        self, kind: HandoverKind, live: LiveCall, to: list[Address]
    ) -> TransferRow | None:
        bridge, stay = self._bridges.connection_of(live), self._conferences.stay_of(live)
        party = self._bridges.party(live)
        if party is not None and (stay is not None or party.handover is not None):
            raise FailedPrecondition(
                f"call {live.id} is being transferred", reason="TRANSFER_IN_PROGRESS"
            )
        if bridge is not None:
            return await self._transfers.start(kind, live, bridge, to)
        others = [] if stay is None else await self._conferences.beside(stay)
        if stay is None or not others:
            return None
        return await self._from_conference.start(kind, stay, others, to)

    def _answered(self, call: CallRow) -> LiveCall:
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
        return live


def _not_bridged(call: CallRow) -> FailedPrecondition:
    return FailedPrecondition(
        f"call {call.id} is connected to no other call: nobody is there to be handed over",
        reason="CALL_NOT_BRIDGED",
    )
