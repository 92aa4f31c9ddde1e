"""PostgreSQL through asyncpg."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from voipbin.core.database import ENGINE_OPTIONS, Connection
from voipbin.core.errors import Aborted, Unavailable

_log = structlog.get_logger(__name__)
_POOL_SIZE = 10
_LAST_S = 1.0
# A process that stands still in a transaction must not keep others from what it has locked.
_SESSION = {"idle_in_transaction_session_timeout": "10000"}
_LOST_RACES = frozenset({"40001", "40P01"})
"serialization_failure and deadlock_detected (PostgreSQL, appendix A)."


class PooledConnection:
    """An asyncpg connection of the pool."""

    dialect_name = "postgresql"

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement.

        Raises:
            Aborted: another change came first.
            Unavailable: the server is gone.
        """
        with _in_our_words():
            return await self._connection.execute(statement, parameters)


class PostgresDatabase:
    """One database of a server."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=_POOL_SIZE,
            connect_args={"server_settings": _SESSION},
            **ENGINE_OPTIONS,
        )
        self._autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection of the pool without a transaction."""
        async with contextlib.AsyncExitStack() as stack:
            with _in_our_words():
                connection = await stack.enter_async_context(self._autocommit.connect())
            yield PooledConnection(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A connection of the pool in a transaction."""
        async with contextlib.AsyncExitStack() as stack:
            with _in_our_words():
                connection = await stack.enter_async_context(self._engine.begin())
            yield PooledConnection(connection)

    async def run_sync(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Runs work with a plain connection."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work, *arguments)

    async def close(self) -> None:
        """Closes the pool, once what is under way has given its connections back."""
        pool: Any = self._engine.pool
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_S):
                # A task that was cancelled gives its own back in the background.
                while pool.checkedout():  # noqa: ASYNC110 - the pool has no event for it
                    await asyncio.sleep(0.01)
        await self._engine.dispose()


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    """Tells lost races and a lost server from our own mistakes."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
            raise Aborted("another change came first; repeat", retry_after_s=1) from error
        if error.connection_invalidated:
            raise _no_server(error) from error
        raise
    except (PoolTimeout, OSError) as error:
        raise _no_server(error) from error


def _no_server(error: Exception) -> Unavailable:
    _log.warning("the database cannot be reached", error=repr(error))
    return Unavailable(
        "the database cannot be reached; repeat later",
        reason="DATABASE_UNAVAILABLE",
        retry_after_s=1,
    )
