"""Who speaks and who listens for the words of an ai."""

from voipbin.core.aicall.model import AicallRow
from voipbin.core.speaking.voice import VoiceOptions, provider_of
from voipbin.core.transcribe.language import language_of
from voipbin.core.transcribe.speech_port import ListenOptions

DEFAULT_TTS, DEFAULT_STT = "elevenlabs", "deepgram"
_SPEAKERS = {"google": "gcp"}
"Types that the speech engines know by another name."
_VOICES = {
    "aws": "Joanna",
    "elevenlabs": "EXAVITQu4vr4xnSDxMaL",
    "google": "en-US-Wavenet-D",
}
"Voice of each type where an ai names none; languages but English get the provider's own."


def speaking_of(row: AicallRow) -> VoiceOptions:
    """How a session begins to speak."""
    return voice_of(row.ai_tts_type, row.ai_tts_voice_id, row.language)


def voice_of(type: str, voice_id: str, language: str) -> VoiceOptions:
    """How an ai speaks. Types without an engine here are spoken by the one there is."""
    type = type or DEFAULT_TTS
    language = language_of(language) if language else ""
    is_english = not language or language.startswith("en")
    default = _VOICES.get(type, "") if is_english else ""
    provider = provider_of(_SPEAKERS.get(type, type))
    return VoiceOptions(language, provider, voice_id or default)


def listening_of(row: AicallRow) -> ListenOptions:
    """How a session begins to listen."""
    return listening(row.ai_stt_type, row.language)


def listening(type: str, language: str) -> ListenOptions:
    """How an ai listens. Types without an engine here are replaced by the one there is."""
    return ListenOptions(language_of(language), type or DEFAULT_STT)
