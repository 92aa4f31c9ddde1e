"""The speech engines of the media package behind the port."""

from voipbin.core.speaking.voice import SAMPLE_RATE_HZ, VoiceFailed, VoiceOptions
from voipbin.media.speech import Speech, SpeechError, SpeechRequest


class MediaVoice:
    """Speaks with `voipbin.media.speech`."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def check(self, text: str) -> None:
        """Refuses what nobody could speak."""
        SpeechRequest(text).checked().script()

    async def speak(self, text: str, options: VoiceOptions) -> bytes:
        """Samples of a text, by the provider asked for or the next one that can."""
        request = SpeechRequest(text, language=options.language, voice_id=options.voice_id)
        try:
            # Talk of the moment: kept, it would push the prompts out of the cache.
            said = await self._speech.synthesize(request, options.provider, keep=False)
        except (SpeechError, ValueError) as error:
            raise VoiceFailed(str(error)) from error
        return said.pcm.resampled(SAMPLE_RATE_HZ).to_bytes()
