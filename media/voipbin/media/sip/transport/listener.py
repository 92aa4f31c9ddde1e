"""What TCP and WebSocket have in common: a listener, and the table of its connections."""

import asyncio
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from ..config import Listen
from ..flow import Flow, HostPort
from ..source_guard import SourceGuard
from .base import Receiver
from .dialer import Dialer
from .source_port import SourcePort

if TYPE_CHECKING:
    from .tls import ClientTls
    from .tls_door import TlsDoor

CONNECT_TIMEOUT_S = 10.0
"""For the handshake of a connection made to us."""

Peer = tuple[HostPort, str]
"""Address, and the name we connected to it by, which TLS has proved.

A connection made to us proves nothing, so it is never taken for one to a named server.
"""


class PeerConnection(asyncio.Protocol):
    """One connection."""

    def __init__(self, server_name: str = "", *, is_ours: bool = False) -> None:
        self.is_ours = is_ours
        """We made it: it is not among those its peer may have."""
        self.is_counted = False
        """The guard knows of it."""
        self.server_name = server_name
        self.remote = HostPort("", 0)
        self._transport: asyncio.Transport | None = None

    @property
    def secured(self) -> ssl.SSLObject:
        """Its TLS."""
        assert self._transport is not None
        secured: ssl.SSLObject = self._transport.get_extra_info("ssl_object")
        return secured

    @property
    def is_open(self) -> bool:
        """Whether it can be written on."""
        return self._transport is not None and not self._transport.is_closing()

    def write(self, data: bytes) -> bool:
        """Send one message; False when the connection is closing or its peer does not read."""
        raise NotImplementedError

    def close(self) -> None:
        """Send what is buffered, then close."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close without sending what is buffered."""
        if self._transport is not None:
            self._transport.abort()


ConnectionT = TypeVar("ConnectionT", bound=PeerConnection)
MadeT = TypeVar("MadeT", bound=PeerConnection)


class ConnectionListener(ABC, Generic[ConnectionT]):
    """Lets peers in as far as there is room and the guard agrees; TLS if its address comes with
    files.
    """

    def __init__(
        self, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
    ) -> None:
        self._receiver = receiver
        self._guard = guard
        self._max = max_connections
        self._server: asyncio.Server | TlsDoor | None = None
        self._local = HostPort("", 0)
        self._name = ""
        self._tls: ClientTls | None = None
        self._source: SourcePort | None = None
        self._connections: dict[Peer, ConnectionT] = {}
        self._dialer = Dialer(self._connect)
        self._empty = asyncio.Event()
        self._empty.set()
        self.refused = 0
        if guard is not None:
            guard.when_banned(self._cut)

    @abstractmethod
    def _take_in(self) -> ConnectionT:
        """A connection that a peer makes."""

    @abstractmethod
    async def _connect(self, peer: Peer) -> ConnectionT:
        """Make a connection, ready to be written on.

        Raises:
            OSError: there is none.
        """

    async def open(self, listen: Listen) -> None:
        """Bind and listen, if peers are to connect.

        Raises:
            OSError: the address cannot be bound, or a file for TLS cannot be read.
        """
        self._name = listen.transport
        if listen.outbound_only:
            self._prepare(listen)
        elif listen.transport in ("tls", "wss"):
            self._open_secured(listen)
        else:
            self._server = await asyncio.get_running_loop().create_server(
                self._take_in, listen.host, listen.port
            )
        if self._server is not None:
            self._local = HostPort(*self._server.sockets[0].getsockname()[:2])

    def _prepare(self, listen: Listen) -> None:
        """Nobody may connect."""
        if listen.tls is not None and listen.transport in ("tls", "wss"):
            from .tls import ClientTls

            self._tls = ClientTls(listen.tls, for_web=listen.transport == "wss")
        self._source = SourcePort(listen.host)
        self._local = self._source.address

    def _open_secured(self, listen: Listen) -> None:
        from .tls import TlsContexts
        from .tls_door import TlsDoor

        if listen.tls is None or not listen.tls.certificate:
            raise OSError(f"{listen.transport.upper()} needs a certificate")
        contexts = TlsContexts(listen.tls, for_web=listen.transport == "wss")
        door = TlsDoor(
            contexts.server, self._take_in, self._has_room, self._guard, CONNECT_TIMEOUT_S
        )
        self._tls, self._server = contexts, door.open(listen.host, listen.port)

    @property
    def listen(self) -> Listen:
        """The bound address."""
        is_outbound = self._source is not None
        return Listen(self._name, self._local.host, self._local.port, outbound_only=is_outbound)

    async def connect(
        self,
        remote: HostPort,
        make: Callable[[], MadeT],
        context: ssl.SSLContext | None,
        server_name: str | None,
    ) -> MadeT:
        """Make a connection.

        Raises:
            OSError: there is none; also for a certificate nobody we trust has signed.
        """
        loop = asyncio.get_running_loop()
        if self._source is None:
            _, connection = await loop.create_connection(
                make, remote.host, remote.port, ssl=context, server_hostname=server_name
            )
        else:
            connected = await self._source.connect(remote)
            _, connection = await loop.create_connection(
                make, sock=connected, ssl=context, server_hostname=server_name
            )
        return connection

    def shut(self) -> None:
        """Take nobody in any more."""
        if self._server is not None:
            self._server.close()
        if self._source is not None:
            self._source.close()

    def add(self, connection: ConnectionT) -> bool:
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

    def drop(self, connection: ConnectionT) -> None:
        """Forget a closed connection."""
        if self._guard is not None and connection.is_counted:
            connection.is_counted = False
            self._guard.disconnected(connection.remote.host)
        peer = (connection.remote, connection.server_name)
        if self._connections.get(peer) is connection:
            del self._connections[peer]
        if not self._connections:
            self._empty.set()

    def receive(self, message: bytes, connection: ConnectionT) -> None:
        """Pass a whole message up."""
        flow = Flow(self._name, self._local, connection.remote, connection.server_name)
        self._receiver(message, flow)

    def holds(self, flow: Flow) -> bool:
        """Whether a connection of that flow is there."""
        connection = self._connections.get((flow.remote, flow.server_name))
        return connection is not None and connection.is_open

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Take back a message that waits for a connection; False when none does."""
        return self._dialer.withdraw(data, (flow.remote, flow.server_name))

    def renew(self) -> None:
        """Take up certificates that have changed."""
        if self._tls is not None:
            self._tls.follow()

    def _has_room(self, half_open: int) -> bool:
        return len(self._connections) + half_open < self._max

    def _cut(self) -> None:
        """Close the connections of those who are banned; ours are to whom we chose."""
        assert self._guard is not None
        for connection in tuple(self._connections.values()):
            if not connection.is_ours and self._guard.is_banned(connection.remote.host):
                connection.abort()
