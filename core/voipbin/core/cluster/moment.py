"""Time as all processes of a database agree on it."""

from typing import Any

from sqlalchemy import literal, literal_column

from voipbin.core.unit_of_work import UnitOfWork

_SERVER_NOW: Any = literal_column("CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)")


def shared_now(work: UnitOfWork) -> Any:
    """An expression of microseconds since 1970: the clock of the server, which machines share."""
    if work.dialect_name == "postgresql":
        return _SERVER_NOW
    return literal(work.clock.now_us())
