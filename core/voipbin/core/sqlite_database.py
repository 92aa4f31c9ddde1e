"""SQLite, run in place.

A statement on a local file takes tens of microseconds; handing it to a thread and back takes
ten times that. So statements run on the event loop: reads on one held connection, writes on
another, one transaction at a time.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.url import URL
from sqlalchemy.pool import NullPool, StaticPool

from voipbin.core.database import ENGINE_OPTIONS, Connection
from voipbin.core.errors import Aborted
from voipbin.core.sqlite_wal import WriteAheadLog

_WRITE_WAIT_S = 30.0
_PRAGMAS = (
    "journal_mode=WAL",
    # A crash of the machine may lose the last transactions, never the file; a crash of the process
    # loses nothing.
    "synchronous=NORMAL",
    # Not within a COMMIT: see WriteAheadLog. This is for whoever commits without one.
    "wal_autocheckpoint=16000",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "cache_size=-16000",
    "temp_store=MEMORY",
)


class InlineConnection:
    """A plain connection behind the asynchronous interface."""

    dialect_name = "sqlite"

    def __init__(self, connection: SyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement, here and now."""
        return self._connection.execute(statement, parameters)


class SqliteDatabase:
    """One file. Writers take turns here, in order, instead of failing on its lock."""

    def __init__(self, url: URL) -> None:
        in_memory = url.database in (None, "", ":memory:")
        pool = StaticPool if in_memory else NullPool
        self._engine = create_engine(
            url.set(drivername="sqlite"),
            poolclass=pool,
            connect_args={"check_same_thread": False},
            **ENGINE_OPTIONS,
        )
        event.listen(self._engine, "connect", _tune)
        self._turn = asyncio.Lock()
        self._log = None if in_memory else WriteAheadLog(str(url.database), self._turn)
        self._reader: SyncConnection | None = None
        self._writer: SyncConnection | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """The held reader: statements run one at a time, so one serves everybody."""
        if self._reader is None:
            self._reader = _autocommit(self._engine)
        yield InlineConnection(self._reader)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """The held writer, in a transaction of its own."""
        await self._take_turn()
        try:
            if self._writer is None:
                self._writer = _autocommit(self._engine)
            driver: Any = self._writer.connection.dbapi_connection
            _run(driver, "BEGIN IMMEDIATE")
            try:
                yield InlineConnection(self._writer)
                _run(driver, "COMMIT")
            except BaseException:
                # Also after a COMMIT that another process did not let through: an open transaction
                # would fail everybody who comes next.
                driver.execute("ROLLBACK")
                raise
        finally:
            self._turn.release()
        if self._log is not None:
            self._log.grew()

    async def run_sync(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Runs work with a plain connection."""
        await self._take_turn()
        try:
            with self._engine.begin() as connection:
                return work(connection, *arguments)
        finally:
            self._turn.release()

    async def close(self) -> None:
        """Closes both connections."""
        if self._log is not None:
            await self._log.close()
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._writer = None
        self._engine.dispose()

    async def _take_turn(self) -> None:
        if not self._turn.locked():
            await self._turn.acquire()
            return
        try:
            async with asyncio.timeout(_WRITE_WAIT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise Aborted("the database is busy; repeat the call", retry_after_s=1) from None


def _run(driver: Any, statement: str) -> None:
    try:
        driver.execute(statement)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Aborted("another process holds the database; repeat", retry_after_s=1) from error


def _autocommit(engine: Engine) -> SyncConnection:
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _tune(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
