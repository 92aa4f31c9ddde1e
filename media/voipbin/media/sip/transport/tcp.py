"""SIP over TCP and TLS: connections by peer, reused both ways (RFC 3261 18, RFC 5923)."""

import asyncio
import contextlib
import socket
from collections import deque
from typing import TYPE_CHECKING, cast

from ..config import Listen
from ..flow import Flow, HostPort
from ..framing import PONG, StreamFramer
from ..source_guard import SourceGuard
from .base import ErrorCallback, Receiver

if TYPE_CHECKING:
    from .tls import TlsContexts
    from .tls_door import TlsDoor

FIRST_MESSAGE_S = 32.0
"""A connection that has not produced one whole message by then is closed."""
MAX_UNSENT_BYTES = 1 << 20
"""A peer that reads this much too slowly is cut off."""
CONNECT_TIMEOUT_S = 10.0
"""For the handshake of a connection made to us."""
DIAL_TIMEOUT_S = 5.0
"""For one we make: a caller waits for it, and other servers or UDP may do. A SYN is repeated twice
in it."""

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


class TcpConnection(asyncio.Protocol):
    """One connection, made by us or by the peer."""

    def __init__(
        self, owner: "TcpTransport", server_name: str = "", *, is_ours: bool = False
    ) -> None:
        self._owner = owner
        self.is_ours = is_ours
        """We made it: it is not among those its peer may have."""
        self.is_counted = False
        """The guard knows of it."""
        self.server_name = server_name
        self._framer = StreamFramer()
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self.remote = HostPort("", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the owner's table."""
        self._transport = cast(asyncio.Transport, transport)
        self.remote = HostPort(*transport.get_extra_info("peername")[:2])
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

    def close(self) -> None:
        """Send what is buffered, then close."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close without sending what is buffered."""
        if self._transport is not None:
            self._transport.abort()


Peer = tuple[HostPort, str]
"""Address, and the name it proved when we connected to it by TLS.

A connection made to us proves nothing, so it is never taken for one to a named server.
"""


class TcpTransport:
    """One listener and all connections belonging to it; TLS if its address comes with files."""

    def __init__(
        self, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
    ) -> None:
        self._receiver = receiver
        self._guard = guard
        self._max = max_connections
        self._server: asyncio.Server | TlsDoor | None = None
        self._local = HostPort("", 0)
        self._name = "tcp"
        self._tls: TlsContexts | None = None
        self._verifies = False
        self._connections: dict[Peer, TcpConnection] = {}
        self._pending: dict[Peer, deque[tuple[bytes, ErrorCallback | None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.bad_streams = 0
        self.refused = 0
        if guard is not None:
            guard.when_banned(self._cut)

    async def open(self, listen: Listen) -> None:
        """Bind and listen.

        Raises:
            OSError: the address cannot be bound, or a file for TLS cannot be read.
        """
        if listen.transport == "tls":
            from .tls import TlsContexts
            from .tls_door import TlsDoor

            if listen.tls is None:
                raise OSError("TLS needs a certificate")
            self._name, self._verifies = "tls", listen.tls.verify
            self._tls = TlsContexts(listen.tls)
            door = TlsDoor(
                self._tls.server, self._take_in, self._has_room, self._guard, CONNECT_TIMEOUT_S
            )
            self._server = door.open(listen.host, listen.port)
        else:
            self._server = await asyncio.get_running_loop().create_server(
                self._take_in, listen.host, listen.port
            )
        self._local = HostPort(*self._server.sockets[0].getsockname()[:2])

    @property
    def listen(self) -> Listen:
        """The bound address."""
        return Listen(self._name, self._local.host, self._local.port)

    def _take_in(self) -> TcpConnection:
        return TcpConnection(self)

    def _has_room(self, half_open: int) -> bool:
        return len(self._connections) + half_open < self._max

    def _cut(self) -> None:
        """Close the connections of those who are banned; ours are to whom we chose."""
        assert self._guard is not None
        for connection in tuple(self._connections.values()):
            if not connection.is_ours and self._guard.is_banned(connection.remote.host):
                connection.abort()

    def add(self, connection: TcpConnection) -> bool:
        """Take a new connection into the table; False when it is full."""
        if len(self._connections) >= self._max:
            self.refused += 1
            return False
        if self._guard is not None and not (connection.is_ours or connection.is_counted):
            if not self._guard.connected(connection.remote.host):
                self.refused += 1
                return False
            connection.is_counted = True
        self._connections[connection.remote, connection.server_name] = connection
        self._empty.clear()
        return True

    def drop(self, connection: TcpConnection) -> None:
        """Forget a closed connection."""
        if self._guard is not None and connection.is_counted:
            connection.is_counted = False
            self._guard.disconnected(connection.remote.host)
        peer = (connection.remote, connection.server_name)
        if self._connections.get(peer) is connection:
            del self._connections[peer]
        if not self._connections:
            self._empty.set()

    def receive(self, message: bytes, connection: TcpConnection) -> None:
        """Pass a framed message up."""
        flow = Flow(self._name, self._local, connection.remote, connection.server_name)
        self._receiver(message, flow)

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
        waiting = self._pending.get(peer)
        if waiting is not None:
            waiting.append((data, on_error))
            return
        self._pending[peer] = deque([(data, on_error)])
        task = asyncio.get_running_loop().create_task(self._connect(*peer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, remote: HostPort, server_name: str) -> None:
        context = None if self._tls is None else self._tls.client
        name = None if context is None else server_name or remote.host
        try:
            async with asyncio.timeout(DIAL_TIMEOUT_S):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: TcpConnection(self, server_name, is_ours=True),
                    remote.host,
                    remote.port,
                    ssl=context,
                    server_hostname=name,
                )
        except (OSError, TimeoutError) as error:  # a certificate refused is an OSError too
            self._fail((remote, server_name), f"{remote}: {error or 'connect timed out'}")
            return
        for data, on_error in self._pending.pop((remote, server_name), ()):
            if not connection.write(data) and on_error is not None:
                on_error(f"{remote}: connection closed")

    def _fail(self, peer: Peer, text: str) -> None:
        for _, on_error in self._pending.pop(peer, ()):
            if on_error is not None:
                on_error(text)

    def renew(self) -> None:
        """Take up certificates that have changed."""
        if self._tls is not None:
            self._tls.follow()

    async def close(self) -> None:
        """Stop listening and close every connection, flushing what is buffered."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in tuple(self._connections.values()):
            connection.close()
        try:
            async with asyncio.timeout(1.0):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._connections.values()):
                connection.abort()
