"""Zips as other programs read them."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voipbin.core.files.store import LocalFileStore
from voipbin.core.files.zip_layout import ZipLayout, ZipMember, local_header
from voipbin.core.files.zip_stream import ZipStream, zip_files

NOON_US = 1_767_268_800_000_000
"2026-01-01T12:00:00Z"


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


def put(files: LocalFileStore, key: str, content: bytes) -> None:
    path = files.local_path(key)
    path.write_bytes(content)
    os.utime(path, (NOON_US / 1_000_000, NOON_US / 1_000_000))


async def sent(stream: ZipStream | None) -> bytes:
    assert stream is not None
    return b"".join([piece async for piece in stream.pieces()])


class TestStream:
    async def test_members(self, files: LocalFileStore) -> None:
        content = {"x_in.wav": os.urandom(700_001), "x_out.wav": b""}
        for name, data in content.items():
            put(files, f"recordings/{name}", data)
        stream = await zip_files(files, [f"recordings/{name}" for name in content])
        data = await sent(stream)
        assert stream is not None
        assert len(data) == stream.total_bytes
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert {name: archive.read(name) for name in archive.namelist()} == content
            entry = archive.infolist()[0]
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (2026, 1, 1, 12, 0, 0)
            assert entry.external_attr >> 16 == 0o100644
            # Sizes stand before the data: no descriptor behind it.
            assert entry.flag_bits & 0x08 == 0

    async def test_missing_files_are_left_out(self, files: LocalFileStore) -> None:
        put(files, "b", b"content")
        data = await sent(await zip_files(files, ["a", "b"]))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == ["b"]

    async def test_nothing_there(self, files: LocalFileStore) -> None:
        assert await zip_files(files, ["a", "b"]) is None

    async def test_deleted_while_it_is_sent(self, files: LocalFileStore) -> None:
        put(files, "a", b"1" * 10)
        put(files, "b", b"2" * 10)
        stream = await zip_files(files, ["a", "b"])
        assert stream is not None
        pieces: AsyncIterator[bytes] = stream.pieces()
        data = await anext(pieces)
        await files.delete("b")
        data += b"".join([piece async for piece in pieces])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.read("b") == b"2" * 10

    async def test_became_shorter(self, files: LocalFileStore) -> None:
        put(files, "a", b"1" * 10)
        stream = await zip_files(files, ["a"])
        put(files, "a", b"1" * 9)
        with pytest.raises(EOFError, match="a is 1 bytes shorter"):
            await sent(stream)


class TestZip64:
    @pytest.mark.parametrize("first_bytes", [0xFFFFFFFE, 0xFFFFFFFF, 0x1_0000_0001])
    def test_large_member(self, tmp_path: Path, first_bytes: int) -> None:
        """A sparse file stands for audio of more than 4 GiB; the second member lies behind it."""
        last = b"the other direction"
        layout = ZipLayout(
            [
                ZipMember("in.wav", first_bytes, 0, NOON_US),
                ZipMember("out.wav", len(last), zlib.crc32(last), NOON_US),
            ]
        )
        path = tmp_path / "large.zip"
        with path.open("wb") as file:
            file.write(local_header(layout.members[0]))
            file.seek(first_bytes, os.SEEK_CUR)
            file.write(local_header(layout.members[1]) + last + layout.directory())
            assert file.tell() == layout.total_bytes
        with zipfile.ZipFile(path) as archive:
            assert [entry.file_size for entry in archive.infolist()] == [first_bytes, len(last)]
            assert archive.read("out.wav") == last
            with archive.open("in.wav") as member:
                assert member.read(1000) == bytes(1000)

    @pytest.mark.parametrize("size", [0xFFFFFFFE, 0xFFFFFFFF, 0x1_0000_0001])
    def test_sizes_before_the_data(self, size: int) -> None:
        """Readers of `zipfile` trust the directory; those that unpack while loading do not."""
        header = local_header(ZipMember("in.wav", size, 7, NOON_US))
        packed, unpacked, name_bytes, extra_bytes = struct.unpack_from("<IIHH", header, 18)
        extra = header[30 + name_bytes :]
        assert len(extra) == extra_bytes
        if size < 0xFFFFFFFF:
            assert (packed, unpacked, extra) == (size, size, b"")
        else:
            assert (packed, unpacked) == (0xFFFFFFFF, 0xFFFFFFFF)
            assert struct.unpack("<HHQQ", extra) == (1, 16, size, size)

    def test_year_before_zips(self) -> None:
        member = ZipMember("a", 0, 0, 0)
        data = local_header(member) + ZipLayout([member]).directory()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
