"""Bringing SQLite's write-ahead log back into its file, beside the event loop.

By itself SQLite does it inside the COMMIT that makes the log long: it waits for the disk twice,
tens of milliseconds in which nothing else on the loop would run.
"""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import structlog

_LONG = 8 * 1024 * 1024
"Bytes: some thousand changes. After a crash so much is read again at the next start."
_log = structlog.get_logger(__name__)


class WriteAheadLog:
    """Watches the log of one file.

    Args:
        path: of the database.
        turn: held by whoever writes.
    """

    def __init__(self, path: str, turn: asyncio.Lock) -> None:
        self._path = path
        self._file = Path(f"{path}-wal")
        self._turn = turn
        self._task: asyncio.Task[None] | None = None

    def grew(self) -> None:
        """Something was committed: begins to shorten the log if it is long."""
        if self._task is None and self._size() >= _LONG:
            self._task = asyncio.get_running_loop().create_task(self._shorten())

    async def close(self) -> None:
        """Waits for what was begun; may be called twice."""
        if self._task is not None:
            await self._task

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except FileNotFoundError:
            return 0

    async def _shorten(self) -> None:
        try:
            with contextlib.closing(self._connect()) as connection:
                # Nearly all of it while others write; then what they wrote in the meantime, and
                # only for that does the next writer wait.
                await asyncio.to_thread(_checkpoint, connection, "PASSIVE")
                async with self._turn:
                    await asyncio.to_thread(_checkpoint, connection, "TRUNCATE")
        except sqlite3.Error as error:
            # The log is longer than it should be, and nothing is lost: the next commit tries again.
            _log.warning("the write-ahead log could not be shortened", error=str(error))
        finally:
            self._task = None

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=0, check_same_thread=False)


def _checkpoint(connection: sqlite3.Connection, mode: str) -> None:
    # One that somebody's reading prevents says so in its answer, which is no error either.
    connection.execute(f"PRAGMA wal_checkpoint({mode})").close()
