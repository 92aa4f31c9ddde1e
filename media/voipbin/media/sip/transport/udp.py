"""SIP over UDP: one message, one datagram."""

import asyncio
import socket
from typing import cast

from voipbin.media.stun import BindingRequest, is_stun

from ..config import Listen
from ..flow import Flow, HostPort
from .base import ErrorCallback, Receiver

RECEIVE_BUFFER_BYTES = 1 << 20
"""Kernel buffer: a burst of 500 INVITEs must not be lost before we read it."""


class UdpTransport(asyncio.DatagramProtocol):
    """One UDP socket."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._socket: asyncio.DatagramTransport | None = None
        self._local = HostPort("", 0)
        self._closed = asyncio.get_running_loop().create_future()
        self.errors = 0
        """ICMP errors and failed sends; nobody can tell which message they belong to."""

    @property
    def listen(self) -> Listen:
        """The bound address."""
        return Listen("udp", self._local.host, self._local.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn the real port."""
        # Neither the 3.11 selector transport nor uvloop's passes isinstance.
        self._socket = cast(asyncio.DatagramTransport, transport)
        self._local = HostPort(*transport.get_extra_info("sockname")[:2])
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Pass a datagram up; a STUN keep-alive is answered here (RFC 5626 3.5.2)."""
        remote = HostPort(str(addr[0]), int(addr[1]))
        if data[:1] < b"\x04" and is_stun(data):
            request = BindingRequest.parse(data)
            if request is not None and self._socket is not None:
                self._socket.sendto(request.answer(*remote), tuple(addr))
            return
        self._receiver(data, Flow("udp", self._local, remote))

    def error_received(self, exc: Exception) -> None:
        """Count an ICMP error; the transaction's timer decides."""
        self.errors += 1

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the socket is closed."""
        if not self._closed.done():
            self._closed.set_result(None)

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Send one datagram."""
        if self._socket is None or self._socket.is_closing():
            if on_error is not None:
                on_error("socket closed")
            return
        try:
            self._socket.sendto(data, tuple(flow.remote))
        except (OSError, ValueError) as error:
            self.errors += 1
            if on_error is not None:
                on_error(f"{flow.remote}: {error}")

    def holds(self, flow: Flow) -> bool:
        """There are no connections."""
        return False

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Nothing waits."""
        return False

    def renew(self) -> None:
        """There are no certificates."""

    async def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
            await self._closed
