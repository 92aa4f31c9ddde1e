"""Whether an account can pay for what is about to happen. Nothing is charged here."""

from typing import Any

from voipbin.core.billing.pricing import price_of
from voipbin.core.billing.rates import rate_for
from voipbin.core.billing_account.model import BillingAccountRow
from voipbin.core.billing_account.paying import paying_account
from voipbin.core.billing_account.plan import plan_of
from voipbin.core.errors import InsufficientBalance


async def has_credit(connection: Any, customer_id: str, micros: int) -> bool:
    """Whether the customer's account has that much credit, or needs none."""
    account = await paying_account(connection, customer_id, active_only=True)
    return account is not None and _has_credit(account, micros)


async def can_pay(connection: Any, customer_id: str, cost_type: str, units: int = 1) -> bool:
    """Whether the customer's account covers so many units, or need not."""
    account = await paying_account(connection, customer_id, active_only=True)
    if account is None:
        return False
    rate = await rate_for(connection, customer_id, cost_type)
    return _has_credit(account, price_of(rate, units, account.balance_token).micros)


async def require_items(
    connection: Any, customer_id: str, cost_type: str, count: int = 1, *, lock: bool = False
) -> None:
    """Refuses what is paid one by one, and is not covered: messages, e-mails, numbers.

    Args:
        cost_type: sms, email, number: its rate is asked for.
        count: targets of the message, destinations of the e-mail.
        lock: keeps the account from others until it is charged by the same transaction: two
            requests at once would both find the last dollar.

    Raises:
        InsufficientBalance: naming what is there and what is needed.
    """
    account = await _usable(connection, customer_id, lock=lock)
    rate = await rate_for(connection, customer_id, cost_type)
    micros = price_of(rate, count, account.balance_token).micros
    if not _has_credit(account, micros):
        raise _too_little(account, micros)


async def require_credit(connection: Any, customer_id: str, micros: int) -> None:
    """Refuses what the credit does not cover.

    Raises:
        InsufficientBalance: naming what is there and what is needed.
    """
    account = await _usable(connection, customer_id)
    if not _has_credit(account, micros):
        raise _too_little(account, micros)


async def require_call_balance(connection: Any, customer_id: str) -> None:
    """Refuses a call, in or out, of a customer that could not pay a minute of it.

    Raises:
        InsufficientBalance: there are no tokens, and not the credit for a minute.
    """
    await _require_minute(connection, customer_id, "call_pstn_outgoing")


async def require_recording_balance(connection: Any, customer_id: str) -> None:
    """Refuses a recording of a customer that could not pay a minute of it.

    Raises:
        InsufficientBalance: there are no tokens, and not the credit for a minute.
    """
    await _require_minute(connection, customer_id, "recording")


async def _require_minute(connection: Any, customer_id: str, cost_type: str) -> None:
    account = await _usable(connection, customer_id)
    micros = (await rate_for(connection, customer_id, cost_type)).credit_per_unit
    if account.balance_token <= 0 and not _has_credit(account, micros):
        raise _too_little(account, micros)


async def _usable(connection: Any, customer_id: str, *, lock: bool = False) -> BillingAccountRow:
    account = await paying_account(connection, customer_id, active_only=True, lock=lock)
    if account is None:
        raise InsufficientBalance(
            "the customer has no billing account, or is not active",
            reason="BILLING_ACCOUNT_UNUSABLE",
        )
    return account


def _has_credit(account: BillingAccountRow, micros: int) -> bool:
    return plan_of(account.plan_type).unlimited or account.balance_credit >= micros


def _too_little(account: BillingAccountRow, micros: int) -> InsufficientBalance:
    return InsufficientBalance(
        f"this needs a credit of {micros / 1e6:.2f} dollars,"
        f" the account has {account.balance_credit / 1e6:.2f}"
        f" and {account.balance_token} tokens"
    )
