"""The voice of the phone: a wav spoken by the local engine."""

import asyncio
from pathlib import Path

import numpy as np

from voipbin.core.commands.demo.failure import StepFailed
from voipbin.core.commands.demo.scenario import LANGUAGE, WORDS
from voipbin.media.audio.wav import wav_bytes
from voipbin.media.speech import Speech, SpeechError, SpeechRequest, SpeechSettings

_RATE_HZ = 16_000
_SILENCE_MS = 900
"A recogniser closes an utterance after 700 ms."


async def write_words(path: Path) -> None:
    """Writes what the phone will say, 16-bit mono at 16 kHz with silence after it.

    Raises:
        StepFailed: nothing on this machine can speak.
    """
    speech = Speech(SpeechSettings.from_env({}))
    try:
        spoken = await speech.synthesize(SpeechRequest(text=WORDS, language=LANGUAGE), "local")
    except SpeechError as error:
        raise StepFailed("voice of the phone", "a spoken sentence", str(error)) from None
    finally:
        await speech.aclose()
    words = spoken.pcm.resampled(_RATE_HZ).samples
    silence = np.zeros(_RATE_HZ * _SILENCE_MS // 1000, np.int16)
    audio = wav_bytes(np.concatenate([words, silence]), _RATE_HZ)
    await asyncio.to_thread(path.write_bytes, audio)
