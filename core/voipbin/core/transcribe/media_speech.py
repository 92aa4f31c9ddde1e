"""The speech engines of the media package behind the port."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from voipbin.core.transcribe.speech_port import (
    SAMPLE_RATE_HZ,
    Guess,
    Heard,
    ListenOptions,
    SpeechBegan,
    SpeechFailed,
    SpeechSession,
    Utterance,
)
from voipbin.media.speech import (
    Final,
    Interim,
    Speech,
    SpeechError,
    SpeechQuota,
    SpeechStarted,
    SttOptions,
    SttSession,
)
from voipbin.media.speech.engine import PROVIDERS


class MediaSpeech:
    """Listens with `voipbin.media.speech`."""

    def __init__(self, speech: Speech, default_provider: str = "") -> None:
        """
        Args:
            default_provider: engine when a request names none; "" lets the speech package choose.
        """
        self._speech = speech
        self._default_provider = default_provider

    async def open(self, options: ListenOptions) -> SpeechSession:
        """Begins to listen."""
        with _told_apart():
            return _Session(await self._speech.open_stream(self._stt(options)))

    async def transcribe(self, audio: Path, options: ListenOptions) -> list[Utterance]:
        """What is said in a wav file."""
        with _told_apart():
            found = await self._speech.transcribe(audio, self._stt(options))
        return [
            Utterance(segment.text, segment.offset_ms, segment.duration_ms)
            for segment in found.segments
        ]

    def _stt(self, options: ListenOptions) -> SttOptions:
        wanted = options.provider.strip().lower()
        return SttOptions(
            language=options.language,
            sample_rate_hz=SAMPLE_RATE_HZ,
            provider=wanted if wanted in PROVIDERS else self._default_provider,
        )


class _Session:
    def __init__(self, session: SttSession) -> None:
        self._session = session

    async def feed(self, pcm: bytes) -> None:
        with _told_apart():
            await self._session.feed(pcm)

    async def finish(self) -> None:
        with _told_apart():
            await self._session.finish()

    async def close(self) -> None:
        await self._session.close()

    async def __aiter__(self) -> AsyncIterator[Heard]:
        with _told_apart():
            async for event in self._session:
                if isinstance(event, SpeechStarted):
                    yield SpeechBegan()
                elif isinstance(event, Interim):
                    yield Guess(event.text)
                elif isinstance(event, Final):
                    yield Utterance(event.text, event.offset_ms, event.duration_ms)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Failures of an engine as errors callers may be told."""
    try:
        yield
    except SpeechQuota as error:
        raise SpeechFailed(
            str(error), reason=error.reason, retry_after_s=error.retry_after_s
        ) from error
    except (SpeechError, ValueError) as error:
        raise SpeechFailed(str(error), reason=getattr(error, "reason", None)) from error
