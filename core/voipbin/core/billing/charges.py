"""Charging: the one door to the ledger for everything that is used.

Whoever stores that something began, ended or was sent calls this inside the same unit of work, so
the charge is stored with its cause or not at all. There is one entry for each reference: doing it
again changes nothing.

    await charges.opened(work, use, tm_start_us)     a call was answered, a recording runs
    await charges.closed(work, "call", call_id, tm_end_us)     it is over, and is paid
    await charges.item(work, use)     a message, an e-mail, a number: paid at once
"""

import uuid
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from voipbin.core.billing.model import BILLING, BillingRow
from voipbin.core.billing.pricing import is_free, price_of, started_minutes, whole_seconds
from voipbin.core.billing.rates import rate_for, rate_of
from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.billing_account.paying import paying_account
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.row import made
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import annotations_pb2

_log = structlog.get_logger(__name__)
_TABLE = BILLING.table
_ACCOUNTS = BILLING_ACCOUNT.table

PROGRESSING, END = "progressing", "end"

# Other writers of the two rows wait until the transaction ends. An account that was deleted in the
# meantime pays all the same: its books go on until the last use is over.
_UNFINISHED = (
    select(_TABLE)
    .where(
        _TABLE.c.reference_type == bindparam("of_type"),
        _TABLE.c.reference_id == bindparam("of_id"),
        _TABLE.c.status == PROGRESSING,
        # Named as the index does: only then does SQLite use it.
        _TABLE.c.reference_type != "",
    )
    .with_for_update()
)
_ACCOUNT = select(_ACCOUNTS).where(_ACCOUNTS.c.id == bindparam("of_id")).with_for_update()
_ENTER: dict[str, Any] = {
    name: dialect.insert(_TABLE)
    .values({column.name: bindparam(column.name) for column in _TABLE.columns})
    .on_conflict_do_nothing()
    .returning(_TABLE.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass(frozen=True, slots=True)
class Use:
    """Something that costs."""

    customer_id: str
    reference_type: str
    "As the contract spells it: call, recording, sms."
    reference_id: str
    "With the type unique for ever; see `part_of` for what has no id of its own."
    cost_type: str
    "Which rate applies."


def part_of(id: str, name: str) -> str:
    """The reference of one part of something: the same whoever asks, and however often."""
    return str(uuid.uuid5(uuid.UUID(id), name))


async def opened(work: UnitOfWork, use: Use, tm_start_us: int) -> None:
    """Something began that costs by the minute; its rates are those of now.

    Args:
        tm_start_us: microseconds since 1970.
    """
    account = await paying_account(work, use.customer_id)
    if account is None:
        _nobody_pays(use)
        return
    rate = await rate_for(work, use.customer_id, use.cost_type)
    await _enter(work, _entry(use, account, rate, PROGRESSING, tm_start_us, work.clock.now_us()))


async def closed(work: UnitOfWork, reference_type: str, reference_id: str, tm_end_us: int) -> None:
    """It is over and is paid now; nothing if it is paid already or never began.

    Args:
        tm_end_us: microseconds since 1970.
    """
    entry = await _unfinished(work, reference_type, reference_id)
    if entry is not None:
        await _finish(work, entry, tm_end_us)


async def item(work: UnitOfWork, use: Use) -> None:
    """One of what is counted one by one is paid; nothing if it is paid already."""
    account = await paying_account(work, use.customer_id)
    if account is None:
        _nobody_pays(use)
        return
    rate = await rate_for(work, use.customer_id, use.cost_type)
    account = await _locked(work, account.id)
    now_us = work.clock.now_us()
    entry = _entry(use, account, rate, END, now_us, now_us)
    entry.billable_units, entry.tm_billing_end = 1, now_us
    _charge(entry, account)
    if await _enter(work, entry):
        await _save_account(work, account, entry)
    else:
        await closed(work, use.reference_type, use.reference_id, now_us)


async def _finish(work: UnitOfWork, entry: BillingRow, tm_end_us: int) -> None:
    start_us = entry.tm_billing_start or tm_end_us
    entry.status = END
    entry.tm_billing_end = max(start_us, tm_end_us)
    # Free use ends without numbers: no account is locked for it, so there is no balance to show.
    if not is_free(_rate_of(entry)):
        account = await _locked(work, entry.account_id)
        _measure(entry, whole_seconds(start_us, entry.tm_billing_end))
        _charge(entry, account)
        await _save_account(work, account, entry)
    entry.tm_update = work.clock.now_us()
    await Repository(BILLING, work, entry.customer_id).save(entry)
    record(work, BILLING, "updated", entry)


def _measure(entry: BillingRow, seconds: int) -> None:
    if rate_of(entry.cost_type).per_minute:
        entry.usage_duration, entry.billable_units = seconds, started_minutes(seconds)
    else:
        entry.billable_units = 1


def _charge(entry: BillingRow, account: BillingAccountRow) -> None:
    """Takes the price of the entry's units from the account, and writes both sides down."""
    price = price_of(_rate_of(entry), entry.billable_units, account.balance_token)
    account.balance_token -= price.tokens
    account.balance_credit -= price.micros
    entry.amount_token, entry.amount_credit = -price.tokens, -price.micros
    entry.balance_token_snapshot = account.balance_token
    entry.balance_credit_snapshot = account.balance_credit


def _rate_of(entry: BillingRow) -> annotations_pb2.Rate:
    return annotations_pb2.Rate(
        token_per_unit=entry.rate_token_per_unit, credit_per_unit=entry.rate_credit_per_unit
    )


def _entry(
    use: Use,
    account: BillingAccountRow,
    rate: annotations_pb2.Rate,
    status: str,
    tm_start_us: int,
    now_us: int,
) -> BillingRow:
    return BillingRow(
        id=new_id(),
        customer_id=use.customer_id,
        account_id=account.id,
        transaction_type="usage",
        status=status,
        reference_type=use.reference_type,
        reference_id=use.reference_id,
        cost_type=use.cost_type,
        rate_token_per_unit=rate.token_per_unit,
        rate_credit_per_unit=rate.credit_per_unit,
        tm_billing_start=tm_start_us,
        tm_create=now_us,
    )


async def _enter(work: UnitOfWork, entry: BillingRow) -> bool:
    """Writes a new entry; False when its reference has one."""
    values = {column.name: getattr(entry, column.name) for column in _TABLE.columns}
    if (await work.execute(_ENTER[work.dialect_name], values)).first() is None:
        return False
    record(work, BILLING, "created", entry)
    return True


async def _unfinished(
    work: UnitOfWork, reference_type: str, reference_id: str
) -> BillingRow | None:
    wanted = {"of_type": reference_type, "of_id": reference_id}
    row = (await work.execute(_UNFINISHED, wanted)).first()
    return None if row is None else made(BillingRow, row._mapping)


async def _locked(work: UnitOfWork, account_id: str) -> BillingAccountRow:
    row = (await work.execute(_ACCOUNT, {"of_id": account_id})).one()
    return made(BillingAccountRow, row._mapping)


async def _save_account(work: UnitOfWork, account: BillingAccountRow, entry: BillingRow) -> None:
    if not (entry.amount_token or entry.amount_credit):
        return
    account.tm_update = work.clock.now_us()
    accounts = Repository(BILLING_ACCOUNT, work, account.customer_id)
    await accounts.save(account, "balance_token", "balance_credit", "tm_update")
    record(work, BILLING_ACCOUNT, "updated", account)


def _nobody_pays(use: Use) -> None:
    _log.warning(
        "nobody pays for this: the customer has no billing account",
        customer_id=use.customer_id,
        reference_type=use.reference_type,
        reference_id=use.reference_id,
    )
