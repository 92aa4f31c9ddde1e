"""One connection of SIP over WebSocket (RFC 7118), as both of its ends see it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, cast

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import Protocol, State
from websockets.typing import Subprotocol

from ..flow import HostPort
from ..framing import PING, PONG
from .listener import PeerConnection
from .tcp import MAX_UNSENT_BYTES, keep_alive

SUBPROTOCOL: Final = Subprotocol("sip")
PING_S: Final = 25.0
"""Proxies and NATs forget a connection after 30 s at the earliest."""

logger = logging.getLogger("websockets.sip")
logger.setLevel(logging.WARNING)  # below that it would log every message, digest answers included


class WebSocketConnection(PeerConnection):
    """Frames and keep-alive; the handshake is of the subclass."""

    def __init__(
        self,
        protocol: Protocol,
        receive: Callable[[bytes], None],
        server_name: str = "",
        *,
        is_ours: bool = False,
    ) -> None:
        super().__init__(server_name, is_ours=is_ours)
        self._protocol = protocol
        self._receive = receive
        self._timer: asyncio.TimerHandle | None = None
        self._parts: list[bytes] = []
        self._unanswered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note who is there."""
        self._transport = cast(asyncio.Transport, transport)
        self.remote = HostPort(*transport.get_extra_info("peername")[:2])
        keep_alive(transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes of the handshake or of frames."""
        self._unanswered = False
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._take(event)
            elif isinstance(event, Request | Response):
                self._shake_hands(event)
        self._flush()

    def eof_received(self) -> None:
        """The peer is gone."""
        self._protocol.receive_eof()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop its keep-alive."""
        if self._timer is not None:
            self._timer.cancel()

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

    def _shake_hands(self, message: Request | Response) -> None:
        """Take the peer's part of the handshake."""
        raise NotImplementedError

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
            self._receive(message)

    def _wait_to_ping(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(PING_S, self._ping)

    def _ping(self) -> None:
        """Keep the connection, or give up one whose peer has not said a thing since the last."""
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
