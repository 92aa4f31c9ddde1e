"""Entries that are made at once, without a use that begins and ends."""

import uuid
from datetime import UTC, datetime

from voipbin.core.billing.model import BILLING, BillingRow
from voipbin.core.billing_account.model import BillingAccountRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork


async def store_entry(work: UnitOfWork, entry: BillingRow) -> None:
    """Writes an entry into the ledger."""
    await Repository(BILLING, work, entry.customer_id).add(entry)
    record(work, BILLING, "created", entry)


async def is_entered(work: UnitOfWork, entry: BillingRow) -> bool:
    """Whether the ledger has an entry about the same thing; its account is locked."""
    table = BILLING.table
    same = (
        table.c.reference_type == entry.reference_type,
        table.c.reference_id == entry.reference_id,
    )
    return await Repository(BILLING, work, entry.customer_id).count(*same) > 0


def adjustment(account: BillingAccountRow, micros: int, now_us: int) -> BillingRow:
    """The entry of a correction by hand; the account has its new balance already."""
    entry = _entry(account, now_us)
    entry.transaction_type = "adjustment"
    entry.reference_type = "credit_adjustment"
    entry.reference_id = entry.id
    entry.amount_credit = micros
    return entry


def monthly_allowance(account: BillingAccountRow, tokens: int, now_us: int) -> BillingRow:
    """The entry of the tokens of a month, the same reference whoever makes it; the balance becomes
    them, and what is left of the last month lapses.
    """
    month = datetime.fromtimestamp(now_us / 1e6, UTC).strftime("%Y-%m")
    entry = _entry(account, now_us)
    entry.transaction_type = "top_up"
    entry.reference_type = "monthly_allowance"
    entry.reference_id = str(uuid.uuid5(uuid.UUID(account.id), f"topup:{month}"))
    entry.tokens_lapsed = entry.balance_token_snapshot
    entry.amount_token = entry.balance_token_snapshot = tokens
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
