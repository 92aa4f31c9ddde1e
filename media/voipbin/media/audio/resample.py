"""Sample rate conversion by soxr, for whole recordings and for live frames."""

import math
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import soxr

from voipbin.media.audio.pcm import Pcm, to_int16

Index: TypeAlias = npt.NDArray[np.int64]
Weights: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]


class Resampler:
    """Converts one stream chunk by chunk by soxr; output comes in blocks, 60 to 120 ms late."""

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
    """Converts live audio frame by frame: as much time out as in, 2 ms late.

    soxr hands out whole blocks, up to 120 ms late, which is too much for a conversation; this is
    a windowed-sinc filter worked out once per pair of rates.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        """Raises:
        ValueError: a rate is not positive.
        """
        if from_hz <= 0 or to_hz <= 0:
            raise ValueError(f"sample rates must be positive, not {from_hz} and {to_hz}")
        self.from_hz, self.to_hz = from_hz, to_hz
        self._history = np.zeros(2 * _half_width(from_hz, to_hz), dtype=np.float32)

    def push(self, frame: Pcm) -> Pcm:
        """Convert a frame of 20 ms or any length that gives a whole number of samples.

        Raises:
            ValueError: it does not.
        """
        if self.from_hz == self.to_hz:
            return frame
        index, weights = _kernel(self.from_hz, self.to_hz, frame.size)
        signal = np.concatenate((self._history, frame.astype(np.float32)))
        self._history = signal[frame.size :]
        return to_int16(np.einsum("ij,ij->i", signal[index], weights))


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


def _half_width(from_hz: int, to_hz: int) -> int:
    """Input samples on each side of an output sample: 2 ms at the lower rate, 16 of its samples."""
    return 16 * max(1, math.ceil(from_hz / to_hz))


@lru_cache(maxsize=64)
def _kernel(from_hz: int, to_hz: int, samples: int) -> tuple[Index, Weights]:
    """For each output sample of a frame, which samples of history and frame, how weighted."""
    if samples * to_hz % from_hz:
        raise ValueError(f"{samples} samples at {from_hz} Hz do not end on one at {to_hz} Hz")
    half = _half_width(from_hz, to_hz)
    place = np.arange(samples * to_hz // from_hz) * from_hz / to_hz
    index = np.floor(place).astype(np.int64)[:, None] + np.arange(1, 2 * half + 1)[None, :]
    # Distance in input samples; the output lags by `half`, so that no future sample is needed.
    distance = index - half - place[:, None]
    cutoff = min(1.0, to_hz / from_hz) * 0.94
    weights = cutoff * np.sinc(cutoff * distance) * _kaiser(distance / half)
    weights /= weights.sum(axis=1, keepdims=True)
    return index, weights.astype(np.float32)


def _kaiser(place: Floats) -> Floats:
    """Kaiser window over -1..1, beta 6: 60 dB of stop band."""
    window: Floats = np.i0(6.0 * np.sqrt(np.clip(1.0 - place * place, 0.0, 1.0))) / np.i0(6.0)
    return window
