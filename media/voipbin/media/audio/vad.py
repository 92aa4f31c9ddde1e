"""Telling speech from silence by energy: cheap enough for every frame of every call."""

from typing import Final

import numpy as np

from voipbin.media.audio.pcm import FRAME_MS, Pcm


class EnergyVad:
    """Speech is what is clearly louder than the quietest of the last seconds.

    The noise floor follows quiet frames quickly and loud ones slowly, so a humming line does
    not count as speech for ever. Good for ends of utterances, not for recognising voices.
    """

    ABOVE_FLOOR: Final = 4.0
    """Power ratio to the floor, 6 dB: what a voice has over its room at a phone."""
    MIN_LEVEL: Final = 100.0
    """RMS below which nothing is speech, about -50 dBFS."""
    HANGOVER_MS: Final = 200
    """Speech goes on this long after the last loud frame: gaps between words."""

    def __init__(self) -> None:
        self.speaking = False
        self.silence_ms = 0
        """Since the last loud frame."""
        self.speech_ms = 0
        """Sum of all loud frames."""
        self._floor = self.MIN_LEVEL * self.MIN_LEVEL / self.ABOVE_FLOOR

    def push(self, frame: Pcm | None) -> bool:
        """Whether the party is speaking, after this 20 ms frame; None is silence."""
        power = _power(frame)
        loud = power > self._floor * self.ABOVE_FLOOR and power > self.MIN_LEVEL * self.MIN_LEVEL
        # 50 % of the way down per frame, 6 % per second up: floors are found in pauses.
        self._floor += (power - self._floor) * 0.5 if power < self._floor else self._floor * 0.0012
        self._floor = max(self._floor, 1.0)
        if loud:
            self.silence_ms = 0
            self.speech_ms += FRAME_MS
            self.speaking = True
        else:
            self.silence_ms += FRAME_MS
            self.speaking = self.speaking and self.silence_ms < self.HANGOVER_MS
        return self.speaking


def _power(frame: Pcm | None) -> float:
    """Mean square of a frame."""
    if frame is None or frame.size == 0:
        return 0.0
    wide = frame.astype(np.float32)
    return float(np.dot(wide, wide)) / frame.size
