"""UDP, TCP, TLS and WebSocket under SIP (RFC 3261 18): sockets, framing, addresses."""

from .base import Opener, Receiver, Transport
from .layer import TransportLayer
from .locate import locate
from .names import DnsNames, Names
from .resolve import NextHop
from .sockets import open_transport

__all__ = [
    "DnsNames",
    "Names",
    "NextHop",
    "Opener",
    "Receiver",
    "Transport",
    "TransportLayer",
    "locate",
    "open_transport",
]
