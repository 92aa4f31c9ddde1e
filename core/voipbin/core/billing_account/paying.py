"""Which account pays for a customer."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import bindparam, select

from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.billing_account.plan import DEFAULT_PLAN, limit_of
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import FailedPrecondition
from voipbin.core.row import made

_ACCOUNTS, _CUSTOMERS = BILLING_ACCOUNT.table, CUSTOMER.table
_PAYING = (
    select(_ACCOUNTS)
    .join(_CUSTOMERS, _CUSTOMERS.c.billing_account_id == _ACCOUNTS.c.id)
    .where(_CUSTOMERS.c.id == bindparam("of_customer_id"), _ACCOUNTS.c.tm_delete.is_(None))
)
_PAYING_ACTIVE = _PAYING.where(_CUSTOMERS.c.status == "active")


async def paying_account(
    connection: Any, customer_id: str, *, active_only: bool = False, lock: bool = False
) -> BillingAccountRow | None:
    """The account the customer has chosen; None when there is none or it is gone.

    Args:
        active_only: a customer that is frozen or deleted pays nothing.
        lock: keeps it from other writers until the transaction ends.
    """
    statement = _PAYING_ACTIVE if active_only else _PAYING
    if lock:
        statement = statement.with_for_update(of=_ACCOUNTS)
    row = (await connection.execute(statement, {"of_customer_id": customer_id})).first()
    return None if row is None else made(BillingAccountRow, row._mapping)


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
    locked = select(_CUSTOMERS.c.id).where(_CUSTOMERS.c.id == customer_id).with_for_update()
    await connection.execute(locked)
    have = await count()
    if have is not None and have >= most:
        raise FailedPrecondition(
            f"the {plan_type} plan allows {most} of {name.replace('_', ' ')}: delete one,"
            " or ask for another plan",
            reason="PLAN_LIMIT_REACHED",
        )
