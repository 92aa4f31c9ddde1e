"""When a phone hears sound and when silence."""

import asyncio
import time
from collections.abc import Callable

import numpy as np

from tests.media.node.phones import Phone
from voipbin.media.audio.pcm import Pcm

LOUD = 300
"Peak above which something is heard."
WAIT_S = 15.0

Levels = list[tuple[float, int]]
"Monotonic seconds and peak of each frame."


class Heard:
    """Every frame of the newest call of a phone from now on."""

    def __init__(self, phone: Phone) -> None:
        self._news = asyncio.Event()
        self.frames: Levels = []
        phone.call.on_heard = self._take

    def _take(self, frame: Pcm) -> None:
        level = int(np.abs(frame.astype(np.int32)).max())
        self.frames.append((time.monotonic(), level))
        self._news.set()

    async def until(self, good: Callable[[Levels], bool]) -> float:
        """When it came to be so."""
        async with asyncio.timeout(WAIT_S):
            while not good(self.frames):
                self._news.clear()
                await self._news.wait()
        return self.frames[-1][0]

    async def sound(self) -> float:
        """Wait for a loud frame."""
        return await self.until(lambda frames: frames[-1:] != [] and frames[-1][1] > LOUD)

    async def silence(self, for_ms: int = 300) -> float:
        """Wait for silence that lasts; when it began."""
        count = for_ms // 20
        await self.until(
            lambda frames: (
                len(frames) >= count and all(level <= LOUD for _, level in frames[-count:])
            )
        )
        return self.frames[-count][0]
