"""The table of numbers, and finding the owner of one."""

from typing import Any

from sqlalchemy import Index, bindparam, insert, select, text
from sqlmodel import Field

from voipbin.core.database import Connection
from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, made, time_field
from voipbin.v1 import number_pb2

_LIVE = text("tm_delete IS NULL")


class NumberRow(Row, table=True):
    """A telephone number; one live row a number, whoever owns it."""

    __tablename__ = "number"
    __table_args__ = (
        listing_index("number"),
        Index("ix_number_renewal", "tm_renew"),
        Index("uq_number", "number", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    number: str = Field(max_length=32)
    type: str = Field(default="normal", max_length=16)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    call_flow_id: str = Field(default="", max_length=36)
    message_flow_id: str = Field(default="", max_length=36)
    status: str = Field(default="active", max_length=16)
    t38_enabled: bool = False
    emergency_enabled: bool = False
    tm_purchase: int | None = time_field()
    tm_renew: int | None = time_field()

    def end(self, now_us: int) -> None:
        """Takes it out of service: the number is free."""
        self.status, self.tm_delete = "deleted", now_us


NUMBER = Resource("number", NumberRow, number_pb2.Number)

_TABLE: Any = NumberRow.__table__  # type: ignore[attr-defined]
_LIVE_NUMBER = select(_TABLE).where(
    _TABLE.c.number == bindparam("wanted_number"), _TABLE.c.tm_delete.is_(None)
)


async def add_number(connection: Connection, row: NumberRow) -> None:
    """Stores a number."""
    values = {column.name: getattr(row, column.name) for column in _TABLE.columns}
    await connection.execute(insert(_TABLE), values)


async def find_number(connection: Connection, number: str) -> NumberRow | None:
    """The live row of a number in E.164, whoever owns it: for calls that come in."""
    row = (await connection.execute(_LIVE_NUMBER, {"wanted_number": number})).first()
    return None if row is None else made(NumberRow, row._mapping)


async def owns_number(connection: Connection, customer_id: str, number: str) -> bool:
    """Whether the customer owns a number."""
    row = await find_number(connection, number)
    return row is not None and row.customer_id == customer_id


async def oldest_number(connection: Connection, customer_id: str) -> str:
    """The number a customer has had longest; "" without any."""
    found = await connection.execute(
        select(_TABLE.c.number)
        .where(_TABLE.c.customer_id == customer_id, _TABLE.c.tm_delete.is_(None))
        .order_by(_TABLE.c.tm_create)
        .limit(1)
    )
    row = found.first()
    return "" if row is None else str(row.number)
