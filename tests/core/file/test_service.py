"""Rows, contents and accounts stay in step, whatever goes wrong."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.core.file.conftest import QUOTA, Files
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.errors import InvalidArgument, ResourceExhausted
from voipbin.core.file.contents import FileContents
from voipbin.core.file.service import NewFile
from voipbin.core.file.sweep import FileSweep

UPLOAD = NewFile(CUSTOMER, "agent", "", "a", "text/plain")


class TestKeep:
    async def test_valid(self, files: Files) -> None:
        row = await files.keep(b"x" * 100)
        assert await files.totals() == (1, 100)
        assert await files.keys() == [row.key]
        assert await event_types(files.store) == ["file_created"]

    async def test_announced_length(self, files: Files) -> None:
        assert (await files.keep(b"hello", filesize=5)).filesize == 5
        with pytest.raises(InvalidArgument, match="5 bytes, 6 were announced"):
            await files.keep(b"hello", filesize=6)
        assert len(await files.keys()) == 1

    async def test_refused_before_it_is_read(self, files: Files) -> None:
        asked = []

        async def pieces() -> AsyncIterator[bytes]:
            asked.append(True)
            yield b"x"

        wanted = NewFile(CUSTOMER, "agent", "", "a", "text/plain", filesize=QUOTA + 1)
        with pytest.raises(ResourceExhausted):
            await files.service.keep(wanted, pieces())
        assert asked == []

    async def test_client_falls_over(self, files: Files) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield b"half"
            raise ConnectionError("gone")

        with pytest.raises(ConnectionError):
            await files.service.keep(UPLOAD, broken())
        assert (await files.keys(), await files.totals()) == ([], (0, 0))

    async def test_cancelled(self, files: Files) -> None:
        begun = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            yield b"half"
            begun.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(files.service.keep(UPLOAD, endless()))
        await asyncio.wait_for(begun.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await files.keys(), await files.totals()) == ([], (0, 0))


class TestQuota:
    async def test_two_at_once_for_the_last_room(self, files: Files) -> None:
        """Both see room when they begin; only one gets it."""
        both_began = asyncio.Barrier(2)

        async def upload() -> bool:
            async def pieces() -> AsyncIterator[bytes]:
                await both_began.wait()
                yield b"x" * 6000

            try:
                await files.service.keep(UPLOAD, pieces())
            except ResourceExhausted as refused:
                assert refused.reason == "STORAGE_QUOTA_EXCEEDED"
                return False
            return True

        stored = await asyncio.gather(upload(), upload())
        assert sorted(stored) == [False, True]
        await files.service.settled()
        assert await files.totals() == (1, 6000)
        assert len(await files.keys()) == 1

    async def test_freed_by_a_deletion(self, files: Files) -> None:
        row = await files.keep(b"x" * QUOTA)
        async with files.store.writing() as work:
            await files.service.removed(work, row)
        await files.service.settled()
        assert (await files.keys(), await files.totals()) == ([], (0, 0))
        assert await files.keep(b"x" * QUOTA)


class TestRecordings:
    async def test_each_direction_is_a_file(self, files: Files) -> None:
        recording = await files.recorded()
        assert await event_types(files.store, "file_") == ["file_created"] * 2
        count, size = await files.totals()
        assert count == 2
        assert size > QUOTA, "never refused: the audio exists"
        await files.recordings.settled()
        contents = FileContents(files.service, files.blobs)
        shown = []
        async with files.store.reading() as connection:
            for row in await connection.execute(files.service.resource.table.select()):
                assert (row.reference_type, row.reference_id) == ("recording", recording.id)
                assert (row.owner_type, row.owner_id) == ("", "")
                found = await contents.open(row.id)
                assert found.read is not None
                data = b"".join([piece async for piece in found.read(0, found.size_bytes)])
                assert len(data) == row.filesize
                assert data.startswith(b"RIFF")
                shown.append(row.filename)
        assert sorted(shown) == sorted(recording.file_names)

    async def test_deleted_with_the_recording(self, files: Files) -> None:
        recording = await files.recorded()
        async with files.store.writing() as work:
            await files.recordings.deleted(work, recording)
        await files.recordings.settled()
        assert await files.totals() == (0, 0)
        assert await files.recordings.audio_of(recording) == {}
        assert (await event_types(files.store, "file_"))[2:] == ["file_deleted"] * 2

    async def test_reported_twice(self, files: Files) -> None:
        recording = await files.recorded()
        await files.recordings.finished(recording.id, 1000, "stopped")
        assert (await files.totals())[0] == 2


class TestSweep:
    async def test_orphans_alone_go(self, files: Files) -> None:
        kept = await files.keep()

        async def pieces() -> AsyncIterator[bytes]:
            yield b"its process died before it stored the row"

        orphan = f"files/{CUSTOMER}/01999999-0000-7000-8000-000000000000"
        await files.blobs.write(orphan, pieces())
        clock = ManualClock(files.store.clock.now_us())
        sweep = FileSweep(files.service, files.blobs, clock)
        assert await sweep.sweep() == 0, "it may be about to get its row"
        clock.move(2 * 3600)
        assert await sweep.sweep() == 1
        assert await files.keys() == [kept.key]

    async def test_deletion_that_failed(self, files: Files) -> None:
        row = await files.keep()
        async with files.store.writing() as work:
            table = files.service.resource.table
            await work.execute(table.update().values(tm_delete=1))
        clock = ManualClock(files.store.clock.now_us() + 2 * 3600 * 1_000_000)
        assert await FileSweep(files.service, files.blobs, clock).sweep() == 1
        assert row.key not in await files.keys()


async def test_link_follows_the_public_url_and_keeps_its_end(files: Files) -> None:
    row = await files.keep()
    assert row.tm_download_expire is not None
    first = files.service.resource.to_message(row).uri_download
    assert first == files.service.resource.to_message(row).uri_download
    assert first.startswith(f"http://127.0.0.1:8080/files/content/{row.id}?expires=")
    assert f"expires={row.tm_download_expire // 1_000_000}&" in first
