"""The port of speech-to-text engines: live sessions and whole recordings."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

from voipbin.media.speech.engine import EngineInfo, check_provider
from voipbin.media.speech.errors import SpeechError
from voipbin.media.speech.grammar import read_grammar
from voipbin.media.speech.language import DEFAULT_LANGUAGE, normalise_language
from voipbin.media.speech.pcm import Pcm

SAMPLE_RATES_HZ = (8000, 16000, 24000, 44100, 48000)


@dataclass(frozen=True, slots=True)
class SttOptions:
    """How to listen."""

    language: str = DEFAULT_LANGUAGE
    """BCP-47; an unparsable tag means en-US."""
    sample_rate_hz: int = 16000
    """Rate of the fed audio; recognition works at 16000 inside."""
    provider: str = ""
    grammar: str = ""
    """Empty for dictation; `digits`, `yes_no` or a JSGF text (local engine only)."""
    interim: bool = True
    """Whether `Interim` events are wanted."""
    silence_ms: int = 600
    """Silence that ends an utterance."""

    def checked(self) -> "SttOptions":
        """Return the options with the language normalised.

        Raises:
            ValueError: rate or silence out of range, unknown grammar or provider.
        """
        if self.sample_rate_hz not in SAMPLE_RATES_HZ:
            raise ValueError(f"sample_rate_hz {self.sample_rate_hz}: expected {SAMPLE_RATES_HZ}")
        if not 100 <= self.silence_ms <= 5000:
            raise ValueError(f"silence_ms {self.silence_ms}: expected 100 to 5000")
        read_grammar(self.grammar)
        check_provider(self.provider)
        return replace(self, language=normalise_language(self.language))


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    offset_ms: int
    """Since the first sample fed."""


@dataclass(frozen=True, slots=True)
class Interim:
    """A guess at the current utterance that may still change."""

    text: str
    offset_ms: int
    """Where the utterance began, since the first sample fed."""


@dataclass(frozen=True, slots=True)
class Final:
    """An utterance is over; its text may be empty when no word was understood."""

    text: str
    offset_ms: int
    """Where the utterance began, since the first sample fed."""
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Ended:
    """All fed audio has been heard; nothing follows."""

    offset_ms: int
    """Length of the stream."""


SttEvent = SpeechStarted | Interim | Final | Ended


@dataclass(frozen=True, slots=True)
class Segment:
    """One utterance of a recording."""

    offset_ms: int
    duration_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Transcription:
    """A recording in words."""

    segments: list[Segment]
    """In order of time; utterances without a recognised word are left out."""
    engine: EngineInfo

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


class SttSession(Protocol):
    """One live stream of audio becoming words."""

    @property
    def engine(self) -> EngineInfo: ...

    async def feed(self, pcm: bytes) -> None:
        """Give the next audio, mono s16le of any length; waits when the engine lags behind.

        Raises:
            SpeechUnavailable: the engine died.
            ValueError: after `finish()`.
        """
        ...

    async def finish(self) -> None:
        """No more audio: the events still due arrive, then `Ended`."""
        ...

    async def close(self) -> None:
        """Give up now; iteration stops. May be called twice."""
        ...

    def __aiter__(self) -> AsyncIterator[SttEvent]:
        """Events in order; raises SpeechError once if the engine fails."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class SttEngine(Protocol):
    """One way to turn speech into text."""

    @property
    def info(self) -> EngineInfo: ...

    async def open(self, options: SttOptions) -> SttSession:
        """Start a live session. Raises SpeechError when the engine is not there."""
        ...

    async def aclose(self) -> None: ...


async def transcribe(engine: SttEngine, pcm: Pcm, options: SttOptions) -> Transcription:
    """Run a whole recording through a session and collect its utterances.

    Raises:
        ValueError: the engine cannot do this language, rate or grammar.
        SpeechError: the engine failed.
    """
    wanted = replace(options, sample_rate_hz=pcm.sample_rate_hz, interim=False).checked()
    async with await engine.open(wanted) as session:
        feeding = asyncio.create_task(_feed_all(session, pcm))
        try:
            finals = [event async for event in session if isinstance(event, Final) and event.text]
        finally:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError, SpeechError):
                await feeding
        segments = [Segment(final.offset_ms, final.duration_ms, final.text) for final in finals]
        return Transcription(segments, session.engine)


async def _feed_all(session: SttSession, pcm: Pcm) -> None:
    data = pcm.to_bytes()
    second = 2 * pcm.sample_rate_hz
    for at in range(0, len(data), second):
        await session.feed(data[at : at + second])
    await session.finish()
