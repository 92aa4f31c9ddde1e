"""The tables of processes and of leases."""

from typing import Any

from sqlalchemy import BigInteger, select
from sqlmodel import Field, SQLModel

from voipbin.core.database import Connection
from voipbin.core.row import time_field


class ProcessRow(SQLModel, table=True):
    """One start of the program, from its first heartbeat until what it left is dealt with."""

    __tablename__ = "process"

    id: str = Field(primary_key=True, max_length=36)
    address: str = Field(max_length=256)
    "Where the other processes reach its gRPC: HOST:PORT; empty until it listens."
    place: str = Field(default="", max_length=512)
    "Machine and data directory; only one process at a time has them."
    key_print: str = Field(default="", max_length=64)
    "Fingerprint of its secret key."
    tm_create: int = Field(sa_type=BigInteger)
    tm_beat: int = Field(sa_type=BigInteger)
    "Its last sign of life, on the clock of the database."
    tm_dead: int | None = time_field()
    "When it left, or another one found it dead: it must not go on, and others take what it had."


class LeaseRow(SQLModel, table=True):
    """Something that one process at a time may do."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=64)
    holder: str = Field(max_length=36)
    "Id of the process."
    tm_until: int = Field(sa_type=BigInteger)
    "On the clock of the database; anybody may take it then."


PROCESS: Any = ProcessRow.__table__  # type: ignore[attr-defined]
LEASE: Any = LeaseRow.__table__  # type: ignore[attr-defined]


async def last_signs(connection: Connection) -> dict[str, int]:
    """When each process that is registered gave its last sign of life."""
    found = await connection.execute(select(PROCESS.c.id, PROCESS.c.tm_beat))
    return {row.id: row.tm_beat for row in found}


def left_behind(table: Any) -> Any:
    """That a row was under way in a process that lives no more.

    A process registers before it stores anything, so whatever a statement sees of a new one, it
    sees that it lives.
    """
    living = select(PROCESS.c.id).where(PROCESS.c.tm_dead.is_(None))
    return table.c.process_id.not_in(living)


async def is_alive(connection: Connection, process_id: str) -> bool:
    """Whether a process is registered, and not found dead."""
    living = select(PROCESS.c.id).where(PROCESS.c.id == process_id, PROCESS.c.tm_dead.is_(None))
    return (await connection.execute(living)).first() is not None
