"""A zip made while it is sent, from files of the store."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import BinaryIO

from voipbin.core.files.store import PIECE_BYTES, FileStore, read_pieces
from voipbin.core.files.zip_layout import ZipLayout, ZipMember, local_header


class ZipStream:
    """An archive of stored files that do not change any more."""

    def __init__(self, store: FileStore, keys: Sequence[str], layout: ZipLayout) -> None:
        self._store = store
        self._keys = keys
        self._layout = layout
        self.total_bytes = layout.total_bytes

    async def pieces(self) -> AsyncIterator[bytes]:
        """The archive.

        Raises:
            FileNotFoundError: a file was deleted before the archive began.
            EOFError: a file is shorter than it was.
        """
        async with AsyncExitStack() as stack:
            # All of them first: what is deleted from here on can still be read.
            files = [await self._store.open(key) for key in self._keys]
            for file in files:
                stack.callback(file.close)
            for member, file in zip(self._layout.members, files, strict=True):
                yield local_header(member)
                left = member.size_bytes
                async for piece in read_pieces(file, 0, left):
                    left -= len(piece)
                    yield piece
                if left:
                    raise EOFError(f"{member.name} is {left} bytes shorter than it was")
            yield self._layout.directory()


async def zip_files(store: FileStore, keys: Sequence[str]) -> ZipStream | None:
    """An archive of those of the keys that exist, named by their last part; None of none."""
    found: list[str] = []
    members: list[ZipMember] = []
    for key in keys:
        member = await _member(store, key)
        if member is not None:
            found.append(key)
            members.append(member)
    return ZipStream(store, found, ZipLayout(members)) if members else None


async def _member(store: FileStore, key: str) -> ZipMember | None:
    facts = await store.facts(key)
    if facts is None:
        return None
    try:
        crc32 = await _checksum(store, key)
    except FileNotFoundError:
        return None
    return ZipMember(key.rpartition("/")[2], facts.size_bytes, crc32, facts.tm_modified_us)


async def _checksum(store: FileStore, key: str) -> int:
    with await store.open(key) as file:
        return await asyncio.to_thread(_crc32, file)


def _crc32(file: BinaryIO) -> int:
    crc32 = 0
    while piece := file.read(PIECE_BYTES):
        crc32 = zlib.crc32(piece, crc32)
    return crc32
