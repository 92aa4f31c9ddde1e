"""Speech and audio files, given to the core in the form it asks for.

What counts samples is imported when there are some: it brings numpy along, which takes 10 MB.
"""

import asyncio
import os
from pathlib import Path

from voipbin.core.call.prompts import PromptError
from voipbin.core.settings import Settings
from voipbin.core.speaking.voice import SAMPLE_RATE_HZ, VoiceFailed, VoiceOptions
from voipbin.media.speech import Speech, SpeechError, SpeechRequest, SpeechSettings
from voipbin.media.speech.engine import PROVIDERS

_PROMPT_RATE_HZ = 16_000


def speech_settings(settings: Settings) -> SpeechSettings:
    """What the operator chose, as the speech package takes it."""
    return SpeechSettings.from_env(
        os.environ,
        cache_dir=settings.data_dir / "prompts",
        models_dir=settings.data_dir / "models",
    )


class SpokenPrompts:
    """Texts as wav files of the prompt cache."""

    def __init__(self, speech: Speech, default_provider: str) -> None:
        self._speech = speech
        self._default_provider = default_provider

    async def speak(
        self, text: str, *, language: str, provider: str, voice_id: str, gender: str
    ) -> Path:
        """A wav file of the spoken text.

        Raises:
            ValueError: the text is empty or broken SSML.
            PromptError: no engine could speak it.
        """
        request = SpeechRequest(text=text, language=language, voice_id=voice_id, gender=gender)
        try:
            known = provider if provider.strip().lower() in PROVIDERS else ""
            spoken = await self._speech.synthesize(request, known or self._default_provider)
        except SpeechError as error:
            raise PromptError(str(error)) from None
        assert spoken.path is not None, "prompts are cached in the data directory"
        return spoken.path


class SpokenTexts:
    """Texts as samples, for sessions that speak as the text comes."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def check(self, text: str) -> None:
        """Refuses what nobody could speak.

        Raises:
            ValueError: the text is empty or broken SSML.
        """
        SpeechRequest(text).checked().script()

    async def speak(self, text: str, options: VoiceOptions) -> bytes:
        """Samples of a text, by the provider asked for or the next one that can.

        Raises:
            VoiceFailed: no engine could speak it.
        """
        request = SpeechRequest(text, language=options.language, voice_id=options.voice_id)
        try:
            # Talk of the moment: kept, it would push the prompts out of the cache.
            said = await self._speech.synthesize(request, options.provider, keep=False)
        except (SpeechError, ValueError) as error:
            raise VoiceFailed(str(error)) from error
        pcm = await asyncio.to_thread(said.pcm.resampled, SAMPLE_RATE_HZ)
        return pcm.to_bytes()


class AudioFiles:
    """Decodes audio files to wav."""

    def decode_to_wav(self, data: bytes, destination: Path) -> None:
        """Writes the audio as 16-bit mono wav at 16 kHz; blocks.

        Raises:
            ValueError: it is no audio.
        """
        from voipbin.media.audio.decode import decode_audio
        from voipbin.media.audio.wav import wav_bytes

        pcm = decode_audio(data, _PROMPT_RATE_HZ)
        destination.write_bytes(wav_bytes(pcm, _PROMPT_RATE_HZ))


def mended_wav(path: Path) -> int:
    """Makes the header of a wav whose writer died agree with its length; blocks.

    Returns:
        Its duration in milliseconds.

    Raises:
        ValueError: it is no wav.
    """
    from voipbin.media.audio.wav import repair_wav

    return repair_wav(path)
