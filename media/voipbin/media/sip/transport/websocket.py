"""SIP over WebSocket (RFC 7118): browsers, each on a connection it made and keeps."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, cast

from websockets.exceptions import NegotiationError
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from ..flow import Flow, HostPort
from ..framing import PING, PONG
from ..parser import MAX_MESSAGE_BYTES
from .base import ErrorCallback
from .listener import ConnectionListener, PeerConnection
from .tcp import FIRST_MESSAGE_S, MAX_UNSENT_BYTES, keep_alive

SUBPROTOCOL: Final = Subprotocol("sip")
PING_S: Final = 25.0
"""Proxies and NATs forget a connection after 30 s at the earliest."""

_log = logging.getLogger("websockets.sip")
_log.setLevel(logging.WARNING)  # below that it would log every message, digest answers included


class WebSocketConnection(PeerConnection):
    """One browser."""

    def __init__(self, owner: "WebSocketTransport") -> None:
        super().__init__()
        self._owner = owner
        self._protocol = ServerProtocol(
            subprotocols=[SUBPROTOCOL],
            select_subprotocol=_select,
            max_size=MAX_MESSAGE_BYTES,
            logger=_log,
        )
        self._timer: asyncio.TimerHandle | None = None
        self._parts: list[bytes] = []
        self._unanswered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the owner's table; the handshake has to come soon."""
        self._transport = cast(asyncio.Transport, transport)
        self.remote = HostPort(*transport.get_extra_info("peername")[:2])
        keep_alive(transport)
        self._timer = asyncio.get_running_loop().call_later(FIRST_MESSAGE_S, self.abort)
        if not self._owner.add(self):
            self.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes of the handshake or of frames."""
        self._unanswered = False
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._shake_hands(event)
            elif isinstance(event, Frame):
                self._take(event)
        self._flush()

    def eof_received(self) -> None:
        """The browser is gone."""
        self._protocol.receive_eof()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the owner's table."""
        if self._timer is not None:
            self._timer.cancel()
        self._owner.drop(self)

    def write(self, data: bytes) -> bool:
        """Send one message in one frame (RFC 7118 5); False when that is impossible now."""
        if self._protocol.state is not State.OPEN or not self._writable():
            return False
        try:
            data.decode()
        except UnicodeDecodeError:
            self._protocol.send_binary(data)
        else:
            self._protocol.send_text(data)
        self._flush()
        return True

    def close(self) -> None:
        """Say goodbye, then close."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(1001)
            self._flush()
        super().close()

    def _shake_hands(self, request: Request) -> None:
        if self._protocol.eof_sent:  # bad frames came in the same breath as the handshake
            self.abort()
            return
        self._protocol.send_response(self._protocol.accept(request))
        if self._protocol.state is State.OPEN:
            self._wait_to_ping()

    def _take(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        self._parts.append(bytes(frame.data))
        if not frame.fin:
            return
        message = b"".join(self._parts)
        self._parts.clear()
        if message == PING:  # RFC 5626 3.5.1, which RFC 7118 6 keeps
            self.write(PONG)
        else:
            self._owner.receive(message, self)

    def _wait_to_ping(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(PING_S, self._ping)

    def _ping(self) -> None:
        """Keep the connection, or give up one whose browser has not said a thing since the last."""
        if self._unanswered or self._protocol.state is not State.OPEN:
            self.abort()
            return
        self._unanswered = True
        self._protocol.send_ping(b"")
        self._flush()
        self._wait_to_ping()

    def _writable(self) -> bool:
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            transport.abort()
            return False
        return True

    def _flush(self) -> None:
        transport = self._transport
        assert transport is not None
        for data in self._protocol.data_to_send():
            if not transport.is_closing():
                # An empty piece stands for the end of the stream.
                transport.write(data) if data else transport.close()
        if self._protocol.close_expected() and not transport.is_closing():
            transport.close()


class WebSocketTransport(ConnectionListener[WebSocketConnection]):
    """One listener; nobody is connected to from here."""

    def _take_in(self) -> WebSocketConnection:
        return WebSocketConnection(self)

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Write on the browser's connection; there is no other way to it."""
        connection = self._connections.get((flow.remote, ""))
        sent = connection is not None and connection.write(data)
        if not sent and on_error is not None:
            on_error(f"{flow.remote}: connection closed")

    async def close(self) -> None:
        """Stop listening and close every connection."""
        self.shut()
        for connection in tuple(self._connections.values()):
            connection.close()


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol:
    """RFC 7118 4.1: a client that does not ask for `sip` is refused."""
    if SUBPROTOCOL not in offered:
        raise NegotiationError("the subprotocol has to be sip")
    return SUBPROTOCOL
