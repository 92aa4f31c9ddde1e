"""Entries that are made at once, without a use that begins and ends."""

import uuid
from datetime import UTC, datetime

from voipbin.core.billing.model import BillingRow
from voipbin.core.billing_account.model import BillingAccountRow
from voipbin.core.ids import new_id


def adjustment(account: BillingAccountRow, micros: int, now_us: int) -> BillingRow:
    """The entry of a correction by hand; the account has its new balance already."""
    entry = _entry(account, now_us)
    entry.transaction_type = "adjustment"
    entry.reference_type = "credit_adjustment"
    entry.reference_id = entry.id
    entry.amount_credit = micros
    return entry


def monthly_allowance(account: BillingAccountRow, tokens: int, now_us: int) -> BillingRow:
    """The entry of the tokens of a month, the same id whoever makes it."""
    month = datetime.fromtimestamp(now_us / 1e6, UTC).strftime("%Y-%m")
    entry = _entry(account, now_us)
    entry.transaction_type = "top_up"
    entry.reference_type = "monthly_allowance"
    entry.reference_id = str(uuid.uuid5(uuid.UUID(account.id), f"topup:{month}"))
    entry.amount_token = tokens
    return entry


def _entry(account: BillingAccountRow, now_us: int) -> BillingRow:
    return BillingRow(
        id=new_id(),
        customer_id=account.customer_id,
        account_id=account.id,
        status="end",
        billable_units=1,
        balance_token_snapshot=account.balance_token,
        balance_credit_snapshot=account.balance_credit,
        tm_billing_start=now_us,
        tm_billing_end=now_us,
        tm_create=now_us,
    )
