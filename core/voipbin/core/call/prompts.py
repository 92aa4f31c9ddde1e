"""Audio to play: spoken texts and files from the web, as wav paths the media node can read."""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Protocol

from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.ids import new_id


class PromptError(Exception):
    """Nothing can be played, in words for the log."""


class TextToSpeech(Protocol):
    """Speaks texts."""

    async def speak(
        self, text: str, *, language: str, provider: str, voice_id: str, gender: str
    ) -> Path:
        """A wav file of the spoken text.

        Raises:
            ValueError: the text is empty or broken SSML, or the provider is unknown.
            PromptError: no engine could speak it.
        """


class AudioDecoder(Protocol):
    """Reads audio files."""

    def decode_to_wav(self, data: bytes, destination: Path) -> None:
        """Writes wav, mp3 or ogg data as 16-bit mono wav; blocks.

        Raises:
            ValueError: it is no audio.
        """


class FetchedAudio:
    """Audio files of the web, decoded once and kept by content."""

    def __init__(self, egress: EgressClient, decoder: AudioDecoder, folder: Path) -> None:
        self._egress = egress
        self._decoder = decoder
        self._folder = folder

    async def fetch(self, url: str) -> Path:
        """A wav file of what is at a URL.

        Raises:
            PromptError: it cannot be had, or is no audio.
        """
        try:
            answer = await self._egress.request("GET", url)
        except EgressError as error:
            raise PromptError(str(error)) from None
        if answer.status != 200:
            raise PromptError(f"{url} answered {answer.status}")
        return await self.decoded(answer.body, url)

    async def decoded(self, data: bytes, source: str) -> Path:
        """A wav file of an audio file.

        Args:
            source: where it is from, for the log.

        Raises:
            PromptError: it is no audio.
        """
        path = self._folder / f"{hashlib.sha256(data).hexdigest()}.wav"
        if not await asyncio.to_thread(_is_used, path):
            await asyncio.to_thread(self._decode, data, path, source)
        return path

    def _decode(self, data: bytes, path: Path, source: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Calls that begin together fetch the same file together.
        unfinished = path.with_suffix(f".{new_id()}.part")
        try:
            self._decoder.decode_to_wav(data, unfinished)
        except ValueError as error:
            unfinished.unlink(missing_ok=True)
            raise PromptError(f"{source} is no audio that can be played: {error}") from None
        unfinished.replace(path)


def _is_used(path: Path) -> bool:
    """Whether the file is there; what is used stays."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True
