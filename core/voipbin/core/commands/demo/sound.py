"""What a recording contains, as ears would put it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voipbin.media.audio.pcm import level_dbfs
from voipbin.media.audio.tones import has_tone
from voipbin.media.audio.wav import read_wav

BEEP_HZ = 1000.0
_FRAME_MS = 20
_TONE_FRAMES = 8
"160 ms in a row: no voice holds a pure tone that long."


@dataclass(frozen=True, slots=True)
class Heard:
    """One direction of a call."""

    name: str
    duration_s: float
    speech_dbfs: float
    "Level of the loudest tenth of it: about that of the voice."
    has_beep: bool
    "Whether the tone before a caller's turn is in it."


def listen_to(path: Path) -> Heard:
    """Measures a 16-bit mono wav.

    Raises:
        ValueError: it is no such file.
    """
    samples, rate_hz = read_wav(path)
    size = rate_hz * _FRAME_MS // 1000
    frames = [samples[at : at + size] for at in range(0, len(samples) - size + 1, size)]
    levels = [level_dbfs(frame) for frame in frames] or [-120.0]
    return Heard(
        name=path.name,
        duration_s=len(samples) / rate_hz,
        speech_dbfs=float(np.percentile(levels, 90)),
        has_beep=_has_beep(frames, levels, rate_hz),
    )


def _has_beep(frames: list[np.ndarray], levels: list[float], rate_hz: int) -> bool:
    run = 0
    for frame, level in zip(frames, levels, strict=False):
        is_tone = level > -50.0 and has_tone(frame, BEEP_HZ, rate_hz, share=0.9)
        run = run + 1 if is_tone else 0
        if run >= _TONE_FRAMES:
            return True
    return False
