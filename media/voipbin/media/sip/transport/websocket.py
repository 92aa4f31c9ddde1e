"""SIP over WebSocket (RFC 7118): browsers, each on a connection it made and keeps, and servers that
we connect to. The library of the protocol is loaded by those who use it.
"""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

from ..config import Listen
from ..flow import Flow
from ..source_guard import SourceGuard
from ..websocket_path import WebSocketPaths
from .base import ErrorCallback, Receiver
from .listener import ConnectionListener, Peer

if TYPE_CHECKING:
    from .websocket_connection import WebSocketConnection

_BROWSER: Final = f"{__package__}.websocket_browser"
_CLIENT: Final = f"{__package__}.websocket_client"


class WebSocketTransport(ConnectionListener["WebSocketConnection"]):
    """One listener and all connections belonging to it, those we make among them."""

    def __init__(
        self, receiver: Receiver, max_connections: int, guard: SourceGuard | None = None
    ) -> None:
        super().__init__(receiver, max_connections, guard)
        self._paths = WebSocketPaths()

    async def open(self, listen: Listen) -> None:
        """As every listener; what browsers need is loaded before the first of them comes."""
        self._paths = listen.paths
        if not listen.outbound_only:
            await asyncio.to_thread(import_module, _BROWSER)
        await super().open(listen)

    def _take_in(self) -> "WebSocketConnection":
        from .websocket_browser import BrowserConnection

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

    async def _connect(self, peer: Peer) -> "WebSocketConnection":
        await asyncio.to_thread(import_module, _CLIENT)  # calls that are up go on meanwhile
        from .websocket_client import ServerConnection

        remote, name = peer
        path = self._paths.of(name)
        context = None if self._tls is None else await self._tls.client()
        connection = await self.connect(
            remote,
            lambda: ServerConnection(self, self.listen.transport, remote, name, path),
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
