"""Cutting what an engine understood into sentences."""

import re
from collections.abc import Iterator

from voipbin.core.transcribe.speech_port import Utterance

_SENTENCE = re.compile(r"\S.*?(?:[.?!](?=\s)|$)", re.DOTALL)


def sentences(utterance: Utterance) -> Iterator[tuple[str, int]]:
    """(text, offset in milliseconds) of each sentence; time is shared out by letters."""
    text = utterance.text.strip()
    for match in _SENTENCE.finditer(text):
        share = match.start() / len(text)
        yield match.group(), utterance.offset_ms + round(utterance.duration_ms * share)
