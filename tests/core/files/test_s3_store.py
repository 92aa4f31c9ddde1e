"""The file store on a bucket, against a server that speaks its protocol."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fixtures.fake_s3 import ACCESS_KEY, BUCKET, FakeS3, serving_s3
from voipbin.core.errors import Unavailable
from voipbin.core.files.s3_store import S3Access, S3FileStore
from voipbin.core.files.store import FileFacts

pytest.importorskip("obstore")

CONTENT = os.urandom(12_000_017)
RECORDING = "recordings/call_1_2026-01-01T00:00:00.000000Z_in.wav"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    monkeypatch.setattr("voipbin.core.files.s3_store._RETRY", {"max_retries": 0})
    with serving_s3() as fake:
        yield fake


@pytest.fixture
def files(s3: FakeS3, tmp_path: Path) -> S3FileStore:
    return store_of(s3, tmp_path)


def store_of(s3: FakeS3, directory: Path, access_key: str = ACCESS_KEY) -> S3FileStore:
    access = S3Access(f"s3://{BUCKET}/some/prefix", s3.url, "us-east-1", access_key, "secret")
    return S3FileStore(access, directory)


async def pieces_of(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 100_000):
        yield content[at : at + 100_000]


async def content_of(files: S3FileStore, key: str, *span: int) -> bytes:
    return b"".join([piece async for piece in files.read(key, *span)])


class TestWriteAndRead:
    async def test_large_file_in_parts(self, files: S3FileStore, s3: FakeS3) -> None:
        facts = await files.write("files/a", pieces_of(CONTENT))
        assert facts.size_bytes == len(CONTENT)
        assert s3.sizes() == {"some/prefix/files/a": len(CONTENT)}
        assert sum("partNumber" in request for request in s3.requests) == 3
        assert await content_of(files, "files/a") == CONTENT

    async def test_small_file_at_once(self, files: S3FileStore, s3: FakeS3) -> None:
        await files.write("files/a", pieces_of(b"small"))
        assert [request.split()[0] for request in s3.requests] == ["PUT", "HEAD"]
        assert await content_of(files, "files/a") == b"small"

    async def test_empty(self, files: S3FileStore) -> None:
        await files.write("files/a", pieces_of(b""))
        assert await content_of(files, "files/a") == b""

    @pytest.mark.parametrize(
        ("start", "end"), [(0, 0), (0, 1), (5, 5), (2_097_151, 2_097_153), (11_999_999, 99_999_999)]
    )
    async def test_range(self, files: S3FileStore, start: int, end: int) -> None:
        await files.write("files/a", pieces_of(CONTENT))
        assert await content_of(files, "files/a", start, end) == CONTENT[start:end]

    async def test_missing(self, files: S3FileStore) -> None:
        assert await files.facts("files/none") is None
        assert not await files.delete("files/none")
        for attempt in (files.open, files.fetched):
            with pytest.raises(FileNotFoundError):
                await attempt("files/none")
        with pytest.raises(FileNotFoundError):
            await content_of(files, "files/none")

    async def test_broken_upload_leaves_nothing(self, files: S3FileStore, s3: FakeS3) -> None:
        async def broken() -> AsyncIterator[bytes]:
            async for piece in pieces_of(CONTENT):
                yield piece
            raise ConnectionError("gone")

        with pytest.raises(ConnectionError):
            await files.write("files/a", broken())
        assert (s3.objects, s3.uploads) == ({}, {})

    async def test_malformed_key(self, files: S3FileStore) -> None:
        with pytest.raises(ValueError, match="file key"):
            await files.write("../a", pieces_of(b""))

    async def test_open_reads_to_the_end_after_a_deletion(self, files: S3FileStore) -> None:
        await files.write("files/a", pieces_of(CONTENT))
        with await files.open("files/a") as opened:
            assert await files.delete("files/a")
            assert opened.read() == CONTENT


async def test_listed(files: S3FileStore) -> None:
    keys = [f"files/customer-{n}/{n}" for n in range(8)]
    for key in (*keys, "recordings/x"):
        await files.write(key, pieces_of(b"x"))
    found = [(key, facts.size_bytes) async for key, facts in files.listed("files")]
    assert sorted(found) == [(key, 1) for key in keys]


class TestAdopt:
    async def test_found_before_and_after(self, files: S3FileStore, s3: FakeS3) -> None:
        files.local_path(RECORDING).write_bytes(b"RIFF")
        assert await content_of(files, RECORDING) == b"RIFF"
        assert [key async for key, _ in files.unadopted()] == [RECORDING]
        await files.adopt(RECORDING)
        await files.adopt(RECORDING)
        assert s3.sizes() == {f"some/prefix/{RECORDING}": 4}
        assert [key async for key, _ in files.unadopted()] == []
        assert await content_of(files, RECORDING) == b"RIFF"
        assert (await files.fetched(RECORDING)).read_bytes() == b"RIFF"

    async def test_stays_while_the_bucket_is_down(self, files: S3FileStore, s3: FakeS3) -> None:
        files.local_path(RECORDING).write_bytes(b"RIFF")
        s3.broken = True
        with pytest.raises(OSError, match="file store"):
            await files.adopt(RECORDING)
        assert await content_of(files, RECORDING) == b"RIFF"

    async def test_removed_on_its_way(
        self, files: S3FileStore, s3: FakeS3, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It does not arrive after it was removed."""
        files.local_path(RECORDING).write_bytes(b"RIFF")
        write, is_read, may_go = files.write, asyncio.Event(), asyncio.Event()

        async def slowly(key: str, pieces: AsyncIterator[bytes]) -> FileFacts:
            content = b"".join([piece async for piece in pieces])
            is_read.set()
            await may_go.wait()
            return await write(key, pieces_of(content))

        monkeypatch.setattr(files, "write", slowly)
        moving = asyncio.create_task(files.adopt(RECORDING))
        await is_read.wait()
        removing = asyncio.create_task(files.delete(RECORDING))
        await asyncio.wait([removing], timeout=0.2)
        may_go.set()
        await asyncio.gather(moving, removing)
        assert s3.sizes() == {}
        assert await files.facts(RECORDING) is None

    async def test_old_copies_go(self, files: S3FileStore, tmp_path: Path) -> None:
        await files.write(RECORDING, pieces_of(b"RIFF"))
        copy = await files.fetched(RECORDING)
        os.utime(copy, (0, 0))
        await files.tidy(2 * 86_400 * 1_000_000)
        assert not copy.exists()
        assert await content_of(files, RECORDING) == b"RIFF"


class TestRefusals:
    async def test_down(self, files: S3FileStore, s3: FakeS3) -> None:
        s3.broken = True
        for attempt in (files.facts, files.fetched, files.delete):
            with pytest.raises(Unavailable, match="cannot be used"):
                await attempt("files/a")

    async def test_wrong_key(self, s3: FakeS3, tmp_path: Path) -> None:
        with pytest.raises(Unavailable):
            await store_of(s3, tmp_path, "stolen").write("files/a", pieces_of(b"x"))
