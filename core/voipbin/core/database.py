"""The database: a way to read and a way to write, on SQLite or PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

import orjson
from sqlalchemy.engine import make_url

ENGINE_OPTIONS: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


class Connection(Protocol):
    """What statements run on."""

    @property
    def dialect_name(self) -> str:
        """sqlite or postgresql."""

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement; the result's rows are in memory."""


class Database(Protocol):
    """Connections to one database."""

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for reads, each statement on its own: no BEGIN, no ROLLBACK."""

    def writing(self) -> AbstractAsyncContextManager[Connection]:
        """A connection inside one transaction, committed at the end unless something is raised.

        Raises:
            Aborted: other writers did not let this one through in time.
        """

    async def run_sync(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Runs work with a plain SQLAlchemy connection in one transaction: for migrations."""

    async def close(self) -> None:
        """Closes every connection; may be called twice."""


def open_database(url: str) -> Database:
    """The database of a URL.

    Args:
        url: sqlite:///path or postgresql://user:password@host/name.

    Raises:
        ValueError: another kind of URL.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        from voipbin.core.sqlite_database import SqliteDatabase

        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return SqliteDatabase(parsed)
    if backend in ("postgresql", "postgres"):
        try:
            from voipbin.core.postgres_database import PostgresDatabase

            return PostgresDatabase(parsed)
        except ImportError as error:
            message = f"PostgreSQL needs more packages: pip install 'voipbin[postgres]' ({error})"
            raise ImportError(message) from error
    raise ValueError(f"database url must start with sqlite: or postgresql:, got {backend}:")
