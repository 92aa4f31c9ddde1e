"""What a unit of each kind of use costs: as the contract declares it, unless the operator says
otherwise.
"""

from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, bindparam, delete, insert, select
from sqlmodel import Field, SQLModel

from voipbin.core.contract import spelling
from voipbin.core.database import Connection
from voipbin.v1 import annotations_pb2, billing_pb2

_TYPES: Any = billing_pb2.DESCRIPTOR.enum_types_by_name["BillingCostType"]
EVERY_CUSTOMER = ""


class BillingRateRow(SQLModel, table=True):
    """A price the operator chose, for one customer or for all of them."""

    __tablename__ = "billing_rate"

    customer_id: str = Field(primary_key=True, max_length=36)
    '"" for every customer that has no price of its own.'
    cost_type: str = Field(primary_key=True, max_length=32)
    token_per_unit: int = Field(sa_type=BigInteger)
    credit_per_unit: int = Field(sa_type=BigInteger)


RATES: Any = BillingRateRow.__table__  # type: ignore[attr-defined]
_CHOSEN = (
    select(RATES.c.token_per_unit, RATES.c.credit_per_unit)
    .where(
        RATES.c.cost_type == bindparam("of_cost_type"),
        RATES.c.customer_id.in_((EVERY_CUSTOMER, bindparam("of_customer_id"))),
    )
    .order_by(RATES.c.customer_id.desc())
    .limit(1)
)


def cost_types() -> list[str]:
    """The words of everything that has a rate."""
    return [word for word in spelling.words(_TYPES) if word]


@cache
def rate_of(cost_type: str) -> annotations_pb2.Rate:
    """The declared rate of a cost type.

    Raises:
        ValueError: there is no such cost type.
    """
    options: Any = _TYPES.values_by_number[spelling.number(_TYPES, cost_type)].GetOptions()
    return cast(annotations_pb2.Rate, options.Extensions[annotations_pb2.rate])


async def rate_for(
    connection: Connection, customer_id: str, cost_type: str
) -> annotations_pb2.Rate:
    """The rate of a cost type for a customer: its own, else the operator's, else the declared one.

    Raises:
        ValueError: there is no such cost type.
    """
    declared = rate_of(cost_type)
    wanted = {"of_cost_type": cost_type, "of_customer_id": customer_id}
    chosen = (await connection.execute(_CHOSEN, wanted)).first()
    if chosen is None:
        return declared
    return annotations_pb2.Rate(
        token_per_unit=chosen.token_per_unit,
        credit_per_unit=chosen.credit_per_unit,
        per_minute=declared.per_minute,
    )


async def choose_rate(connection: Connection, row: BillingRateRow) -> None:
    """Sets a price for everything that begins from now on; what runs keeps the one it began with.

    Raises:
        ValueError: there is no such cost type, or a price is negative.
    """
    rate_of(row.cost_type)
    if min(row.token_per_unit, row.credit_per_unit) < 0:
        raise ValueError(f"the price of {row.cost_type} must not be negative")
    await forget_rate(connection, row.customer_id, row.cost_type)
    await connection.execute(insert(RATES), row.model_dump())


async def forget_rate(connection: Connection, customer_id: str, cost_type: str) -> None:
    """Goes back to the next more general price."""
    rate_of(cost_type)
    await connection.execute(
        delete(RATES).where(RATES.c.customer_id == customer_id, RATES.c.cost_type == cost_type)
    )
