"""A program on the other end of a media stream over WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from tests.platform.api import WAIT_S
from voipbin.media.audio.g711 import ulaw_decode, ulaw_encode
from voipbin.media.audio.pcm import Pcm, from_bytes, to_bytes
from voipbin.media.audio.tones import tone, tone_share

RATE_HZ = 8000
FRAME = 160


def rtp(pcm: Pcm, sequence: int, payload_type: int = 0) -> bytes:
    """A packet as a vendor sends it: marker, source and timestamps of its own."""
    head = bytes([0x80, payload_type]) + (sequence & 0xFFFF).to_bytes(2, "big")
    return head + (sequence * FRAME).to_bytes(4, "big") + b"\x12\x34\x56\x78" + ulaw_encode(pcm)


PACK: dict[str, Callable[[Pcm, int], bytes]] = {
    "rtp": rtp,
    "sln": lambda pcm, _: to_bytes(pcm),
    "audiosocket": lambda pcm, _: b"\x10" + (2 * pcm.size).to_bytes(2, "big") + to_bytes(pcm),
}
UNPACK: dict[str, Callable[[bytes], Pcm]] = {
    "rtp": lambda packet: ulaw_decode(packet[12:]),
    "sln": from_bytes,
    "audiosocket": lambda packet: from_bytes(packet[3:]),
}


class MediaSocket:
    """One connection; keeps every packet."""

    def __init__(self, connection: ClientConnection, encapsulation: str) -> None:
        self.connection = connection
        self.packets: list[Any] = []
        self._pack, self._unpack = PACK[encapsulation], UNPACK[encapsulation]
        self._sent = 0

    def say(self, frequency_hz: float, duration_ms: int = 1000) -> "asyncio.Task[None]":
        """Send a tone in packets of 20 ms, as fast as they are taken."""
        sound = tone((frequency_hz,), duration_ms, RATE_HZ)

        async def send() -> None:
            for begin in range(0, sound.size, FRAME):
                self._sent += 1
                await self.connection.send(self._pack(sound[begin : begin + FRAME], self._sent))

        return asyncio.create_task(send())

    async def hears_tone(self, frequency_hz: float, *, frames: int = 10) -> None:
        """Read until that tone comes in that many packets one after the other."""
        last: list[Pcm] = []
        async with asyncio.timeout(WAIT_S):
            while True:
                packet = await self.connection.recv(decode=False)
                self.packets.append(packet)
                last = [*last, self._unpack(packet)][-frames:]
                joined = np.concatenate(last)
                if (
                    len(last) == frames
                    and np.abs(joined).max() > 500
                    and tone_share(joined, frequency_hz, RATE_HZ) > 0.8
                ):
                    return

    async def closed(self) -> tuple[int, str]:
        """Read to the end; code and reason of it."""
        async with asyncio.timeout(WAIT_S):
            async for packet in self.connection:
                self.packets.append(packet)
        return self.connection.close_code or 0, self.connection.close_reason or ""


@asynccontextmanager
async def media_socket(url: str, encapsulation: str) -> AsyncIterator[MediaSocket]:
    """An open stream."""
    # Unread packets would keep the end from being seen.
    async with connect(url, proxy=None, ping_interval=None, max_queue=None) as connection:
        yield MediaSocket(connection, encapsulation)
