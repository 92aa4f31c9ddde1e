"""Tones: the ones we play (beep, ringback, DTMF) and detecting any of them by Goertzel."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from voipbin.media.audio.pcm import Pcm, frame_samples, silence, to_int16

DTMF_FREQUENCIES_HZ: Final = {
    digit: (low, high)
    for low, row in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D"), strict=True)
    for high, digit in zip((1209, 1336, 1477, 1633), row, strict=True)
}
"""ITU-T Q.23: digit to its low and high frequency."""

_EDGE_MS = 5


def tone(
    frequencies_hz: tuple[float, ...],
    duration_ms: int,
    sample_rate_hz: int,
    *,
    level_dbfs: float = -15.0,
) -> Pcm:
    """Sum of sines with soft edges, so that it starts and ends without a click.

    Args:
        frequencies_hz: each below half the rate.
        duration_ms: whole length.
        sample_rate_hz: of the result.
        level_dbfs: peak of each sine.

    Raises:
        ValueError: a frequency is not below half the rate.
    """
    for frequency in frequencies_hz:
        if not 0 < frequency < sample_rate_hz / 2:
            raise ValueError(f"frequency {frequency} Hz does not fit a rate of {sample_rate_hz} Hz")
    samples = sample_rate_hz * duration_ms // 1000
    times = np.arange(samples) / sample_rate_hz
    wave = np.zeros(samples)
    for frequency in frequencies_hz:
        wave += np.sin(2 * np.pi * frequency * times)
    edge = min(sample_rate_hz * _EDGE_MS // 1000, samples // 2)
    if edge:
        ramp = np.linspace(0.0, 1.0, edge, endpoint=False)
        wave[:edge] *= ramp
        wave[samples - edge :] *= ramp[::-1]
    return to_int16(wave * 32767.0 * 10.0 ** (level_dbfs / 20.0))


def beep(sample_rate_hz: int) -> Pcm:
    """The sound before a recording: 1000 Hz for 300 ms."""
    return tone((1000.0,), 300, sample_rate_hz)


def ringback(sample_rate_hz: int) -> Pcm:
    """One period of what a caller hears while it rings: 440 + 480 Hz, 2 s on, 4 s off."""
    ring = tone((440.0, 480.0), 2000, sample_rate_hz, level_dbfs=-19.0)
    return np.concatenate((ring, silence(4 * sample_rate_hz)))


def dtmf(digits: str, sample_rate_hz: int, *, duration_ms: int = 100, gap_ms: int = 100) -> Pcm:
    """In-band key tones, each followed by silence.

    Raises:
        ValueError: a digit is none of the sixteen.
    """
    parts = [silence(0)]
    for digit in digits.upper():
        if digit not in DTMF_FREQUENCIES_HZ:
            raise ValueError(f"digit {digit!r} is not one of 0-9, *, #, A-D")
        parts.append(tone(DTMF_FREQUENCIES_HZ[digit], duration_ms, sample_rate_hz))
        parts.append(silence(sample_rate_hz * gap_ms // 1000))
    return np.concatenate(parts)


def tone_share(pcm: Pcm, frequency_hz: float, sample_rate_hz: int) -> float:
    """Share of the signal's energy at that frequency, 0-1: near 1 for a pure tone.

    The Goertzel filter as the dot product it amounts to; resolution is the inverse of the
    length, so give it 20 ms or more.
    """
    if pcm.size == 0:
        return 0.0
    signal = pcm.astype(np.float64)
    energy = float(np.dot(signal, signal))
    if energy == 0.0:
        return 0.0
    turns = np.exp(-2j * np.pi * frequency_hz / sample_rate_hz * np.arange(pcm.size))
    return min(1.0, 2.0 * float(abs(np.dot(signal, turns))) ** 2 / (energy * pcm.size))


@lru_cache(maxsize=8)
def tone_bank(frequencies_hz: tuple[float, ...], sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """Goertzel filters of many frequencies for one frame of 20 ms.

    Cosines and sines apart, so a frame is multiplied without becoming complex: shape (2,
    frequencies, samples).
    """
    times = np.arange(frame_samples(sample_rate_hz)) / sample_rate_hz
    angles = 2 * np.pi * np.outer(frequencies_hz, times)
    turns = np.stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    turns.setflags(write=False)
    return turns


def tone_powers(
    signal: npt.NDArray[np.float32], bank: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Power of the frame at each frequency of the bank, as in `tone_share`.

    By `einsum`, not `@`: BLAS would share so small a product among threads, and on a busy machine
    waiting for them costs the media loop milliseconds.
    """
    parts = np.einsum("pfn,n->pf", bank, signal)
    powers: npt.NDArray[np.float32] = np.einsum("pf,pf->f", parts, parts)
    return powers


def has_tone(pcm: Pcm, frequency_hz: float, sample_rate_hz: int, *, share: float = 0.5) -> bool:
    """Whether the tone makes up at least that share of the energy."""
    return tone_share(pcm, frequency_hz, sample_rate_hz) >= share


def dominant_frequency_hz(pcm: Pcm, sample_rate_hz: int) -> float:
    """Strongest frequency, 0.0 for silence; exact to the inverse of the length."""
    if pcm.size == 0 or not pcm.any():
        return 0.0
    spectrum = np.abs(np.fft.rfft(pcm.astype(np.float64) * np.hanning(pcm.size)))
    return float(np.argmax(spectrum)) * sample_rate_hz / pcm.size


def detect_dtmf(pcm: Pcm, sample_rate_hz: int) -> str | None:
    """The key whose two tones make up this stretch of 20 ms or more; None if it is none."""
    low = _strongest(pcm, (697, 770, 852, 941), sample_rate_hz)
    high = _strongest(pcm, (1209, 1336, 1477, 1633), sample_rate_hz)
    if low is None or high is None:
        return None
    for digit, pair in DTMF_FREQUENCIES_HZ.items():
        if pair == (low, high):
            return digit
    return None


def _strongest(pcm: Pcm, frequencies_hz: tuple[int, ...], sample_rate_hz: int) -> int | None:
    shares = {hz: tone_share(pcm, hz, sample_rate_hz) for hz in frequencies_hz}
    best = max(shares, key=lambda hz: shares[hz])
    # Each of two equal tones holds half of the energy; less than a fifth is no key.
    return best if shares[best] >= 0.2 else None
