"""Sample rate conversion by soxr, for whole recordings and for live frames."""

import numpy as np
import soxr
from voipbin.media.audio.pcm import Pcm, frame_samples, silence


class Resampler:
    """Converts one stream chunk by chunk; output comes a few milliseconds late."""

    def __init__(self, from_hz: int, to_hz: int, *, quality: str = "MQ") -> None:
        """Raises:
        ValueError: a rate is not positive.
        """
        if from_hz <= 0 or to_hz <= 0:
            raise ValueError(f"sample rates must be positive, not {from_hz} and {to_hz}")
        self.from_hz, self.to_hz = from_hz, to_hz
        self._stream = (
            None
            if from_hz == to_hz
            else soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16", quality=quality)
        )

    def push(self, pcm: Pcm, *, last: bool = False) -> Pcm:
        """Samples ready so far; with `last` also those still held back."""
        if self._stream is None:
            return pcm
        out: Pcm = self._stream.resample_chunk(pcm, last=last)
        return out.reshape(-1)


class FrameResampler:
    """One 20 ms frame in, exactly one 20 ms frame out; starts with a little silence."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._resampler = Resampler(from_hz, to_hz)
        self._wanted = frame_samples(to_hz)
        self._same = from_hz == to_hz
        # One frame of silence up front hides the filter's delay, so no frame ever falls short.
        self._held = silence(self._wanted)

    def push(self, frame: Pcm) -> Pcm:
        """Convert one frame."""
        if self._same:
            return frame
        held = np.concatenate((self._held, self._resampler.push(frame)))
        out, self._held = held[: self._wanted], held[self._wanted :]
        if out.size < self._wanted:
            out = np.concatenate((out, silence(self._wanted - out.size)))
        return out


def resample(pcm: Pcm, from_hz: int, to_hz: int) -> Pcm:
    """Convert a whole recording at once.

    Raises:
        ValueError: a rate is not positive.
    """
    if from_hz <= 0 or to_hz <= 0:
        raise ValueError(f"sample rates must be positive, not {from_hz} and {to_hz}")
    if from_hz == to_hz or pcm.size == 0:
        return pcm
    out: Pcm = soxr.resample(pcm, from_hz, to_hz, quality="HQ")
    return out
