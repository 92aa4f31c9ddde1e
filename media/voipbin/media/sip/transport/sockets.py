"""Opening real listeners."""

import asyncio
import socket

from voipbin.media.family import is_ipv6

from ..config import Listen
from ..source_guard import SourceGuard
from .base import Receiver, Transport
from .tcp import TcpTransport
from .udp import UdpTransport
from .websocket import WebSocketTransport


async def open_transport(
    listen: Listen, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
) -> Transport:
    """Bind one address.

    Args:
        guard: refuses connections of sources that have too many, or are banned.

    Raises:
        OSError: it cannot be bound, or a file for TLS cannot be read.
        ValueError: unknown transport.
    """
    if listen.transport == "udp":
        return await _open_udp(listen, receiver)
    if listen.transport in ("tcp", "tls"):
        tcp = TcpTransport(receiver, max_connections, guard)
        await tcp.open(listen)
        return tcp
    if listen.transport in ("ws", "wss"):
        ws = WebSocketTransport(receiver, max_connections, guard)
        await ws.open(listen)
        return ws
    raise ValueError(f"transport {listen.transport!r} is not udp, tcp, tls, ws or wss")


async def _open_udp(listen: Listen, receiver: Receiver) -> UdpTransport:
    loop = asyncio.get_running_loop()
    if not is_ipv6(listen.host):
        _, udp = await loop.create_datagram_endpoint(
            lambda: UdpTransport(receiver), local_addr=(listen.host, listen.port)
        )
        return udp
    bound = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        # As asyncio has it for TCP: "::" is all of IPv6, and IPv4 has a listener of its own.
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.setblocking(False)
        bound.bind((listen.host, listen.port))
        _, udp = await loop.create_datagram_endpoint(lambda: UdpTransport(receiver), sock=bound)
    except BaseException:
        bound.close()
        raise
    return udp
