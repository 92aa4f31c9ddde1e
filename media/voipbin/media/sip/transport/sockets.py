"""Opening real listeners."""

import asyncio

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
        _, udp = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: UdpTransport(receiver), local_addr=(listen.host, listen.port)
        )
        return udp
    if listen.transport in ("tcp", "tls"):
        tcp = TcpTransport(receiver, max_connections, guard)
        await tcp.open(listen)
        return tcp
    if listen.transport in ("ws", "wss"):
        ws = WebSocketTransport(receiver, max_connections, guard)
        await ws.open(listen)
        return ws
    raise ValueError(f"transport {listen.transport!r} is not udp, tcp, tls, ws or wss")
