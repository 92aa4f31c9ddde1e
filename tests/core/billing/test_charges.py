"""Charging: what an entry says, and that there is one for each reference."""

import asyncio
from typing import Any

import pytest

from tests.fixtures.callers import CUSTOMER, STRANGER
from tests.fixtures.event_log import event_types
from tests.fixtures.payers import add_payer, books, differences, set_status, spend_tokens
from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use, part_of
from voipbin.core.billing.rates import (
    BillingRateRow,
    choose_rate,
    cost_types,
    forget_rate,
    rate_for,
    rate_of,
)
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

START = 1_767_225_600_000_000
_SECOND = 1_000_000


def call(cost_type: str = "call_pstn_outgoing") -> Use:
    return Use(CUSTOMER, "call", new_id(), cost_type)


async def begin(store: Store, use: Use) -> None:
    async with store.writing() as work:
        await charges.opened(work, use, START)


async def end(store: Store, use: Use, seconds: float) -> None:
    async with store.writing() as work:
        ended_us = START + int(seconds * _SECOND)
        await charges.closed(work, use.reference_type, use.reference_id, ended_us)


async def buy(store: Store, use: Use) -> None:
    async with store.writing() as work:
        await charges.item(work, use)


async def only_entry(store: Store, account: str) -> Any:
    (entry,) = (await books(store, account)).usage
    return entry


async def test_progressing(store: Store) -> None:
    account, use = await add_payer(store, micros=1_000_000), call()
    await begin(store, use)
    entry = await only_entry(store, account)
    assert (entry.status, entry.transaction_type) == ("progressing", "usage")
    assert (entry.reference_type, entry.reference_id) == ("call", use.reference_id)
    assert (entry.rate_token_per_unit, entry.rate_credit_per_unit) == (0, 10_000)
    assert (entry.amount_credit, entry.balance_credit_snapshot, entry.billable_units) == (0, 0, 0)
    assert (entry.tm_billing_start, entry.tm_billing_end) == (START, None)
    assert (await books(store, account)).micros == 1_000_000


async def test_end(store: Store) -> None:
    account, use = await add_payer(store, micros=1_000_000), call()
    await begin(store, use)
    await end(store, use, 61.9)
    entry = await only_entry(store, account)
    assert (entry.status, entry.usage_duration, entry.billable_units) == ("end", 61, 2)
    assert (entry.amount_token, entry.amount_credit) == (0, -20_000)
    assert (entry.balance_token_snapshot, entry.balance_credit_snapshot) == (100, 980_000)
    assert entry.tm_billing_end == START + 61_900_000
    after = await books(store, account)
    assert (after.tokens, after.micros) == (100, 980_000)
    assert await differences(store) == []


async def test_events(store: Store) -> None:
    account, use = await add_payer(store), call()
    await begin(store, use)
    await end(store, use, 5)
    heard = await event_types(store, "billing")
    assert heard[-3:] == ["billing_created", "billing_account_updated", "billing_updated"]
    assert (await books(store, account)).micros == -10_000, "a balance may go below nothing"


async def test_tokens_pay_whole_units(store: Store) -> None:
    account, use = await add_payer(store), Use(CUSTOMER, "speaking", new_id(), "tts")
    await spend_tokens(store, account, 4)
    await begin(store, use)
    await end(store, use, 180)
    entry = await only_entry(store, account)
    assert (entry.amount_token, entry.amount_credit) == (-3, -60_000)
    assert (entry.balance_token_snapshot, entry.balance_credit_snapshot) == (1, -60_000)


@pytest.mark.parametrize("cost_type", ["call_extension", "call_direct_ext"])
async def test_free_use_ends_without_numbers(store: Store, cost_type: str) -> None:
    account, use = await add_payer(store, micros=5), call(cost_type)
    await begin(store, use)
    await end(store, use, 300)
    entry = await only_entry(store, account)
    assert entry.status == "end"
    assert entry.tm_billing_end == START + 300 * _SECOND
    numbers = (entry.usage_duration, entry.billable_units, entry.amount_credit)
    assert (*numbers, entry.balance_token_snapshot, entry.balance_credit_snapshot) == (0,) * 5


@pytest.mark.parametrize("seconds", [0, 0.9, -7])
async def test_less_than_a_second(store: Store, seconds: float) -> None:
    account, use = await add_payer(store, micros=5), call()
    await begin(store, use)
    await end(store, use, seconds)
    entry = await only_entry(store, account)
    assert (entry.usage_duration, entry.billable_units, entry.amount_credit) == (0, 0, 0)
    assert (entry.balance_token_snapshot, entry.balance_credit_snapshot) == (100, 5)
    assert entry.tm_billing_end >= entry.tm_billing_start


async def test_again_and_again(store: Store) -> None:
    account, use = await add_payer(store, micros=1_000_000), call()
    for _ in range(2):
        await begin(store, use)
    for seconds in (30, 300):
        await end(store, use, seconds)
    await begin(store, use)
    assert (await only_entry(store, account)).billable_units == 1
    assert (await books(store, account)).micros == 990_000


async def test_end_of_what_never_began(store: Store) -> None:
    account = await add_payer(store)
    await end(store, call(), 60)
    assert (await books(store, account)).usage == []


async def test_item(store: Store) -> None:
    account = await add_payer(store, micros=50_000)
    use = Use(CUSTOMER, "sms", part_of(new_id(), "target-0"), "sms")
    for _ in range(3):
        await buy(store, use)
    entry = await only_entry(store, account)
    assert (entry.status, entry.usage_duration, entry.billable_units) == ("end", 0, 1)
    assert (entry.amount_credit, entry.balance_credit_snapshot) == (-10_000, 40_000)
    assert (await books(store, account)).micros == 40_000


async def test_unfinished_item_is_completed(store: Store) -> None:
    account = await add_payer(store, micros=50_000)
    use = Use(CUSTOMER, "sms", new_id(), "sms")
    await begin(store, use)
    for _ in range(2):
        await buy(store, use)
    entry = await only_entry(store, account)
    assert (entry.status, entry.usage_duration, entry.billable_units) == ("end", 0, 1)
    assert (await books(store, account)).micros == 40_000


async def test_nothing_is_charged_by_a_unit_of_work_that_fails(store: Store) -> None:
    account, use = await add_payer(store, micros=50_000), call()
    await begin(store, use)
    with pytest.raises(RuntimeError, match="crash"):
        async with store.writing() as work:
            await charges.closed(work, "call", use.reference_id, START + _SECOND)
            await charges.item(work, Use(CUSTOMER, "sms", new_id(), "sms"))
            raise RuntimeError("crash")
    assert (await only_entry(store, account)).status == "progressing"
    assert (await books(store, account)).micros == 50_000


async def test_several_at_once(store: Store) -> None:
    """The same ends and items are told several times at once, others between them."""
    account = await add_payer(store, micros=1_000_000)
    calls = [call() for _ in range(5)]
    message = Use(CUSTOMER, "sms", new_id(), "sms")
    for use in calls:
        await begin(store, use)
    work = [end(store, use, 60) for use in calls for _ in range(3)]
    await asyncio.gather(*work, *(buy(store, message) for _ in range(5)))
    after = await books(store, account)
    assert after.micros == 1_000_000 - 6 * 10_000
    assert len(after.usage) == 6
    snapshots = sorted(entry.balance_credit_snapshot for entry in after.usage)
    assert snapshots == [940_000 + 10_000 * index for index in range(6)]
    assert await differences(store) == []


@pytest.mark.parametrize("status", ["frozen", "deleted"])
async def test_what_runs_is_paid_although_the_customer_goes(store: Store, status: str) -> None:
    account, use = await add_payer(store, micros=1_000_000), call()
    await begin(store, use)
    await set_status(store, status)
    async with store.writing() as work:
        accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
        row = await accounts.get(account)
        row.tm_delete = 1
        await accounts.save(row)
    await end(store, use, 1)
    assert (await books(store, account)).micros == 990_000


async def test_customer_without_an_account(store: Store) -> None:
    account = await add_payer(store)
    for use in (Use(STRANGER, "call", new_id(), "call_vn"), Use(STRANGER, "sms", new_id(), "sms")):
        await begin(store, use)
        await buy(store, use)
    assert (await books(store, account)).usage == []


class TestPrices:
    """The operator's own."""

    async def choose(self, store: Store, customer_id: str, tokens: int, micros: int) -> None:
        async with store.writing() as work:
            row = BillingRateRow(
                customer_id=customer_id,
                cost_type="sms",
                token_per_unit=tokens,
                credit_per_unit=micros,
            )
            await choose_rate(work, row)

    async def rate(self, store: Store, customer_id: str = CUSTOMER) -> tuple[int, int]:
        async with store.reading() as connection:
            rate = await rate_for(connection, customer_id, "sms")
        assert not rate.per_minute
        return rate.token_per_unit, rate.credit_per_unit

    async def test_nearest_wins(self, store: Store) -> None:
        assert await self.rate(store) == (0, 10_000)
        await self.choose(store, "", 1, 20_000)
        await self.choose(store, CUSTOMER, 2, 30_000)
        await self.choose(store, CUSTOMER, 2, 40_000)
        assert await self.rate(store) == (2, 40_000)
        assert await self.rate(store, STRANGER) == (1, 20_000)
        async with store.writing() as work:
            await forget_rate(work, CUSTOMER, "sms")
        assert await self.rate(store) == (1, 20_000)

    async def test_tokens_pay_when_they_have_a_price(self, store: Store) -> None:
        account = await add_payer(store)
        await self.choose(store, "", 2, 30_000)
        await buy(store, Use(CUSTOMER, "sms", new_id(), "sms"))
        after = await books(store, account)
        assert (after.tokens, after.micros) == (98, 0)

    async def test_what_runs_keeps_its_price(self, store: Store) -> None:
        account, use = await add_payer(store), Use(CUSTOMER, "call", new_id(), "call_vn")
        await begin(store, use)
        async with store.writing() as work:
            dear = {"token_per_unit": 50, "credit_per_unit": 1}
            await choose_rate(work, BillingRateRow(customer_id="", cost_type="call_vn", **dear))
        await end(store, use, 60)
        assert (await books(store, account)).tokens == 99

    async def test_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="negative"):
            await self.choose(store, "", 0, -1)
        async with store.writing() as work:
            with pytest.raises(ValueError, match="fax"):
                await forget_rate(work, "", "fax")

    def test_everything_has_one(self) -> None:
        assert len(cost_types()) == 11
        assert all(rate_of(name) is not None for name in cost_types())
