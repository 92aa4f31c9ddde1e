"""The table of bans."""

from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, time_field
from voipbin.v1 import sip_ban_pb2

_HOUSEHOLD = 64
"Bits of an IPv6 network that one customer of an Internet provider has at least."


class SipBanRow(Row, table=True):
    """An address that is not listened to, until a moment or for ever."""

    __tablename__ = "sip_ban"
    __table_args__ = (
        Index("ix_sip_ban_all", "tm_create", "id", "tm_delete"),
        Index("ix_sip_ban_address", "address", "tm_create", "id"),
    )

    address: str = Field(max_length=64)
    reason: str = Field(default="by_hand", max_length=32)
    detail: str = Field(default="", max_length=1024)
    times: int = Field(default=1)
    tm_expire: int | None = time_field()


SIP_BAN = Resource("sip_ban", SipBanRow, sip_ban_pb2.SipBan)


def banned_address(text: str) -> str:
    """The one form of what is banned: an IPv4 address, or the /64 of an IPv6 one.

    Raises:
        ValueError: it is neither.
    """
    if "/" in text:
        network = ip_network(text, strict=False)
        is_one = network.prefixlen == (32 if network.version == 4 else _HOUSEHOLD)
        if not is_one:
            raise ValueError(f"{text!r} is a network of another size")
        text = str(network.network_address)
    address = ip_address(text)
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _HOUSEHOLD), strict=False))
