"""SIP over TCP and TLS: connections by peer, reused both ways (RFC 3261 18, RFC 5923)."""

import asyncio
import contextlib
import socket
from typing import cast

from ..config import Listen
from ..flow import Flow, HostPort
from ..framing import PONG, StreamFramer
from ..source_guard import SourceGuard
from .base import ErrorCallback, Receiver
from .listener import ConnectionListener, Peer, PeerConnection

FIRST_MESSAGE_S = 32.0
"""A connection that has not produced one whole message by then is closed."""
MAX_UNSENT_BYTES = 1 << 20
"""A peer that reads this much too slowly is cut off."""
KEEP_ALIVE_IDLE_S = 60
"""RFC 5382 5 wants NATs to keep an idle connection for two hours; few give ten minutes."""


def keep_alive(transport: asyncio.BaseTransport) -> None:
    """Probe a silent peer, so that its NAT keeps the way open and a dead one is found out."""
    sock = transport.get_extra_info("socket")
    if sock is None:
        return
    with contextlib.suppress(OSError, AttributeError):  # not every system has all of them
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4)


class TcpConnection(PeerConnection):
    """One connection, made by us or by the peer."""

    def __init__(
        self, owner: "TcpTransport", server_name: str = "", *, is_ours: bool = False
    ) -> None:
        super().__init__(server_name, is_ours=is_ours)
        self._owner = owner
        self.fault = ""
        """Why it is not used: its peer is not who it should be."""
        self._framer = StreamFramer()
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the owner's table."""
        self._transport = cast(asyncio.Transport, transport)
        self.remote = HostPort(*transport.get_extra_info("peername")[:2])
        # Before anybody can find it in the table and write on it.
        self.fault = self._owner.fault_of(self) if self.is_ours else ""
        if self.fault:
            self.abort()
            return
        keep_alive(transport)
        self._deadline = asyncio.get_running_loop().call_later(FIRST_MESSAGE_S, self.abort)
        if not self._owner.add(self):
            self.abort()

    def data_received(self, data: bytes) -> None:
        """Frame and pass up; a stream that cannot be framed is closed."""
        assert self._transport is not None
        try:
            messages, pings = self._framer.feed(data)
        except ValueError:
            self._owner.bad_streams += 1
            self._transport.abort()
            return
        for _ in range(pings):
            self._transport.write(PONG)
        if messages and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        for message in messages:
            self._owner.receive(message, self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the owner's table."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._owner.drop(self)

    def write(self, data: bytes) -> bool:
        """Send; False when the connection is closing or its peer does not read."""
        assert self._transport is not None
        if self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self._transport.abort()
            return False
        self._transport.write(data)
        return True


class TcpTransport(ConnectionListener[TcpConnection]):
    """One listener and all connections belonging to it, those we make among them."""

    def __init__(
        self, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
    ) -> None:
        super().__init__(receiver, max_connections, guard)
        self._verifies = False
        self._wildcards = False
        self.bad_streams = 0

    async def open(self, listen: Listen) -> None:
        """Bind and listen; errors as there."""
        await super().open(listen)
        if listen.tls is not None:
            self._verifies, self._wildcards = listen.tls.verify, listen.tls.wildcards

    def _take_in(self) -> TcpConnection:
        return TcpConnection(self)

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Write on the peer's connection, opening one when there is none."""
        peer = (flow.remote, flow.server_name)
        connection = self._connections.get(peer)
        if connection is not None and connection.write(data):
            return
        if self._verifies and not flow.server_name:
            if on_error is not None:  # a phone behind its own connection, which is gone
                on_error(f"{flow.remote}: connection closed")
            return
        self._dialer.send(data, peer, on_error)

    def fault_of(self, connection: TcpConnection) -> str:
        """Why a connection we made does not lead where it should (RFC 5922 7.3); empty if it does.

        It is asked here and not by `ssl`, which knows the rules of the web.
        """
        if not self._verifies:
            return ""
        from .sip_identity import fault_of

        host = connection.server_name or connection.remote.host
        return fault_of(connection.secured, host, wildcards=self._wildcards)

    async def _connect(self, peer: Peer) -> TcpConnection:
        remote, server_name = peer
        context = None if self._tls is None else await self._tls.client()
        name = None if context is None else server_name or remote.host
        connection = await self.connect(
            remote, lambda: TcpConnection(self, server_name, is_ours=True), context, name
        )
        if connection.fault:
            raise OSError(connection.fault)
        return connection

    async def close(self) -> None:
        """Stop listening and close every connection, flushing what is buffered."""
        self.shut()
        await self._dialer.close()
        for connection in tuple(self._connections.values()):
            connection.close()
        try:
            async with asyncio.timeout(1.0):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._connections.values()):
                connection.abort()
