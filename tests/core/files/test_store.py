"""The file store on a directory."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voipbin.core.files.store import PIECE_BYTES, LocalFileStore, read_pieces

CONTENT = os.urandom(3 * PIECE_BYTES + 17)


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


async def pieces_of(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 100_000):
        yield content[at : at + 100_000]


async def content_of(files: LocalFileStore, key: str, *span: int) -> bytes:
    return b"".join([piece async for piece in files.read(key, *span)])


class TestWriteAndRead:
    async def test_whole(self, files: LocalFileStore) -> None:
        facts = await files.write("a/b.wav", pieces_of(CONTENT))
        assert facts.size_bytes == len(CONTENT)
        assert await content_of(files, "a/b.wav") == CONTENT

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (0, 0),
            (0, 1),
            (5, 5),
            (PIECE_BYTES - 1, PIECE_BYTES + 1),
            (17, len(CONTENT)),
            (len(CONTENT) - 3, len(CONTENT) + 100),
            (len(CONTENT) + 1, len(CONTENT) + 5),
        ],
    )
    async def test_range(self, files: LocalFileStore, start: int, end: int) -> None:
        await files.write("file", pieces_of(CONTENT))
        assert await content_of(files, "file", start, end) == CONTENT[start:end]

    @pytest.mark.parametrize(("start", "end"), [(-1, 5), (6, 5)])
    async def test_impossible_range(self, files: LocalFileStore, start: int, end: int) -> None:
        await files.write("file", pieces_of(CONTENT))
        with pytest.raises(ValueError, match="range of file"):
            await content_of(files, "file", start, end)

    async def test_reads_are_pieces(self, files: LocalFileStore) -> None:
        await files.write("file", pieces_of(CONTENT))
        sizes = [len(piece) async for piece in files.read("file")]
        assert sizes == [PIECE_BYTES] * 3 + [17]

    async def test_missing(self, files: LocalFileStore) -> None:
        assert await files.facts("nothing") is None
        assert await files.facts("nothing/below") is None
        with pytest.raises(FileNotFoundError):
            await content_of(files, "nothing")

    async def test_open_file_survives_its_deletion(self, files: LocalFileStore) -> None:
        await files.write("file", pieces_of(CONTENT))
        opened = await files.open("file")
        assert await files.delete("file")
        assert b"".join([piece async for piece in read_pieces(opened)]) == CONTENT
        assert opened.closed

    async def test_survives_a_restart(self, files: LocalFileStore, tmp_path: Path) -> None:
        await files.write("file", pieces_of(CONTENT))
        assert await content_of(LocalFileStore(tmp_path / "files"), "file") == CONTENT


class TestAtomicWrite:
    async def test_readers_see_the_old_file_until_the_end(self, files: LocalFileStore) -> None:
        await files.write("file", pieces_of(b"old"))
        seen = []

        async def watched() -> AsyncIterator[bytes]:
            for piece in (b"new", b"er"):
                yield piece
                seen.append(await content_of(files, "file"))

        await files.write("file", watched())
        assert seen == [b"old", b"old"]
        assert await content_of(files, "file") == b"newer"

    async def test_a_failed_write_leaves_nothing(
        self, files: LocalFileStore, tmp_path: Path
    ) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield b"half"
            raise ConnectionError("gone")

        with pytest.raises(ConnectionError):
            await files.write("file", broken())
        assert list((tmp_path / "files").iterdir()) == []


class TestKeys:
    @pytest.mark.parametrize(
        "key",
        [
            "",
            "/etc/passwd",
            "../outside",
            "a/../../outside",
            "a/./b",
            "a//b",
            "a/",
            ".hidden",
            "a/.hidden",
            "a\0b",
            "a\nb",
            "a\\b",
            "ü",
            "a" * 513,
        ],
    )
    async def test_malformed(self, files: LocalFileStore, key: str) -> None:
        for attempt in (files.facts, files.open, files.delete):
            with pytest.raises(ValueError, match="file key"):
                await attempt(key)
        with pytest.raises(ValueError, match="file key"):
            files.local_path(key)

    async def test_symbolic_link_out(self, files: LocalFileStore, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("secret")
        (tmp_path / "files" / "link").symlink_to(tmp_path / "secret")
        with pytest.raises(ValueError, match="outside"):
            await files.open("link")

    def test_local_path_is_writable(self, files: LocalFileStore) -> None:
        path = files.local_path("recordings/call_1_2026-01-01T00:00:00.000000Z_in.wav")
        path.write_bytes(b"x")
        assert path.parent.name == "recordings"


class TestDelete:
    async def test_once(self, files: LocalFileStore) -> None:
        await files.write("file", pieces_of(b"x"))
        assert await files.delete("file")
        assert not await files.delete("file")
        assert await files.facts("file") is None
