"""Speech and audio files, given to the core in the form it asks for.

What counts samples is imported when there are some: it brings numpy along, which takes 10 MB.
"""

import os
from pathlib import Path

from voipbin.core.call.prompts import PromptError
from voipbin.core.settings import Settings
from voipbin.media.speech import Speech, SpeechError, SpeechRequest, SpeechSettings

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
            ValueError: the text is empty or broken SSML, or the provider is unknown.
            PromptError: no engine could speak it.
        """
        request = SpeechRequest(text=text, language=language, voice_id=voice_id, gender=gender)
        try:
            spoken = await self._speech.synthesize(request, provider or self._default_provider)
        except SpeechError as error:
            raise PromptError(str(error)) from None
        assert spoken.path is not None, "prompts are cached in the data directory"
        return spoken.path


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
