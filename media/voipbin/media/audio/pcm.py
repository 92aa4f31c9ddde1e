"""The one in-memory form of audio: mono int16 arrays cut into 20 ms frames."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Pcm: TypeAlias = npt.NDArray[np.int16]
"""Mono samples of shape (n,), native byte order, full scale 32767."""

FRAME_MS: Final = 20
"""Length of one frame everywhere on the media plane."""


def frame_samples(sample_rate_hz: int) -> int:
    """Samples in one 20 ms frame.

    Raises:
        ValueError: the rate does not give a whole number of samples.
    """
    samples, rest = divmod(sample_rate_hz * FRAME_MS, 1000)
    if rest or samples <= 0:
        raise ValueError(f"sample_rate_hz {sample_rate_hz} has no whole 20 ms frame")
    return samples


def silence(samples: int) -> Pcm:
    """A new all-zero array of that many samples."""
    return np.zeros(samples, dtype=np.int16)


def to_int16(samples: npt.NDArray[np.floating]) -> Pcm:
    """Round floats already scaled to +-32767 and saturate instead of wrapping."""
    out: Pcm = np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
    return out


def from_bytes(data: bytes | bytearray | memoryview) -> Pcm:
    """View little-endian 16-bit bytes as samples; a trailing odd byte is dropped."""
    return np.frombuffer(data, dtype="<i2", count=len(data) // 2).astype(np.int16, copy=False)


def to_bytes(pcm: Pcm) -> bytes:
    """Little-endian 16-bit bytes of the samples."""
    return pcm.astype("<i2", copy=False).tobytes()


def level_dbfs(pcm: Pcm) -> float:
    """RMS level against full scale; -120.0 for silence or an empty array."""
    if pcm.size == 0:
        return -120.0
    wide = pcm.astype(np.float32)
    mean_square = float(np.dot(wide, wide)) / pcm.size
    if mean_square < 1e-3:
        return -120.0
    return max(-120.0, 10.0 * float(np.log10(mean_square / (32767.0 * 32767.0))))
