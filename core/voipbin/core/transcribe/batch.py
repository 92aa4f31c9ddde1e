"""Transcribing a recording, at once."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from voipbin.core.errors import DeadlineExceeded
from voipbin.core.transcribe.sentences import sentences
from voipbin.core.transcribe.speech_port import ListenOptions, SpeechPort

BATCH_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """What was said, when, by whom."""

    offset_ms: int
    direction: str
    text: str


async def transcribe_files(
    speech: SpeechPort,
    files: dict[str, Path],
    options: ListenOptions,
    timeout_s: float = BATCH_TIMEOUT_S,
) -> list[Sentence]:
    """The sentences of a recording in order of time.

    Args:
        files: by direction.

    Raises:
        SpeechFailed: no engine can listen.
        DeadlineExceeded: it takes too long.
    """
    try:
        async with asyncio.timeout(timeout_s):
            found = await asyncio.gather(
                *(_one(speech, direction, path, options) for direction, path in files.items())
            )
    except TimeoutError:
        raise DeadlineExceeded(
            f"the recording is not transcribed within {timeout_s:.0f} s",
            reason="TRANSCRIBE_TIMEOUT",
        ) from None
    return sorted(sentence for group in found for sentence in group)


async def _one(
    speech: SpeechPort, direction: str, path: Path, options: ListenOptions
) -> list[Sentence]:
    return [
        Sentence(offset_ms, direction, text)
        for utterance in await speech.transcribe(path, options)
        for text, offset_ms in sentences(utterance)
    ]
