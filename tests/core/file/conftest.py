"""Files on both databases, in a directory and in a bucket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_children import FakeChildren
from tests.fixtures.fake_s3 import ACCESS_KEY, BUCKET, serving_s3
from voipbin.core.file.model import FileRow
from voipbin.core.file.recorded import RecordedFiles
from voipbin.core.file.service import NewFile, StoredFiles
from voipbin.core.files.links import FileLinks
from voipbin.core.files.s3_store import S3Access, S3FileStore
from voipbin.core.files.store import FileStore, LocalFileStore
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.storage_account.model import STORAGE_ACCOUNT
from voipbin.core.unit_of_work import Store
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import repair_wav, wav_bytes

QUOTA = 10_000


@dataclass
class Files:
    """The service with everything around it."""

    store: Store
    blobs: FileStore
    service: StoredFiles
    links: FileLinks
    recordings: RecordingService
    owner: str = field(default_factory=new_id)

    async def keep(self, content: bytes = b"hello", **more: Any) -> FileRow:
        """A stored upload."""

        async def pieces() -> AsyncIterator[bytes]:
            yield content

        wanted = NewFile(CUSTOMER, "agent", self.owner, "a.txt", "text/plain", **more)
        return await self.service.keep(wanted, pieces())

    async def recorded(self) -> RecordingRow:
        """A recording that ran and ended."""
        call = RecordedCall(new_id(), CUSTOMER, new_id(), new_id())
        async with self.store.writing() as work:
            row = await self.recordings.create(work, call, RecordingOptions())
        await self.recordings.started(row.id)
        for path in self.recordings.paths(row):
            path.write_bytes(wav_bytes(silence(8000), 8000))
        await self.recordings.finished(row.id, 1000, "stopped")
        return row

    async def totals(self) -> tuple[int, int]:
        """Files and bytes that are counted; zeros without an account."""
        async with self.store.reading() as connection:
            accounts = Repository(STORAGE_ACCOUNT, connection, CUSTOMER)
            row = await accounts.one(accounts.select_live())
        return (0, 0) if row is None else (row.total_file_count, row.total_file_size)

    async def keys(self) -> list[str]:
        """Contents of uploads."""
        return [key async for key, _ in self.blobs.listed("files")]


@pytest.fixture(params=["directory", "bucket"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FileStore]:
    if request.param == "directory":
        yield LocalFileStore(tmp_path / "files")
        return
    pytest.importorskip("obstore")
    with serving_s3() as s3:
        access = S3Access(f"s3://{BUCKET}", s3.url, "us-east-1", ACCESS_KEY, "secret")
        yield S3FileStore(access, tmp_path / "files")


@pytest_asyncio.fixture
async def files(store: Store, blobs: FileStore) -> AsyncIterator[Files]:
    links = FileLinks(bytes(32), lambda: "http://127.0.0.1:8080", store.clock)
    service = StoredFiles(store, blobs, links, QUOTA)
    recordings = RecordingService(store, blobs, FakeChildren(), repair=repair_wav)
    RecordedFiles(service, recordings)
    yield Files(store, blobs, service, links, recordings)
    await recordings.close()
    await service.close()
