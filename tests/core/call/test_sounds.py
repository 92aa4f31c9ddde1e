"""What `file:` names in a play action."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.file.conftest import Files, blobs, files
from tests.fixtures.callers import CUSTOMER, STRANGER
from voipbin.core.call.prompts import FetchedAudio, PromptError
from voipbin.core.call.sounds import Sounds
from voipbin.core.egress import EgressClient
from voipbin.core.serve.speech import AudioFiles
from voipbin.media.audio.wav import wav_bytes

__all__ = ["blobs", "files"]


@pytest.fixture
async def sounds(files: Files, tmp_path: Path) -> AsyncIterator[Sounds]:
    egress = EgressClient([])
    web = FetchedAudio(egress, AudioFiles(), tmp_path / "audio")
    yield Sounds(files.store, files.recordings, files.service, files.blobs, web)
    await egress.close()


async def test_uploaded_wav(files: Files, sounds: Sounds) -> None:
    tone = np.full(1000, 1000, dtype=np.int16)
    row = await files.keep(wav_bytes(tone, 8000))
    path = await sounds.find(CUSTOMER, f"file:{row.id.upper()}")
    assert path.read_bytes()[:4] == b"RIFF"


async def test_uploaded_text(files: Files, sounds: Sounds) -> None:
    row = await files.keep(b"no audio at all")
    with pytest.raises(PromptError, match="no audio"):
        await sounds.find(CUSTOMER, f"file:{row.id}")


async def test_file_of_another_customer(files: Files, sounds: Sounds) -> None:
    row = await files.keep(wav_bytes(np.zeros(100, dtype=np.int16), 8000))
    with pytest.raises(PromptError, match=row.id):
        await sounds.find(STRANGER, f"file:{row.id}")


async def test_recording_and_its_files(files: Files, sounds: Sounds) -> None:
    recording = await files.recorded()
    await files.recordings.settled()
    said = await sounds.find(CUSTOMER, f"file:{recording.id}")
    async with files.store.reading() as connection:
        rows = list(await connection.execute(files.service.resource.table.select()))
    for row in rows:
        path = await sounds.find(CUSTOMER, f"file:{row.id}")
        assert path.read_bytes()[:4] == b"RIFF"
        assert (path == said) == row.filename.endswith("_in.wav")


async def test_what_is_played_stays(files: Files, sounds: Sounds) -> None:
    row = await files.keep(wav_bytes(np.zeros(100, dtype=np.int16), 8000))
    path = await sounds.find(CUSTOMER, f"file:{row.id}")
    os.utime(path, (0, 0))
    assert await sounds.find(CUSTOMER, f"file:{row.id}") == path
    assert path.stat().st_mtime > 0


async def test_same_file_wanted_by_many_at_once(tmp_path: Path) -> None:
    """Each decodes into a file of its own, however the threads mingle."""
    together = threading.Barrier(4)

    class Slow(AudioFiles):
        def decode_to_wav(self, data: bytes, destination: Path) -> None:
            super().decode_to_wav(data, destination)
            together.wait(10)

    egress = EgressClient([])
    web = FetchedAudio(egress, Slow(), tmp_path)
    sound = wav_bytes(np.zeros(100, dtype=np.int16), 8000)
    paths = await asyncio.gather(*(web.decoded(sound, "a test") for _ in range(4)))
    await egress.close()
    assert set(tmp_path.iterdir()) == set(paths)
    assert len(set(paths)) == 1
