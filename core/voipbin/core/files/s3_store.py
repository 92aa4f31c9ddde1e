"""Files in a bucket that speaks the S3 protocol, by the obstore library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from voipbin.core.errors import Unavailable
from voipbin.core.files.store import FileFacts, LocalFileStore, check_key, check_range

if TYPE_CHECKING:
    from obstore.store import S3Store

_PART_BYTES = 5 * 1024 * 1024
"The smallest part S3 takes; what is shorter goes up in one request."
_SEGMENT_BYTES = 2 * 1024 * 1024
"Read at once. A request of its own each: one that waits for a slow reader would time out."
_COPY_LIFE_US = 86_400 * 1_000_000
_RETRY = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
_TIMEOUTS = {"connect_timeout": "5s", "timeout": "60s"}


class FileStoreDown(Unavailable, OSError):
    """The bucket cannot be reached or refuses us."""

    reason = "FILE_STORE_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class S3Access:
    """Where a bucket is, and as whom it is used.

    Without keys they are taken from where AWS tools look: AWS_* variables, the machine's role.
    """

    url: str
    "s3://bucket/prefix"
    endpoint: str = ""
    '"" for AWS itself.'
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class S3FileStore:
    """Files in a bucket.

    What programs of this machine write lies in a spool until it is adopted, and is found there as
    if it were in the bucket; what they read is copied beside it.

    Args:
        directory: holds spool and copies.
    """

    def __init__(self, access: S3Access, directory: Path) -> None:
        self._bucket = _open_bucket(access)
        self._spool = LocalFileStore(directory / "spool")
        self._copies = LocalFileStore(directory / "copies")
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def local_path(self, key: str) -> Path:
        """A path in the spool."""
        return self._spool.local_path(key)

    async def facts(self, key: str) -> FileFacts | None:
        """Size and time of a file."""
        if (spooled := await self._spool.facts(key)) is not None:
            return spooled
        obs = _library()
        try:
            with _faults_told():
                return _facts(await obs.head_async(self._bucket, key))
        except FileNotFoundError:
            return None

    async def open(self, key: str) -> BinaryIO:
        """A copy of the file, open for reading."""
        return await asyncio.to_thread((await self.fetched(key)).open, "rb")

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from start up to, not including, end."""
        check_range(key, start, end)
        if await self._spool.facts(key) is not None:
            async for piece in self._spool.read(key, start, end):
                yield piece
            return
        facts = await self.facts(key)
        if facts is None:
            raise FileNotFoundError(key)
        last = facts.size_bytes if end is None else min(end, facts.size_bytes)
        obs = _library()
        for at in range(start, last, _SEGMENT_BYTES):
            until = min(at + _SEGMENT_BYTES, last)
            with _faults_told():
                segment = await obs.get_range_async(self._bucket, key, start=at, end=until)
            yield segment.to_bytes()

    async def write(self, key: str, pieces: AsyncIterable[bytes]) -> FileFacts:
        """Stores a file whole; of more than a part, two parts at most are in memory."""
        check_key(key)
        obs = _library()
        writer = obs.open_writer_async(
            self._bucket, key, buffer_size=_PART_BYTES, max_concurrency=1
        )
        try:
            # The source may fail as well, which is not for the bucket to answer for.
            async for piece in pieces:
                with _faults_told():
                    await writer.write(piece)
        except BaseException as error:
            # Leaving it with an error aborts the upload; a bucket that is down keeps the parts.
            with suppress(Exception):
                await writer.__aexit__(type(error), error, error.__traceback__)
            raise
        with _faults_told():
            await writer.close()
            return _facts(await obs.head_async(self._bucket, key))

    async def delete(self, key: str) -> bool:
        """Removes a file, from the spool and the copies too."""
        async with self._moving(key):
            spooled = await self._spool.delete(key)
            await self._copies.delete(key)
            obs = _library()
            if await self.facts(key) is None:
                return spooled
            with _faults_told():
                await obs.delete_async(self._bucket, key)
        return True

    async def listed(self, folder: str) -> AsyncIterator[tuple[str, FileFacts]]:
        """Every file of the bucket below a folder."""
        check_key(folder)
        with _faults_told():
            async for batch in _library().list(self._bucket, folder):
                for found in batch:
                    yield found["path"], _facts(found)

    async def adopt(self, key: str) -> None:
        """Moves a file from the spool to the bucket."""
        async with self._moving(key):
            if await self._spool.facts(key) is None:
                return
            await self.write(key, self._spool.read(key))
            await self._spool.delete(key)

    def _moving(self, key: str) -> asyncio.Lock:
        """Held while a file is moved or removed: one that is removed on its way would arrive."""
        return self._locks.setdefault(key, asyncio.Lock())

    async def unadopted(self) -> AsyncIterator[tuple[str, FileFacts]]:
        """What is in the spool."""
        async for found in self._spool.listed(""):
            yield found

    async def fetched(self, key: str) -> Path:
        """The file in the spool, or a copy."""
        if await self._spool.facts(key) is not None:
            return self._spool.local_path(key)
        if await self._copies.facts(key) is None:
            await self._copies.write(key, self.read(key))
        return self._copies.local_path(key)

    async def tidy(self, before_us: int) -> None:
        """Removes old copies. What broke uploads left in the bucket, its lifecycle rules remove."""
        for local in (self._spool, self._copies):
            await local.tidy(before_us)
        async for key, facts in self._copies.listed(""):
            if facts.tm_modified_us < before_us - _COPY_LIFE_US:
                await self._copies.delete(key)


def _open_bucket(access: S3Access) -> S3Store:
    try:
        from obstore.store import S3Store
    except ImportError as error:
        message = f"S3 storage needs more packages: pip install 'voipbin[s3]' ({error})"
        raise ImportError(message) from error
    parts = urlsplit(access.url)
    given = {
        "endpoint": access.endpoint,
        "region": access.region or "us-east-1",
        "access_key_id": access.access_key,
        "secret_access_key": access.secret_key,
    }
    config: Any = {name: value for name, value in given.items() if value}
    client: Any = {**_TIMEOUTS, "allow_http": access.endpoint.startswith("http://")}
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options=client,
        retry_config=_RETRY,  # type: ignore[arg-type]
    )


def _library() -> Any:
    """Loaded when a bucket is used: most installations do without."""
    import obstore

    return obstore


@contextmanager
def _faults_told() -> Iterator[None]:
    """Says of every failure of the bucket that it is one; that a file is missing is none."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        # The rest is what the library thinks of its own innards.
        reason = str(error).splitlines()[0]
        raise FileStoreDown(f"the file store cannot be used: {reason[:200]}") from error


def _facts(found: Any) -> FileFacts:
    modified: datetime = found["last_modified"]
    return FileFacts(found["size"], round(modified.timestamp() * 1_000_000))
