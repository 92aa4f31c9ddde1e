"""Speech: text to audio and audio to text, by vendors or by local engines in worker processes."""

from voipbin.media.speech.engine import EngineInfo, EngineStatus
from voipbin.media.speech.errors import (
    SpeechDenied,
    SpeechError,
    SpeechQuota,
    SpeechTimeout,
    SpeechUnavailable,
)
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.service import Speech
from voipbin.media.speech.settings import SpeechSettings
from voipbin.media.speech.stt import (
    Ended,
    Final,
    Interim,
    Segment,
    SpeechStarted,
    SttEvent,
    SttOptions,
    SttSession,
    Transcription,
)
from voipbin.media.speech.tts import SpeechRequest, Synthesis

__all__ = [
    "Ended",
    "EngineInfo",
    "EngineStatus",
    "Final",
    "Interim",
    "Pcm",
    "Segment",
    "Speech",
    "SpeechDenied",
    "SpeechError",
    "SpeechQuota",
    "SpeechRequest",
    "SpeechSettings",
    "SpeechStarted",
    "SpeechTimeout",
    "SpeechUnavailable",
    "SttEvent",
    "SttOptions",
    "SttSession",
    "Synthesis",
    "Transcription",
]
