"""Where files are kept: a port, and a directory of this machine behind it."""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]*(?:/[A-Za-z0-9][A-Za-z0-9._:@+-]*)*", re.ASCII)
_MAX_KEY = 512
PIECE_BYTES = 256 * 1024
"How much is read from a file at once."


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a stored file."""

    size_bytes: int
    tm_modified_us: int
    "Microseconds since 1970, UTC."


class FileStore(Protocol):
    """Files by key, such as "recordings/call_1.wav".

    Every operation raises ValueError for a malformed key, OSError when the store cannot be used.
    """

    def local_path(self, key: str) -> Path:
        """Where a program on this machine may write the file itself; its directory exists."""

    async def facts(self, key: str) -> FileFacts | None:
        """Size and time of a file; None when there is no such file."""

    async def open(self, key: str) -> BinaryIO:
        """The file, open for reading; it can be read to its end even if it is deleted meanwhile.

        Raises:
            FileNotFoundError: there is no such file.
        """

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from start up to, not including, end (None: to the end of the file).

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: start is negative or after end.
        """

    async def write(self, key: str, pieces: AsyncIterable[bytes]) -> FileFacts:
        """Stores a file whole: readers see the old one, or none, until all of it is there."""

    async def delete(self, key: str) -> bool:
        """Removes a file; whether there was one."""

    def listed(self, folder: str) -> AsyncIterator[tuple[str, FileFacts]]:
        """Key and facts of every file below a folder, in no order."""

    async def adopt(self, key: str) -> None:
        """Takes over what a program wrote at a file's local path; until then it is read from there.

        Nothing if nothing was written, or if it is taken over already.
        """

    def unadopted(self) -> AsyncIterator[tuple[str, FileFacts]]:
        """Files at local paths that wait to be taken over."""

    async def fetched(self, key: str) -> Path:
        """Where a program on this machine may read the file, for the next day at least.

        Raises:
            FileNotFoundError: there is no such file.
        """

    async def tidy(self, before_us: int) -> None:
        """Removes what writers that died left unfinished, and copies nobody reads any more.

        Args:
            before_us: unfinished files untouched since then, microseconds since 1970.
        """


class LocalFileStore:
    """Files below one directory."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._root = directory.resolve()

    def local_path(self, key: str) -> Path:
        """The file's own path."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    async def facts(self, key: str) -> FileFacts | None:
        """Size and time of a file."""
        return await asyncio.to_thread(_facts, self._path(key))

    async def open(self, key: str) -> BinaryIO:
        """The file, open for reading."""
        return await asyncio.to_thread(self._path(key).open, "rb")

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from start up to, not including, end."""
        check_range(key, start, end)
        async for piece in read_pieces(await self.open(key), start, end):
            yield piece

    async def write(self, key: str, pieces: AsyncIterable[bytes]) -> FileFacts:
        """Stores a file whole, by renaming a complete one into place."""
        path = self.local_path(key)
        # A key cannot begin a segment with a dot, so nobody can name this file.
        unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            await _write(unfinished, pieces)
            await asyncio.to_thread(unfinished.replace, path)
        finally:
            await asyncio.to_thread(unfinished.unlink, missing_ok=True)
        facts = await self.facts(key)
        assert facts is not None
        return facts

    async def delete(self, key: str) -> bool:
        """Removes a file."""
        try:
            await asyncio.to_thread(self._path(key).unlink)
        except FileNotFoundError:
            return False
        return True

    async def listed(self, folder: str) -> AsyncIterator[tuple[str, FileFacts]]:
        """Every file below a folder."""
        below = self._path(folder) if folder else self._root
        for path in await asyncio.to_thread(_files_below, below):
            facts = await asyncio.to_thread(_facts, path)
            if facts is not None:
                yield path.relative_to(self._root).as_posix(), facts

    async def adopt(self, key: str) -> None:
        """Nothing: what is written at a local path is in the store."""

    async def unadopted(self) -> AsyncIterator[tuple[str, FileFacts]]:
        """None."""
        nothing: tuple[tuple[str, FileFacts], ...] = ()
        for found in nothing:
            yield found

    async def fetched(self, key: str) -> Path:
        """The file's own path."""
        path = self._path(key)
        if await asyncio.to_thread(_facts, path) is None:
            raise FileNotFoundError(key)
        return path

    async def tidy(self, before_us: int) -> None:
        """Removes unfinished files."""
        await asyncio.to_thread(_remove_unfinished, self._root, before_us)

    def _path(self, key: str) -> Path:
        check_key(key)
        path = self._root / key
        # Symbolic links must not lead outside either.
        if not path.resolve().is_relative_to(self._root):
            raise ValueError(f"file key {key[:80]!r} leads outside the store")
        return path


def check_key(key: str) -> None:
    """
    Raises:
        ValueError: no store can have a file of that key.
    """
    if len(key) > _MAX_KEY or _KEY.fullmatch(key) is None:
        raise ValueError(f"file key must be plain names joined by /, got {key[:80]!r}")


def check_range(key: str, start: int, end: int | None) -> None:
    """
    Raises:
        ValueError: start is negative or after end.
    """
    if start < 0 or (end is not None and end < start):
        raise ValueError(f"range of {key} must not be negative or backwards, got {start}-{end}")


async def read_pieces(
    file: BinaryIO, start: int = 0, end: int | None = None
) -> AsyncIterator[bytes]:
    """The bytes of an open file from start up to end, off the event loop; closes it."""
    left = end - start if end is not None else None
    try:
        await asyncio.to_thread(file.seek, start)
        while left is None or left > 0:
            wanted = PIECE_BYTES if left is None else min(PIECE_BYTES, left)
            piece = await asyncio.to_thread(file.read, wanted)
            if not piece:
                return
            if left is not None:
                left -= len(piece)
            yield piece
    finally:
        file.close()


def _files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("[!.]*") if path.is_file()]


def _remove_unfinished(root: Path, before_us: int) -> None:
    for path in root.rglob(".*.part"):
        facts = _facts(path)
        if facts is not None and facts.tm_modified_us < before_us:
            path.unlink(missing_ok=True)


def _facts(path: Path) -> FileFacts | None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return FileFacts(status.st_size, status.st_mtime_ns // 1000)


async def _write(path: Path, pieces: AsyncIterable[bytes]) -> None:
    # Not in a thread: cancelled while it opens, nobody would close it.
    file = _new_file(path)
    try:
        async for piece in pieces:
            await asyncio.to_thread(file.write, piece)
        await asyncio.to_thread(_flush, file)
    finally:
        file.close()


def _new_file(path: Path) -> BinaryIO:
    return path.open("xb")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
