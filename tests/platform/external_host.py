"""Hosts of external media: an RTP peer, an AudioSocket server, a WebSocket server."""

import asyncio
from typing import Any

import numpy as np

from tests.platform.api import WAIT_S
from voipbin.media.audio.g711 import ulaw_decode
from voipbin.media.audio.pcm import Pcm, from_bytes
from voipbin.media.audio.tones import tone_share

RATE_HZ = 8000


class Heard:
    """Samples as they come in, to be waited for."""

    def __init__(self) -> None:
        self.frames: list[Pcm] = []
        self._news = asyncio.Event()

    def add(self, frame: Pcm) -> None:
        """One more."""
        self.frames.append(frame)
        self._news.set()

    async def tone(self, frequency_hz: float, *, frames: int = 10) -> None:
        """Wait for a tone in that many frames one after the other."""
        async with asyncio.timeout(WAIT_S):
            while True:
                last = self.frames[-frames:]
                joined = np.concatenate(last) if last else np.zeros(1, np.int16)
                if (
                    len(last) == frames
                    and np.abs(joined).max() > 500
                    and tone_share(joined, frequency_hz, RATE_HZ) > 0.8
                ):
                    return
                self._news.clear()
                await self._news.wait()


class RtpHost(asyncio.DatagramProtocol):
    """A UDP socket that keeps packets and can answer."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.heard = Heard()
        self.peer: Any = None
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Bound."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """One packet."""
        self.peer = addr
        self.packets.append(data)
        self.heard.add(ulaw_decode(data[12:]))

    @property
    def address(self) -> str:
        """host:port."""
        host, port = self.transport.get_extra_info("sockname")
        return f"{host}:{port}"

    def send(self, packet: bytes) -> None:
        """Back to where packets came from."""
        self.transport.sendto(packet, self.peer)


class AudioSocketHost:
    """A TCP server that keeps packets of the newest connection."""

    def __init__(self) -> None:
        self.packets: list[tuple[int, bytes]] = []
        self.heard = Heard()
        self.writer: asyncio.StreamWriter | None = None
        self.ended = asyncio.Event()
        self._server: Any = None

    async def start(self) -> str:
        """Listen; the address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    async def close(self) -> None:
        """Stop."""
        self._server.close()
        if self.writer is not None:
            self.writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        try:
            while head := await reader.readexactly(3):
                content = await reader.readexactly(int.from_bytes(head[1:], "big"))
                self.packets.append((head[0], content))
                if head[0] == 0x10:
                    self.heard.add(from_bytes(content))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        self.ended.set()
