"""Synthesised prompts on disk, found by the hash of what was to be said."""

import asyncio
import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.tts import SpeechRequest

_VERSION = b"prompt-1"
"""Changes whenever the same request would sound different."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A cached prompt."""

    pcm: Pcm
    path: Path
    cached: bool
    """It was there already."""


def prompt_key(engine: EngineInfo, request: SpeechRequest) -> str:
    """SHA-256 over everything that decides how the prompt sounds, as hex."""
    parts = (engine.name, engine.model, request.language, request.voice_id, request.gender)
    digest = hashlib.sha256(_VERSION)
    for part in (*parts, request.text):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.hexdigest()


class PromptCache:
    """A folder of wav files: least recently used leave first, one maker per prompt.

    Several processes may share the folder; each bounds what it knows of.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._sizes: OrderedDict[str, int] | None = None
        self._making: dict[str, asyncio.Task[Prompt]] = {}

    async def get(self, key: str, make: Callable[[], Awaitable[Pcm]]) -> Prompt:
        """The prompt of `key`, made if it is not there; concurrent callers share one making.

        Raises:
            whatever `make` raises, to every caller that waited for it.
        """
        task = self._making.get(key)
        if task is None:
            if (found := self._read(key)) is not None:
                return found
            task = asyncio.create_task(self._make(key, make))
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        # Shielded: a caller who hangs up must not take the prompt from the others.
        return await asyncio.shield(task)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.wav"

    def _read(self, key: str) -> Prompt | None:
        path = self._path(key)
        try:
            pcm = Pcm.read_wav(path)
            os.utime(path)
        except FileNotFoundError:
            return None
        except ValueError:
            path.unlink(missing_ok=True)
            return None
        sizes = self._index()
        sizes[key] = sizes.get(key) or path.stat().st_size
        sizes.move_to_end(key)
        return Prompt(pcm, path, cached=True)

    async def _make(self, key: str, make: Callable[[], Awaitable[Pcm]]) -> Prompt:
        pcm = await make()
        path = self._path(key)
        size = await asyncio.to_thread(_write, path, pcm.to_wav_bytes())
        sizes = self._index()
        sizes[key] = size
        sizes.move_to_end(key)
        self._shrink(sizes)
        return Prompt(pcm, path, cached=False)

    def _index(self) -> OrderedDict[str, int]:
        if self._sizes is None:
            stats = [(path, path.stat()) for path in self._folder.glob("??/*.wav")]
            stats.sort(key=lambda pair: pair[1].st_mtime_ns)
            self._sizes = OrderedDict((path.stem, stat.st_size) for path, stat in stats)
        return self._sizes

    def _shrink(self, sizes: OrderedDict[str, int]) -> None:
        total = sum(sizes.values())
        # The newest stays even if it alone is over the bound: its caller is about to play it.
        while total > self._max_bytes and len(sizes) > 1:
            key, size = sizes.popitem(last=False)
            total -= size
            self._path(key).unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return len(data)
