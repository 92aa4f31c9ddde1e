"""Whether an account can pay for what is about to happen. Nothing is charged here."""

from typing import Any

from voipbin.core.billing_account.model import BillingAccountRow
from voipbin.core.billing_account.paying import paying_account
from voipbin.core.billing_account.plan import plan_of
from voipbin.core.errors import InsufficientBalance


async def has_credit(connection: Any, customer_id: str, micros: int) -> bool:
    """Whether the customer's account has that much credit, or needs none."""
    account = await paying_account(connection, customer_id)
    return account is not None and _can_pay(account, micros)


async def require_credit(connection: Any, customer_id: str, micros: int) -> None:
    """Refuses what the credit does not cover.

    Raises:
        InsufficientBalance: naming what is there and what is needed.
    """
    account = await paying_account(connection, customer_id)
    if account is None:
        raise InsufficientBalance("the customer has no billing account")
    if not _can_pay(account, micros):
        raise InsufficientBalance(
            f"this needs a credit of {micros / 1e6:.2f} dollars,"
            f" the account has {account.balance_credit / 1e6:.2f}"
        )


def _can_pay(account: BillingAccountRow, micros: int) -> bool:
    return plan_of(account.plan_type).unlimited or account.balance_credit >= micros
