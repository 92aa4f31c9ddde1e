"""Music on hold: a calm loop, made instead of loaded so that no file and no licence is needed."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from voipbin.media.audio.pcm import Pcm, to_int16

Wave = npt.NDArray[np.float64]

BEAT_S: Final = 0.5
PEAK_DBFS: Final = -14.0

# Cmaj7 Am7 Fmaj7 G6, each as a rising and falling broken chord over its root; Hz.
_C3, _D3, _E3, _F3, _G3, _A3, _B3 = 130.81, 146.83, 164.81, 174.61, 196.00, 220.00, 246.94
_CHORDS: Final = (
    (_C3, (_E3 * 2, _G3 * 2, _B3 * 2, _C3 * 4)),
    (_A3 / 2, (_C3 * 2, _E3 * 2, _G3 * 2, _A3 * 2)),
    (_F3, (_A3 * 2, _C3 * 4, _E3 * 4, _C3 * 4)),
    (_G3, (_B3 * 2, _D3 * 4, _E3 * 4, _D3 * 4)),
)


@cache
def music(sample_rate_hz: int) -> Pcm:
    """One round of the loop, 16 s; it ends where it begins."""
    beats = [beat for chord in _CHORDS for beat in _beats(chord)]
    samples = int(len(beats) * BEAT_S * sample_rate_hz)
    track: Wave = np.zeros(samples)
    for index, notes in enumerate(beats):
        start = int(index * BEAT_S * sample_rate_hz)
        for frequency_hz, length_s, gain in notes:
            _add(track, start, _note(frequency_hz, length_s, sample_rate_hz) * gain)
    peak = 32767.0 * 10.0 ** (PEAK_DBFS / 20.0)
    return to_int16(track * (peak / np.abs(track).max()))


def _beats(chord: tuple[float, tuple[float, ...]]) -> list[list[tuple[float, float, float]]]:
    """Eight beats: the broken chord up and down, the root below on the first."""
    root, notes = chord
    up_and_down = (*notes, notes[3], notes[2], notes[1], notes[0])
    beats = [[(frequency_hz, 2.0, 0.5)] for frequency_hz in up_and_down]
    beats[0].append((root, 4.0, 0.8))
    return beats


def _note(frequency_hz: float, length_s: float, sample_rate_hz: int) -> Wave:
    """A plucked string: soft attack, slow decay, few overtones so that 8 kHz is enough."""
    times = np.arange(int(length_s * sample_rate_hz)) / sample_rate_hz
    wave: Wave = np.zeros(times.size)
    for harmonic, gain in ((1, 1.0), (2, 0.35), (3, 0.12)):
        decay = np.exp(-times * (1.6 + 0.8 * harmonic))
        wave += gain * decay * np.sin(2 * np.pi * frequency_hz * harmonic * times)
    envelope: Wave = np.minimum(times / 0.02, 1.0) * np.minimum((length_s - times) / 0.1, 1.0)
    return wave * envelope


def _add(track: Wave, start: int, note: Wave) -> None:
    """Lay a note over the track; what rings past the end sounds at the beginning."""
    end = min(track.size, start + note.size)
    track[start:end] += note[: end - start]
    rest = note[end - start :]
    track[: rest.size] += rest
