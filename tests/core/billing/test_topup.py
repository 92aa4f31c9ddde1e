"""Tokens of the month: set once an account and month, whoever runs the job and how often."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from tests.fixtures.event_log import event_types
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.billing.model import BILLING
from voipbin.core.billing.opening import open_billing_account
from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.billing_account.model import BILLING_ACCOUNT, next_month
from voipbin.core.event.log import EventLog
from voipbin.core.paging import format_time, parse_token
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

CUSTOMER = "11111111-1111-4111-8111-111111111111"
_SECOND = 1_000_000


def us(text: str) -> int:
    return parse_token(text)[0]


@pytest_asyncio.fixture
async def month(store: Store) -> AsyncIterator[tuple[Store, ManualClock]]:
    """A store whose clock stands in the middle of January."""
    clock = ManualClock(us("2026-01-15T09:30:00Z"))
    yield Store(store.database, clock, EventLog(clock)), clock


async def read(store: Store) -> tuple[Any, list[Any]]:
    async with store.reading() as connection:
        account = (await connection.execute(select(BILLING_ACCOUNT.table))).one()
        entries = await connection.execute(
            select(BILLING.table).order_by(BILLING.table.c.tm_create, BILLING.table.c.id)
        )
        return account, list(entries.all())


async def open_account(store: Store, plan: str) -> None:
    async with store.writing() as work:
        await open_billing_account(work, CUSTOMER, plan)


async def spend(store: Store, tokens: int) -> None:
    async with store.writing() as work:
        accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
        account = await accounts.one(accounts.select_live())
        assert account is not None
        account.balance_token -= tokens
        await accounts.save(account)


async def test_opening_gives_the_first_month(month: tuple[Store, ManualClock]) -> None:
    store, clock = month
    await open_account(store, "basic")
    account, (entry,) = await read(store)
    assert account.balance_token == 1000
    assert format_time(account.tm_next_topup) == "2026-02-01T00:00:00.000000Z"
    assert (entry.transaction_type, entry.reference_type) == ("top_up", "monthly_allowance")
    assert (entry.amount_token, entry.balance_token_snapshot) == (1000, 1000)
    assert us("2026-01-15T09:30:00Z") < account.tm_last_topup < clock.now_us()


async def test_once_a_month(month: tuple[Store, ManualClock]) -> None:
    store, clock = month
    await open_account(store, "free")
    await spend(store, 70)
    assert await top_up_due_accounts(store) == 0
    clock.set(us("2026-02-01T00:00:00Z"))
    assert await top_up_due_accounts(store) == 1
    assert await top_up_due_accounts(store) == 0
    account, entries = await read(store)
    assert account.balance_token == 100, "reset, not added"
    assert len(entries) == 2
    assert len({entry.reference_id for entry in entries}) == 2


async def test_a_month_in_the_ledger_is_not_given_again(month: tuple[Store, ManualClock]) -> None:
    store, _ = month
    await open_account(store, "free")
    await spend(store, 70)
    async with store.writing() as work:
        accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
        account = await accounts.one(accounts.select_live())
        assert account is not None
        account.tm_next_topup = 1
        await accounts.save(account)
    assert await top_up_due_accounts(store) == 0
    shown, entries = await read(store)
    assert (shown.balance_token, len(entries)) == (30, 1)
    assert format_time(shown.tm_next_topup) == "2026-02-01T00:00:00.000000Z"


async def test_several_processes(month: tuple[Store, ManualClock]) -> None:
    store, clock = month
    for _ in range(3):
        await open_account(store, "free")
    clock.set(us("2026-02-01T00:00:00Z"))
    given = await asyncio.gather(*(top_up_due_accounts(store) for _ in range(3)))
    assert sum(given) == 3
    assert await event_types(store, "billing") == [
        *["billing_created"] * 3,
        *["billing_created", "billing_account_updated"] * 3,
    ]


async def test_months_that_were_slept_through(month: tuple[Store, ManualClock]) -> None:
    store, clock = month
    await open_account(store, "free")
    clock.set(us("2026-05-20T00:00:00Z"))
    assert await top_up_due_accounts(store) == 1
    account, entries = await read(store)
    assert format_time(account.tm_next_topup) == "2026-06-01T00:00:00.000000Z"
    assert len(entries) == 2


async def test_unlimited_needs_none(month: tuple[Store, ManualClock]) -> None:
    store, clock = month
    await open_account(store, "unlimited")
    clock.set(us("2026-02-03T00:00:00Z"))
    assert await top_up_due_accounts(store) == 0
    _, entries = await read(store)
    assert entries == []


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-12-31T23:59:59.999999Z", "2027-01-01T00:00:00.000000Z"),
        ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00.000000Z"),
    ],
)
def test_next_month(now: str, then: str) -> None:
    assert format_time(next_month(us(now))) == then
