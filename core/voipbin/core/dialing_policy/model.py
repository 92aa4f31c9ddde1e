"""The table of dialing policies."""

from sqlalchemy import BigInteger, Index, select, text
from sqlmodel import Field

from voipbin.core.database import Connection
from voipbin.core.ids import new_id
from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field
from voipbin.v1 import dialing_policy_pb2

_LIVE = text("tm_delete IS NULL")


class DialingPolicyRow(Row, table=True):
    """What a customer may dial; a customer without a row has the operator's defaults.

    Of the limits 0 means that the next wider one counts: the ceiling, then the setting.
    """

    __tablename__ = "dialing_policy"
    __table_args__ = (
        Index(
            "uq_dialing_policy_customer",
            "customer_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    allowed_countries: list[str] = json_field(list)
    calls_per_second: int = Field(default=0, sa_type=BigInteger)
    concurrent_calls: int = Field(default=0, sa_type=BigInteger)
    spend_per_day: int = Field(default=0, sa_type=BigInteger)
    "Micros of a dollar."
    country_ceiling: list[str] = json_field(list)
    number_types: list[str] = json_field(list)
    calls_per_second_ceiling: int = Field(default=0, sa_type=BigInteger)
    concurrent_calls_ceiling: int = Field(default=0, sa_type=BigInteger)
    spend_per_day_ceiling: int = Field(default=0, sa_type=BigInteger)


DIALING_POLICY = Resource("dialing_policy", DialingPolicyRow, dialing_policy_pb2.DialingPolicy)


async def find_policy(
    connection: Connection, customer_id: str, *, lock: bool = False
) -> DialingPolicyRow | None:
    """The policy that a customer, or an operator for it, has chosen."""
    table = DIALING_POLICY.table
    statement = select(table).where(table.c.customer_id == customer_id, table.c.tm_delete.is_(None))
    if lock:
        statement = statement.with_for_update()
    found = (await connection.execute(statement)).first()
    return None if found is None else DialingPolicyRow(**found._mapping)


def new_policy(customer_id: str, now_us: int) -> DialingPolicyRow:
    """A policy that allows nothing yet."""
    return DialingPolicyRow(id=new_id(), customer_id=customer_id, tm_create=now_us)
