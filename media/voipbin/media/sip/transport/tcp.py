"""SIP over TCP: connections by peer address, reused both ways (RFC 3261 18, RFC 5923)."""

import asyncio
from collections import deque
from typing import cast

from ..config import Listen
from ..flow import Flow, HostPort
from ..framing import PONG, StreamFramer
from .base import ErrorCallback, Receiver

FIRST_MESSAGE_S = 32.0
"""A connection that has not produced one whole message by then is closed."""
MAX_UNSENT_BYTES = 1 << 20
"""A peer that reads this much too slowly is cut off."""
CONNECT_TIMEOUT_S = 10.0


class TcpConnection(asyncio.Protocol):
    """One connection, made by us or by the peer."""

    def __init__(self, owner: "TcpTransport") -> None:
        self._owner = owner
        self._framer = StreamFramer()
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self.remote = HostPort("", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the owner's table."""
        self._transport = cast(asyncio.Transport, transport)
        self.remote = HostPort(*transport.get_extra_info("peername")[:2])
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
            self._owner.receive(message, self.remote)

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


class TcpTransport:
    """One TCP listener and all connections belonging to it."""

    def __init__(self, receiver: Receiver, max_connections: int) -> None:
        self._receiver = receiver
        self._max = max_connections
        self._server: asyncio.Server | None = None
        self._local = HostPort("", 0)
        self._connections: dict[HostPort, TcpConnection] = {}
        self._pending: dict[HostPort, deque[tuple[bytes, ErrorCallback | None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.bad_streams = 0
        self.refused = 0

    async def open(self, listen: Listen) -> None:
        """Bind and listen.

        Raises:
            OSError: the address cannot be bound.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: TcpConnection(self), listen.host, listen.port
        )
        self._local = HostPort(*self._server.sockets[0].getsockname()[:2])

    @property
    def listen(self) -> Listen:
        """The bound address."""
        return Listen("tcp", self._local.host, self._local.port)

    def add(self, connection: TcpConnection) -> bool:
        """Take a new connection into the table; False when it is full."""
        if len(self._connections) >= self._max:
            self.refused += 1
            return False
        self._connections[connection.remote] = connection
        self._empty.clear()
        return True

    def drop(self, connection: TcpConnection) -> None:
        """Forget a closed connection."""
        if self._connections.get(connection.remote) is connection:
            del self._connections[connection.remote]
        if not self._connections:
            self._empty.set()

    def receive(self, message: bytes, remote: HostPort) -> None:
        """Pass a framed message up."""
        self._receiver(message, Flow("tcp", self._local, remote))

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Write on the peer's connection, opening one when there is none."""
        connection = self._connections.get(flow.remote)
        if connection is not None and connection.write(data):
            return
        waiting = self._pending.get(flow.remote)
        if waiting is not None:
            waiting.append((data, on_error))
            return
        self._pending[flow.remote] = deque([(data, on_error)])
        task = asyncio.get_running_loop().create_task(self._connect(flow.remote))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, remote: HostPort) -> None:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: TcpConnection(self), remote.host, remote.port
                )
        except (OSError, TimeoutError) as error:
            self._fail(remote, f"{remote}: {error or 'connect timed out'}")
            return
        for data, on_error in self._pending.pop(remote, ()):
            if not connection.write(data) and on_error is not None:
                on_error(f"{remote}: connection closed")

    def _fail(self, remote: HostPort, text: str) -> None:
        for _, on_error in self._pending.pop(remote, ()):
            if on_error is not None:
                on_error(text)

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
