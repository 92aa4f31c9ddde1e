"""What transcribing needs of a speech engine."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voipbin.core.errors import Unavailable

SAMPLE_RATE_HZ = 16_000


class SpeechFailed(Unavailable):
    """No engine can listen, or the one that did died."""

    reason = "SPEECH_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """What to listen for."""

    language: str
    "BCP 47."
    provider: str = ""
    "Engine wanted; another one does it when that one is not there."


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """Somebody began to speak."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The words so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Somebody stopped speaking."""

    text: str
    '"" when no word was understood.'
    offset_ms: int
    "From the first sample to its beginning."
    duration_ms: int = 0


Heard = SpeechBegan | Guess | Utterance


class SpeechSession(Protocol):
    """An engine that listens to one voice."""

    async def feed(self, pcm: bytes) -> None:
        """Gives audio, 16-bit little-endian mono at SAMPLE_RATE_HZ; waits when the engine lags.

        Raises:
            SpeechFailed: the engine died.
        """

    async def finish(self) -> None:
        """No more audio; what was said still comes, then the iteration ends.

        Raises:
            SpeechFailed: the engine died.
        """

    async def close(self) -> None:
        """Ends it now; may be called twice."""

    def __aiter__(self) -> AsyncIterator[Heard]:
        """What is heard, in order.

        Raises:
            SpeechFailed: the engine died.
        """


class SpeechPort(Protocol):
    """Speech engines, in processes of their own."""

    async def open(self, options: ListenOptions) -> SpeechSession:
        """Begins to listen.

        Raises:
            SpeechFailed: no engine can.
        """

    async def transcribe(self, audio: Path, options: ListenOptions) -> list[Utterance]:
        """What is said in a wav file, in order of time; silence gives nothing.

        Raises:
            SpeechFailed: no engine can.
        """
