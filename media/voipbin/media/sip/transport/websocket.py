"""SIP over WebSocket (RFC 7118): browsers, each on a connection it made and keeps, and servers that
we connect to."""

import asyncio
from collections.abc import Sequence

from websockets.exceptions import NegotiationError
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from ..flow import Flow
from ..parser import MAX_MESSAGE_BYTES
from ..source_guard import SourceGuard
from .base import ErrorCallback, Receiver
from .dialer import Dialer
from .listener import ConnectionListener, Peer
from .tcp import FIRST_MESSAGE_S
from .websocket_client import ServerConnection
from .websocket_connection import SUBPROTOCOL, WebSocketConnection, logger


class BrowserConnection(WebSocketConnection):
    """One that was made to us."""

    def __init__(self, owner: "WebSocketTransport") -> None:
        self._owner = owner
        self._server = ServerProtocol(
            subprotocols=[SUBPROTOCOL],
            select_subprotocol=_select,
            max_size=MAX_MESSAGE_BYTES,
            logger=logger,
        )
        super().__init__(self._server, lambda message: owner.receive(message, self))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the owner's table; the handshake has to come soon."""
        super().connection_made(transport)
        self._timer = asyncio.get_running_loop().call_later(FIRST_MESSAGE_S, self.abort)
        if not self._owner.add(self):
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the owner's table."""
        super().connection_lost(exc)
        self._owner.drop(self)

    def _shake_hands(self, message: Request | Response) -> None:
        assert isinstance(message, Request)
        if self._server.eof_sent:  # bad frames came in the same breath as the handshake
            self.abort()
            return
        self._server.send_response(self._server.accept(message))
        if self._server.state is State.OPEN:
            self._wait_to_ping()


class WebSocketTransport(ConnectionListener[WebSocketConnection]):
    """One listener and all connections belonging to it, those we make among them."""

    def __init__(
        self, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
    ) -> None:
        super().__init__(receiver, max_connections, guard)
        self._dialer = Dialer(self._connect)

    def _take_in(self) -> WebSocketConnection:
        return BrowserConnection(self)

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Write on the peer's connection.

        To a server one is made when there is none. A browser, whose flow has no name of a server,
        can only be reached on its own (RFC 7118 5).
        """
        peer = (flow.remote, flow.server_name)
        connection = self._connections.get(peer)
        if connection is not None and connection.write(data):
            return
        if flow.server_name:
            self._dialer.send(data, peer, on_error)
        elif on_error is not None:
            on_error(f"{flow.remote}: connection closed")

    async def _connect(self, peer: Peer) -> WebSocketConnection:
        remote, name = peer
        context = None if self._tls is None else self._tls.client
        connection = await self.connect(
            remote,
            lambda: ServerConnection(self, self.listen.transport, remote, name),
            context,
            None if context is None else name,
        )
        try:
            await connection.opened
        except BaseException:
            connection.abort()
            raise
        return connection

    async def close(self) -> None:
        """Stop listening and close every connection."""
        self.shut()
        await self._dialer.close()
        for connection in tuple(self._connections.values()):
            connection.close()


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol:
    """RFC 7118 4.1: a client that does not ask for `sip` is refused."""
    if SUBPROTOCOL not in offered:
        raise NegotiationError("the subprotocol has to be sip")
    return SUBPROTOCOL
