"""Recordings on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_children import FakeChildren
from voipbin.core.files.links import FileLinks
from voipbin.core.files.store import LocalFileStore
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.room import RecordingRoom
from voipbin.core.recording.service import RecordingService
from voipbin.core.unit_of_work import Store
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import repair_wav, wav_bytes


@dataclass
class Recordings:
    """The room of recordings with everything around it."""

    store: Store
    files: LocalFileStore
    children: FakeChildren
    service: RecordingService
    links: FileLinks
    room: RecordingRoom
    call: RecordedCall = field(
        default_factory=lambda: RecordedCall(new_id(), CUSTOMER, new_id(), new_id())
    )

    async def create(self, *, id: str = "", **options: Any) -> RecordingRow:
        """A recording of the call, as the call room starts one."""
        asked = RecordingOptions(**options)
        async with self.store.writing() as work:
            return await self.service.create(work, self.call, asked, id=id)

    async def finished(self, duration_ms: int = 1000, **options: Any) -> RecordingRow:
        """A recording that ran and ended, with its files."""
        row = await self.create(**options)
        await self.service.started(row.id)
        for path in self.service.paths(row):
            path.write_bytes(wav_bytes(silence(8 * duration_ms), 8000))
        await self.service.finished(row.id, duration_ms, "stopped")
        return row

    def restarted(self) -> RecordingService:
        """The service of a process that starts after this one."""
        return RecordingService(self.store, self.files, self.children, repair=repair_wav)


@pytest_asyncio.fixture
async def recordings(store: Store, tmp_path: Path) -> AsyncIterator[Recordings]:
    files = LocalFileStore(tmp_path / "files")
    children = FakeChildren()
    service = RecordingService(store, files, children, repair=repair_wav)
    links = FileLinks(bytes(32), lambda: "http://127.0.0.1:8080", store.clock)
    yield Recordings(store, files, children, service, links, RecordingRoom(service, links))
    await service.close()


@pytest.fixture
def ended_hook(recordings: Recordings) -> list[RecordingRow]:
    """What the call room hears of recordings that end."""
    heard: list[RecordingRow] = []

    async def hook(_work: object, row: RecordingRow) -> None:
        heard.append(row)

    recordings.service.when_ended(hook)
    return heard
