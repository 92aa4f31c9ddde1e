"""Connections to hosts of external media: packets out, packets in, whatever carries them."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final, Protocol

from voipbin.core.external_media.target import ExternalTarget

CONNECT_S: Final = 5.0
"""The flow waits that long for a host."""
GOODBYE_S: Final = 1.0
"""A host that takes no goodbye in that time gets none."""
_QUEUED: Final = 50
"""Datagrams kept: a second of audio; the oldest is dropped."""
_LONGEST: Final = 65_535


class Line(Protocol):
    """A connection of one external media."""

    async def send(self, packet: bytes) -> None:
        """Send one packet; waits while the host takes no more.

        Raises:
            OSError: the connection is gone.
        """

    async def receive(self) -> bytes:
        """The next packet; empty when the host is done.

        Raises:
            OSError: the connection is gone.
        """

    async def close(self) -> None:
        """End it; may be called twice."""


async def connect(target: ExternalTarget, address: str) -> Line:
    """Connect to the host of a target at an address that was checked.

    Raises:
        OSError: it does not answer in time.
    """
    async with asyncio.timeout(CONNECT_S):
        if target.transport == "udp":
            return await _connect_udp(address, target.port)
        if target.transport == "tcp":
            reader, writer = await asyncio.open_connection(address, target.port)
            return TcpLine(reader, writer, FRAMINGS[target.encapsulation]())
        return await _connect_websocket(target, address)


class UdpLine(asyncio.DatagramProtocol):
    """Datagrams to one host and, since the socket is connected, from that host alone."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._received: asyncio.Queue[bytes] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there."""
        self._transport = transport

    def datagram_received(self, data: bytes, _addr: object) -> None:
        """One packet; a flood of them costs the oldest."""
        if data:
            if self._received.qsize() >= _QUEUED:
                self._received.get_nowait()
            self._received.put_nowait(data)

    def error_received(self, _exc: Exception) -> None:
        """Nobody listens there yet; RTP goes on."""

    async def send(self, packet: bytes) -> None:
        """Send a datagram, which waits for nobody."""
        self._transport.sendto(packet)

    async def receive(self) -> bytes:
        """The next datagram."""
        return await self._received.get()

    async def close(self) -> None:
        """Free the port."""
        self._transport.close()


async def _connect_udp(address: str, port: int) -> UdpLine:
    loop = asyncio.get_running_loop()
    _, line = await loop.create_datagram_endpoint(UdpLine, remote_addr=(address, port))
    return line


class Framing(Protocol):
    """Where packets begin and end in a stream of bytes."""

    def wrap(self, packet: bytes) -> bytes:
        """The packet as it is written."""

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """The next packet.

        Raises:
            asyncio.IncompleteReadError: the stream ended.
        """


class LengthFraming:
    """Two bytes of length before each packet (RFC 4571 2)."""

    def wrap(self, packet: bytes) -> bytes:
        """Length and packet."""
        return len(packet).to_bytes(2, "big") + packet

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """The next packet; empty ones are skipped."""
        while not (length := int.from_bytes(await reader.readexactly(2), "big")):
            pass
        return await reader.readexactly(length)


class AudioSocketFraming:
    """Packets say their own length."""

    def wrap(self, packet: bytes) -> bytes:
        """The packet itself."""
        return packet

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """Header and content."""
        head = await reader.readexactly(3)
        return head + await reader.readexactly(int.from_bytes(head[1:], "big"))


class NoFraming:
    """Bare samples: it does not matter where they are cut."""

    def wrap(self, packet: bytes) -> bytes:
        """The samples."""
        return packet

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        """What is there."""
        return await reader.read(_LONGEST)


FRAMINGS: Final[dict[str, Callable[[], Framing]]] = {
    "rtp": LengthFraming,
    "audiosocket": AudioSocketFraming,
    "none": NoFraming,
}


class TcpLine:
    """Packets on a connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, framing: Framing
    ) -> None:
        self._reader, self._writer, self._framing = reader, writer, framing

    async def send(self, packet: bytes) -> None:
        """Write a packet and wait while the host is slow."""
        self._writer.write(self._framing.wrap(packet))
        await self._writer.drain()

    async def receive(self) -> bytes:
        """The next packet."""
        try:
            return await self._framing.read(self._reader)
        except asyncio.IncompleteReadError:
            return b""

    async def close(self) -> None:
        """Close; what a host that reads no more has not taken by then is dropped."""
        self._writer.close()
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self._writer.wait_closed()
        except OSError:
            self._writer.transport.abort()


class WebSocketLine:
    """A packet a binary message."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def send(self, packet: bytes) -> None:
        """Send a message and wait while the host is slow."""
        from websockets.exceptions import ConnectionClosed

        try:
            await self._connection.send(packet)
        except ConnectionClosed as error:
            raise ConnectionResetError(str(error)) from None

    async def receive(self) -> bytes:
        """The next binary message that is not empty."""
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):
            while True:
                message = await self._connection.recv()
                if isinstance(message, bytes) and message:
                    return message
        return b""

    async def close(self) -> None:
        """Say goodbye; a host that does not answer gets no second."""
        await self._connection.close()


async def _connect_websocket(target: ExternalTarget, address: str) -> WebSocketLine:
    from websockets.asyncio.client import connect as open_websocket
    from websockets.exceptions import InvalidHandshake, InvalidURI

    try:
        connection = await open_websocket(
            target.url,
            # Checked before; the name is only what certificate and request are about.
            host=address,
            port=target.port,
            proxy=None,
            compression=None,
            max_size=_LONGEST,
            close_timeout=GOODBYE_S,
            user_agent_header="voipbin",
        )
    except (InvalidHandshake, InvalidURI, ValueError) as error:
        raise ConnectionRefusedError(f"{target.url} is no WebSocket: {error}") from None
    return WebSocketLine(connection)
