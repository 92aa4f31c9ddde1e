"""A connection we make to a SIP server over WebSocket (RFC 7118 4, RFC 6455 4.1)."""

import asyncio
from typing import TYPE_CHECKING

from websockets.client import ClientProtocol
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.uri import parse_uri

from ..flow import HostPort
from ..parser import MAX_MESSAGE_BYTES
from .websocket_connection import SUBPROTOCOL, WebSocketConnection, logger

if TYPE_CHECKING:
    from .listener import ConnectionListener


class ServerConnection(WebSocketConnection):
    """It enters the table of its owner when its handshake is done."""

    def __init__(
        self,
        owner: "ConnectionListener[WebSocketConnection]",
        scheme: str,
        remote: HostPort,
        server_name: str,
        path: str,
    ) -> None:
        """
        Args:
            scheme: `ws` or `wss`.
            server_name: the host of the SIP URI, for the server to choose whom to play.
            path: where it speaks SIP.
        """
        host = f"[{server_name}]" if ":" in server_name else server_name
        self._client = ClientProtocol(
            parse_uri(f"{scheme}://{host}:{remote.port}{path}"),
            subprotocols=[SUBPROTOCOL],
            max_size=MAX_MESSAGE_BYTES,
            logger=logger,
        )
        super().__init__(
            self._client, lambda message: owner.receive(message, self), server_name, is_ours=True
        )
        self._owner = owner
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when it can be written on; OSError when it never can."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the handshake."""
        super().connection_made(transport)
        self._client.send_request(self._client.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Take bytes of the handshake or of frames."""
        super().data_received(data)
        if self._client.handshake_exc is not None:
            self._give_up(f"no SIP over WebSocket: {self._client.handshake_exc}")

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the owner's table."""
        super().connection_lost(exc)
        self._owner.drop(self)
        self._give_up("connection closed during the handshake")

    def _shake_hands(self, message: Request | Response) -> None:
        if self._client.state is not State.OPEN or self.opened.done():
            return
        if self._client.subprotocol != SUBPROTOCOL:
            self._give_up("no SIP over WebSocket: the server chose no subprotocol")
        elif not self._owner.add(self):
            self._give_up("too many connections")
        else:
            self._wait_to_ping()
            self.opened.set_result(None)

    def _give_up(self, text: str) -> None:
        if not self.opened.done():
            self.opened.set_exception(OSError(text))
            self.opened.exception()  # whoever would have heard of it may be gone
