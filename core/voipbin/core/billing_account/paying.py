"""Which account pays for a customer."""

from typing import Any

from sqlalchemy import select

from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.billing_account.plan import DEFAULT_PLAN, limit_of
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import ResourceExhausted


async def paying_account(connection: Any, customer_id: str) -> BillingAccountRow | None:
    """The account the customer has chosen; None when there is none or it is gone."""
    accounts, customers = BILLING_ACCOUNT.table, CUSTOMER.table
    found = await connection.execute(
        select(accounts)
        .join(customers, customers.c.billing_account_id == accounts.c.id)
        .where(customers.c.id == customer_id, accounts.c.tm_delete.is_(None))
    )
    row = found.first()
    return None if row is None else BillingAccountRow(**row._mapping)


async def check_plan(connection: Any, customer_id: str, name: str, have: int) -> None:
    """Refuses one more row of a kind than the plan allows.

    Args:
        name: of the limit, as the plans declare it.
        have: live rows before this one.

    Raises:
        ResourceExhausted: naming the plan and its limit.
    """
    account = await paying_account(connection, customer_id)
    plan_type = account.plan_type if account is not None else DEFAULT_PLAN
    most = limit_of(plan_type, name)
    if most is not None and have >= most:
        raise ResourceExhausted(
            f"the {plan_type} plan allows {most} of {name.replace('_', ' ')}: delete one,"
            " or ask for another plan",
            reason="PLAN_LIMIT_REACHED",
        )
