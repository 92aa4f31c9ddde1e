"""UDP, TCP, TLS and WebSocket under SIP (RFC 3261 18): sockets, framing, addresses."""

from .base import Opener, Receiver, Transport
from .layer import TransportLayer
from .resolve import NextHop, next_hop
from .sockets import open_transport

__all__ = [
    "NextHop",
    "Opener",
    "Receiver",
    "Transport",
    "TransportLayer",
    "next_hop",
    "open_transport",
]
