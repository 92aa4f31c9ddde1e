"""Looking at bans, making and ending them by hand."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.room import Room
from voipbin.core.sip_ban.bans import SipBans, times_banned
from voipbin.core.sip_ban.model import SIP_BAN, SipBanRow, banned_address
from voipbin.core.unit_of_work import UnitOfWork

_SECOND_US = 1_000_000


class SipBanRoom(Room[SipBanRow]):
    """Serves SipBanService."""

    resource = SIP_BAN
    is_shared = True

    def __init__(self, bans: SipBans) -> None:
        self._bans = bans

    async def create_sip_ban(self, request: Any, ctx: Context) -> Message:
        """Bans an address, at every node before this returns if they can be reached.

        Raises:
            InvalidArgument: the address is none.
            FailedPrecondition: it is a carrier's; SIP_BAN_OF_CARRIER.
        """
        row = self.new_row(request, ctx)
        if await self._bans.is_carrier(row.address):
            raise FailedPrecondition(
                f"{row.address} belongs to a carrier, which is never banned: delete the provider,"
                " or take the network out of --carrier-networks",
                reason="SIP_BAN_OF_CARRIER",
            )
        message = await self.store(row, ctx)
        await self._bans.sync()
        return message

    async def delete_sip_ban(self, request: Any, ctx: Context) -> Message:
        """Ends a ban, at every node before this returns if they can be reached."""
        message = await self.delete(request, ctx)
        await self._bans.sync()
        return message

    def new_row(self, request: Any, ctx: Context) -> SipBanRow:
        """A ban by hand."""
        try:
            address = banned_address(request.address)
        except ValueError:
            fault = f"must be an IPv4 address, or an IPv6 one or its /64, got {request.address!r}"
            raise InvalidArgument.of([("address", fault)]) from None
        row = super().new_row(request, ctx)
        row.address = address
        if request.duration:
            row.tm_expire = row.tm_create + request.duration * _SECOND_US
        return row

    async def check(self, row: SipBanRow, work: UnitOfWork, ctx: Context) -> None:
        """Counts it among those before."""
        row.times = await times_banned(work, row.address) + 1
