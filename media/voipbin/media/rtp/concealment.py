"""Packet loss concealment: the last sound repeated while it fades out."""

from typing import Final

import numpy as np

from voipbin.media.audio.pcm import Pcm, silence

FADE_FRAMES: Final = 3
"""Frames until silence; longer repeats sound like a buzzing robot."""


class Concealer:
    """Remembers the last good frame of one stream and invents what follows it."""

    def __init__(self) -> None:
        self._last: Pcm | None = None
        self._run = 0

    def good(self, pcm: Pcm) -> None:
        """Note a frame that was really received."""
        self._last = pcm
        self._run = 0

    def conceal(self, samples: int) -> Pcm:
        """That many samples standing in for a lost packet; silence after `FADE_FRAMES`."""
        last, run = self._last, self._run
        if last is None or last.size == 0 or run >= FADE_FRAMES:
            return silence(samples)
        self._run = run + 1
        start, stop = 1.0 - run / FADE_FRAMES, 1.0 - (run + 1) / FADE_FRAMES
        gains = np.linspace(start, stop, samples, endpoint=False, dtype=np.float32)
        return (np.resize(last, samples) * gains).astype(np.int16)

    def reset(self) -> None:
        """Forget the past: nothing to repeat."""
        self._last = None
        self._run = 0
