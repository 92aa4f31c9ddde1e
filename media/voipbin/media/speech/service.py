"""Speech as the rest of the platform uses it: by provider word, with fallback and cache."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from voipbin.media.speech import stt
from voipbin.media.speech.cache import PromptCache, prompt_key
from voipbin.media.speech.engine import EngineStatus, Kind
from voipbin.media.speech.errors import SpeechError
from voipbin.media.speech.local_stt import LocalStt
from voipbin.media.speech.local_tts import LocalTts
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.registry import (
    DEFAULT_PROVIDER,
    engine_report,
    stt_engines,
    tts_engines,
)
from voipbin.media.speech.settings import SpeechSettings
from voipbin.media.speech.stt import SttEngine, SttOptions, SttSession, Transcription
from voipbin.media.speech.tts import SpeechRequest, Synthesis, TtsEngine

_Engine = TypeVar("_Engine")
_Answer = TypeVar("_Answer")


class Speech:
    """Talk and listen. Starts no process before its first use; not for the 20 ms loop."""

    def __init__(self, settings: SpeechSettings) -> None:
        self._settings = settings
        self._tts = tts_engines(settings)
        self._stt = stt_engines(settings)
        self._cache = (
            PromptCache(settings.cache_dir, settings.cache_bytes) if settings.cache_dir else None
        )

    def engines(self) -> list[EngineStatus]:
        """A line per engine for `doctor` and `models`."""
        return engine_report(self._settings)

    def engine_named(self, name: str, kind: Kind) -> TtsEngine | SttEngine:
        """A configured engine. KeyError when it has no key."""
        return self._tts.by_name[name] if kind == "tts" else self._stt.by_name[name]

    async def warm_up(self, *, talk: bool = True, listen: bool = True) -> None:
        """Load the local engines that would be used, so that the first call need not wait.

        A waiting voice takes 40 MB, a waiting recogniser 160 MB.

        Raises:
            SpeechUnavailable: one of them is not installed.
        """
        voice, listener = self._tts.order("")[0], self._stt.order("")[0]
        if talk and isinstance(voice, LocalTts):
            await voice.warm_up()
        if listen and isinstance(listener, LocalStt):
            await listener.warm_up()

    async def synthesize(
        self, request: SpeechRequest, provider: str = "", *, keep: bool = True
    ) -> Synthesis:
        """Speak, with the named provider first and others, voice cleared, if it fails.

        Args:
            keep: use the prompt cache, if there is one.

        Raises:
            ValueError: empty text, broken markup, unknown provider, gender or voice.
            SpeechError: nobody could speak; the first engine's reason.
        """
        request = request.checked()
        request.script()

        async def speak(engine: TtsEngine) -> Synthesis:
            named = (provider.strip().lower() or DEFAULT_PROVIDER) == engine.info.name
            spoken = request if named else replace(request, voice_id="")
            return await self._speak(engine, spoken, provider, keep)

        return await _first(self._tts.order(provider), speak)

    async def _speak(
        self, engine: TtsEngine, request: SpeechRequest, requested: str, keep: bool
    ) -> Synthesis:
        if self._cache is None or not keep:
            return Synthesis(await engine.synthesize(request), engine.info, requested)
        key = prompt_key(engine.info, request)
        prompt = await self._cache.get(key, lambda: engine.synthesize(request))
        return Synthesis(prompt.pcm, engine.info, requested, prompt.cached, prompt.path)

    async def open_stream(self, options: SttOptions) -> SttSession:
        """Start a live transcription.

        Raises:
            ValueError: an option out of range, named.
            SpeechError: nobody could listen; the first engine's reason.
        """
        options = options.checked()
        return await _first(self._listeners(options), lambda engine: engine.open(options))

    async def transcribe(self, audio: Path | Pcm, options: SttOptions) -> Transcription:
        """Turn a whole recording (wav file or samples) into utterances.

        Raises:
            ValueError: not a wav, or an option out of range.
            SpeechError: nobody could listen; the first engine's reason.
        """
        options = options.checked()
        pcm = audio if isinstance(audio, Pcm) else await asyncio.to_thread(Pcm.read_wav, audio)
        if pcm.sample_rate_hz not in stt.SAMPLE_RATES_HZ:
            pcm = await asyncio.to_thread(pcm.resampled, 16000)
        listeners = self._listeners(options)
        return await _first(listeners, lambda engine: stt.transcribe(engine, pcm, options))

    def _listeners(self, options: SttOptions) -> list[SttEngine]:
        return self._stt.order("local" if options.grammar else options.provider)

    async def aclose(self) -> None:
        """End all workers and connections."""
        for voice in self._tts.by_name.values():
            await voice.aclose()
        for listener in self._stt.by_name.values():
            await listener.aclose()


async def _first(engines: list[_Engine], use: Callable[[_Engine], Awaitable[_Answer]]) -> _Answer:
    """The first answer; if all fail, the first failure, which is the engine asked for."""
    failure: Exception | None = None
    for engine in engines:
        try:
            return await use(engine)
        except (SpeechError, ValueError) as error:
            failure = failure or error
    assert failure is not None
    raise failure
