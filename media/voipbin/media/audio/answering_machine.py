"""Telling who answered a call, a human or a machine, from the first seconds of what it says.

A human says a word or two and waits for an answer; a machine reads out a sentence, then beeps.
Nothing here recognises words: the rules are about how long and how often sound is heard, so they
hold for every language.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from voipbin.media.audio.pcm import FRAME_MS, Pcm
from voipbin.media.audio.tones import tone_bank, tone_powers
from voipbin.media.audio.vad import EnergyVad

LONG_GREETING_MS: Final = 2300
"""Speech without an end that no human greets with. "Good morning, Acme Corporation" takes 2200 at
a slow pace; a short announcement, "you have reached" and a number, takes 3300."""
MANY_WORDS: Final = 6
"""Bursts of sound in a greeting that no human greets with: a slow or chopped announcement is told
from a human before it is long."""
WORD_MS: Final = 80
"""Shorter bursts are clicks and breath."""
WORD_GAP_MS: Final = 60
"""Silence that parts two bursts; stops inside of words are shorter."""
WAITING_MS: Final = 800
"""Silence after a greeting by which a human waits for an answer; commas of announcements are 300
to 600."""
LISTENED_MS: Final = 5000
"""After this it is not worth keeping anybody waiting. A party that never said a word by then gives
no evidence of either, and hanging up on a human who listens is the worse mistake."""

BEEP_MS: Final = 200
"""Steady tone that is a beep; vowels of speech hold one frequency for less than 100."""
BEEP_SHARE: Final = 0.75
"""Of the power, within one bin: a sung vowel spreads over its harmonics and a key has two tones."""
BEEP_LOWEST_HZ: Final = 350.0
BEEP_HIGHEST_HZ: Final = 2100.0
"""Beeps of machines and the tones of fax machines (ITU-T T.30: 1100 and 2100)."""
BEEP_STEP_HZ: Final = 25.0
"""Half of what 20 ms can tell apart: a tone between two bins keeps nine tenths of its power."""


class Verdict(StrEnum):
    """Who answered."""

    HUMAN = "human"
    MACHINE = "machine"
    BEEP = "beep"
    """A machine that waits for a message."""
    NOTSURE = "notsure"

    @property
    def is_machine(self) -> bool:
        """Nobody listens."""
        return self in (Verdict.MACHINE, Verdict.BEEP)


class Cause(StrEnum):
    """What decided."""

    SHORT_GREETING = "short_greeting"
    LONG_GREETING = "long_greeting"
    MANY_WORDS = "many_words"
    TONE = "tone"
    SILENCE = "silence"
    """Nothing was said in all that time."""
    TIME = "time"
    """Something was said, too late to know more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found."""

    verdict: Verdict
    cause: Cause
    after_ms: int
    """Audio it took."""


class AnsweringMachineDetector:
    """Give it every 20 ms of the party from the answer on, until it knows."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._vad = EnergyVad()
        self._tone = _SteadyTone(sample_rate_hz)
        self._heard_ms = 0
        self._greeting_ms = 0
        """From its first sound to now; 0 before it."""
        self._burst_ms = 0
        self._words = 0

    def push(self, frame: Pcm | None) -> Answer | None:
        """The answer once it is known; None is silence. Do not push after that."""
        self._heard_ms += FRAME_MS
        self._vad.push(frame)
        self._count()
        if self._tone.push(frame):
            return self._answer(Verdict.BEEP, Cause.TONE)
        return self._judge()

    def _count(self) -> None:
        silence_ms = self._vad.silence_ms
        if silence_ms == 0:
            self._burst_ms += FRAME_MS
            self._words += self._burst_ms == WORD_MS
        elif silence_ms >= WORD_GAP_MS:
            self._burst_ms = 0
        if self._words:
            self._greeting_ms += FRAME_MS

    def _judge(self) -> Answer | None:
        silence_ms = self._vad.silence_ms
        if self._words and silence_ms >= WAITING_MS:
            return self._answer(Verdict.HUMAN, Cause.SHORT_GREETING)
        # A tone that is being heard is no word, however long it gets.
        if not self._tone.heard_ms:
            if self._greeting_ms - silence_ms >= LONG_GREETING_MS:
                return self._answer(Verdict.MACHINE, Cause.LONG_GREETING)
            if self._words >= MANY_WORDS:
                return self._answer(Verdict.MACHINE, Cause.MANY_WORDS)
        if self._heard_ms >= LISTENED_MS:
            cause = Cause.TIME if self._words else Cause.SILENCE
            return self._answer(Verdict.NOTSURE, cause)
        return None

    def _answer(self, verdict: Verdict, cause: Cause) -> Answer:
        return Answer(verdict, cause, self._heard_ms)


class _SteadyTone:
    """Follows one pure tone; true once it has lasted."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._bank = tone_bank(
            tuple(np.arange(BEEP_LOWEST_HZ, BEEP_HIGHEST_HZ + 1, BEEP_STEP_HZ)), sample_rate_hz
        )
        self._bin = 0
        self.heard_ms = 0

    def push(self, frame: Pcm | None) -> bool:
        """Whether it has lasted long enough to be a beep, with these 20 ms."""
        bin, share = self._strongest(frame)
        if share < BEEP_SHARE:
            self.heard_ms = 0
            return False
        if self.heard_ms and abs(bin - self._bin) <= 1:
            self.heard_ms += FRAME_MS
        else:
            # Compared with where it began: a siren climbs away from there.
            self._bin, self.heard_ms = bin, FRAME_MS
        return self.heard_ms >= BEEP_MS

    def _strongest(self, frame: Pcm | None) -> tuple[int, float]:
        if frame is None or frame.size != self._bank.shape[2]:
            return 0, 0.0
        signal = frame.astype(np.float32)
        energy = float(np.dot(signal, signal))
        if energy < EnergyVad.MIN_LEVEL**2 * frame.size:
            return 0, 0.0
        powers = tone_powers(signal, self._bank)
        bin = int(np.argmax(powers))
        return bin, 2.0 * float(powers[bin]) / (energy * frame.size)
