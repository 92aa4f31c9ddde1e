"""PostgreSQL through asyncpg."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.engine.url import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from voipbin.core.database import ENGINE_OPTIONS, Connection

_POOL_SIZE = 10


class PooledConnection:
    """An asyncpg connection of the pool."""

    dialect_name = "postgresql"

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement."""
        return await self._connection.execute(statement, parameters)


class PostgresDatabase:
    """One database of a server."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"), pool_size=_POOL_SIZE, **ENGINE_OPTIONS
        )
        self._autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection of the pool without a transaction."""
        async with self._autocommit.connect() as connection:
            yield PooledConnection(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A connection of the pool in a transaction."""
        async with self._engine.begin() as connection:
            yield PooledConnection(connection)

    async def run_sync(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Runs work with a plain connection."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work, *arguments)

    async def close(self) -> None:
        """Closes the pool."""
        await self._engine.dispose()
