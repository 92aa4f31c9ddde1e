"""A connection a browser makes to us over WebSocket (RFC 7118), and keeps.

It may ask for any path, since RFC 7118 sets none: what it comes for is said by the subprotocol, and
nothing but SIP is spoken here, whatever is asked for.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from websockets.exceptions import NegotiationError
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from ..parser import MAX_MESSAGE_BYTES
from .tcp import FIRST_MESSAGE_S
from .websocket_connection import SUBPROTOCOL, WebSocketConnection, logger

if TYPE_CHECKING:
    from .listener import ConnectionListener


class BrowserConnection(WebSocketConnection):
    """It enters the table of its owner at once: its handshake has to come soon."""

    def __init__(self, owner: "ConnectionListener[WebSocketConnection]") -> None:
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


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol:
    """RFC 7118 4.1: a client that does not ask for `sip` is refused."""
    if SUBPROTOCOL not in offered:
        raise NegotiationError("the subprotocol has to be sip")
    return SUBPROTOCOL
