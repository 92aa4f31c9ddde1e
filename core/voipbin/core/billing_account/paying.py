"""Which account pays for a customer."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.billing_account.plan import DEFAULT_PLAN, limit_of
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import FailedPrecondition


async def paying_account(
    connection: Any, customer_id: str, *, active_only: bool = False
) -> BillingAccountRow | None:
    """The account the customer has chosen; None when there is none or it is gone.

    Args:
        active_only: a customer that is frozen or deleted pays nothing.
    """
    accounts, customers = BILLING_ACCOUNT.table, CUSTOMER.table
    statement = (
        select(accounts)
        .join(customers, customers.c.billing_account_id == accounts.c.id)
        .where(customers.c.id == customer_id, accounts.c.tm_delete.is_(None))
    )
    if active_only:
        statement = statement.where(customers.c.status == "active")
    row = (await connection.execute(statement)).first()
    return None if row is None else BillingAccountRow(**row._mapping)


async def check_plan(
    connection: Any, customer_id: str, name: str, count: Callable[[], Awaitable[int | None]]
) -> None:
    """Refuses one more row of a kind than the plan allows.

    Args:
        name: of the limit, as the plans declare it.
        count: live rows before this one; None when the plan does not count it.

    Raises:
        FailedPrecondition: naming the plan and its limit.
    """
    account = await paying_account(connection, customer_id)
    plan_type = account.plan_type if account is not None else DEFAULT_PLAN
    most = limit_of(plan_type, name)
    if most is None:
        return
    # Two transactions that count at once would both find the last place free.
    customers = CUSTOMER.table
    locked = select(customers.c.id).where(customers.c.id == customer_id).with_for_update()
    await connection.execute(locked)
    have = await count()
    if have is not None and have >= most:
        raise FailedPrecondition(
            f"the {plan_type} plan allows {most} of {name.replace('_', ' ')}: delete one,"
            " or ask for another plan",
            reason="PLAN_LIMIT_REACHED",
        )
