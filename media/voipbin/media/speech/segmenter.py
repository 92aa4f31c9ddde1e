"""Cutting a stream of 16 kHz audio into utterances."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voipbin.media.speech.vad import SAMPLE_RATE_HZ, WINDOW_SAMPLES, Vad, Window

_WINDOW_MS = WINDOW_SAMPLES * 1000 // SAMPLE_RATE_HZ
_START_PROBABILITY = 0.5
_STAY_PROBABILITY = 0.35
_PRE_ROLL_WINDOWS = 10
"""320 ms kept before the first speech: weak consonants open a word before the detector hears it."""
_MIN_SPEECH_WINDOWS = 3
"""96 ms: shorter bursts are clicks."""
_MAX_UTTERANCE_WINDOWS = 20_000 // _WINDOW_MS
"""20 s: a talker without pause still gets finals, and a decoder bounded work."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An utterance began; `audio` starts with the pre-roll."""

    offset_samples: int
    """Of the first speech, which the pre-roll precedes."""
    audio: bytes


@dataclass(frozen=True, slots=True)
class Continued:
    """More of the current utterance."""

    audio: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The current utterance is complete."""

    offset_samples: int
    duration_samples: int
    """Speech alone: neither pre-roll nor the closing silence."""
    audio: bytes
    """All of it, pre-roll and closing silence included."""


Cut = Opened | Continued | Closed


class Segmenter:
    """Windows in, utterances out. Pure: no clock, no input or output."""

    def __init__(self, vad: Vad, silence_ms: int) -> None:
        self._vad = vad
        self._silence_windows = max(1, silence_ms // _WINDOW_MS)
        self._rest: Window = np.zeros(0, np.int16)
        self._recent: deque[bytes] = deque(maxlen=_PRE_ROLL_WINDOWS + _MIN_SPEECH_WINDOWS)
        self._utterance: list[bytes] | None = None
        self._offset_windows = 0
        self._lead_windows = 0
        self._loud = 0
        self._quiet = 0
        self.heard_windows = 0
        # A stream that opens with a word gets its pre-roll too: recognisers want a quiet start.
        self._recent.extend([bytes(2 * WINDOW_SAMPLES)] * _PRE_ROLL_WINDOWS)
        vad.reset()

    def feed(self, samples: Window) -> Iterator[Cut]:
        """Take audio of any length; the cuts it causes, in order."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // WINDOW_SAMPLES * WINDOW_SAMPLES
        self._rest = samples[whole:]
        for window in samples[:whole].reshape(-1, WINDOW_SAMPLES):
            yield from self._take(window)

    def finish(self) -> Iterator[Cut]:
        """The stream is over: close what is open."""
        if self._utterance is not None:
            yield self._close()

    def _take(self, window: Window) -> Iterator[Cut]:
        probability = self._vad.probability(window)
        self.heard_windows += 1
        if self._utterance is None:
            yield from self._wait(window.tobytes(), probability)
            return
        audio = window.tobytes()
        self._utterance.append(audio)
        yield Continued(audio)
        self._quiet = 0 if probability >= _STAY_PROBABILITY else self._quiet + 1
        if self._quiet >= self._silence_windows or len(self._utterance) >= _MAX_UTTERANCE_WINDOWS:
            yield self._close()

    def _wait(self, audio: bytes, probability: float) -> Iterator[Cut]:
        self._recent.append(audio)
        self._loud = self._loud + 1 if probability >= _START_PROBABILITY else 0
        if self._loud < _MIN_SPEECH_WINDOWS:
            return
        self._utterance = list(self._recent)
        self._lead_windows = len(self._utterance) - _MIN_SPEECH_WINDOWS
        self._offset_windows = self.heard_windows - _MIN_SPEECH_WINDOWS
        self._recent.clear()
        self._loud = self._quiet = 0
        yield Opened(self._speech_offset_samples, b"".join(self._utterance))

    @property
    def _speech_offset_samples(self) -> int:
        return self._offset_windows * WINDOW_SAMPLES

    def _close(self) -> Closed:
        assert self._utterance is not None
        windows = max(1, len(self._utterance) - self._lead_windows - self._quiet)
        closed = Closed(
            self._speech_offset_samples, windows * WINDOW_SAMPLES, b"".join(self._utterance)
        )
        self._utterance = None
        self._quiet = self._loud = 0
        return closed
