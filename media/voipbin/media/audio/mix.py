"""Adding voices together."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from voipbin.media.audio.pcm import Pcm, silence, to_int16

Who = TypeVar("Who")


def mix(frames: Sequence[Pcm], *, gain_db: float = 0.0) -> Pcm:
    """Sum one frame per participant, saturating instead of wrapping.

    Args:
        frames: int16 arrays of shape (samples,), same rate and length; at least one.
        gain_db: applied after the sum; 0 leaves levels alone.

    Raises:
        ValueError: no frames, or they differ in length.
    """
    if not frames:
        raise ValueError("frames is empty, nothing to mix")
    total = _sum(frames)
    return _scale(total, gain_db)


def mix_minus(frames: Mapping[Who, Pcm]) -> dict[Who, Pcm]:
    """What each participant of a conference hears: everybody but itself.

    Raises:
        ValueError: frames differ in length.
    """
    if not frames:
        return {}
    total = _sum(list(frames.values()))
    return {
        who: np.clip(total - own, -32768, 32767).astype(np.int16) for who, own in frames.items()
    }


def gain(frame: Pcm, gain_db: float) -> Pcm:
    """The frame louder or softer, saturating."""
    return frame if gain_db == 0.0 else _scale(frame.astype(np.int32), gain_db)


def fit(frame: Pcm, samples: int) -> Pcm:
    """The frame cut or padded with silence to that length."""
    if frame.size >= samples:
        return frame[:samples]
    return np.concatenate((frame, silence(samples - frame.size)))


def _sum(frames: Sequence[Pcm]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    samples = frames[0].size
    total = np.zeros(samples, dtype=np.int32)
    for frame in frames:
        if frame.size != samples:
            raise ValueError(f"frame has {frame.size} samples, the first one {samples}")
        total += frame
    return total


def _scale(total: "np.ndarray[tuple[int], np.dtype[np.int32]]", gain_db: float) -> Pcm:
    if gain_db:
        return to_int16(total * np.float64(10.0 ** (gain_db / 20.0)))
    return np.clip(total, -32768, 32767).astype(np.int16)
