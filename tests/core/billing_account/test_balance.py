"""Whether a customer can pay."""

from typing import Any

import pytest

from tests.fixtures.callers import CUSTOMER
from voipbin.core.billing.rates import BillingRateRow, choose_rate
from voipbin.core.billing_account.balance import (
    can_pay,
    has_credit,
    require_call_balance,
    require_credit,
    require_items,
    require_recording_balance,
)
from voipbin.core.billing_account.model import BILLING_ACCOUNT, new_billing_account
from voipbin.core.customer.model import CUSTOMER as CUSTOMERS
from voipbin.core.customer.model import CustomerRow
from voipbin.core.errors import InsufficientBalance
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


async def add_customer(
    store: Store, credit: int = 0, tokens: int = 0, *, plan: str = "free", **more: Any
) -> None:
    async with store.writing() as work:
        account = new_billing_account(CUSTOMER, 1, plan)
        account.balance_credit, account.balance_token = credit, tokens
        account.tm_delete = more.pop("tm_delete", None)
        await Repository(BILLING_ACCOUNT, work, CUSTOMER).add(account)
        customer = CustomerRow(
            id=CUSTOMER,
            customer_id=CUSTOMER,
            billing_account_id=account.id,
            tm_create=1,
            **more,
        )
        await Repository(CUSTOMERS, work, CUSTOMER).add(customer)


async def refusal(store: Store, require: Any, *more: Any) -> str:
    """The reason; "" when it may go on."""
    async with store.reading() as connection:
        try:
            await require(connection, CUSTOMER, *more)
        except InsufficientBalance as error:
            return error.reason
    return ""


@pytest.mark.parametrize("credit", [29_999, 30_000])
async def test_credit(store: Store, credit: int) -> None:
    await add_customer(store, credit, tokens=100)
    async with store.reading() as connection:
        assert await has_credit(connection, CUSTOMER, 30_000) is (credit == 30_000)
    expected = "" if credit == 30_000 else "INSUFFICIENT_BALANCE"
    assert await refusal(store, require_credit, 30_000) == expected


@pytest.mark.parametrize(
    ("require", "credit", "tokens", "passes"),
    [
        (require_call_balance, 0, 1, True),
        (require_call_balance, -5, 1, True),
        (require_call_balance, 10_000, 0, True),
        (require_call_balance, 9_999, 0, False),
        (require_recording_balance, 0, 1, True),
        (require_recording_balance, 30_000, -1, True),
        (require_recording_balance, 29_999, 0, False),
    ],
)
async def test_tokens_or_credit(
    store: Store, require: Any, credit: int, tokens: int, passes: bool
) -> None:
    await add_customer(store, credit, tokens)
    assert await refusal(store, require) == ("" if passes else "INSUFFICIENT_BALANCE")


@pytest.mark.parametrize(
    ("cost_type", "count", "credit", "passes"),
    [
        ("sms", 1, 10_000, True),
        ("sms", 3, 29_999, False),
        ("email", 2, 20_000, True),
        ("email", 2, 19_999, False),
        ("number", 1, 4_999_999, False),
        ("number_renew", 1, 5_000_000, True),
    ],
)
async def test_items(store: Store, cost_type: str, count: int, credit: int, passes: bool) -> None:
    """Tokens pay for none of them."""
    await add_customer(store, credit, tokens=100)
    expected = "" if passes else "INSUFFICIENT_BALANCE"
    assert await refusal(store, require_items, cost_type, count) == expected
    async with store.reading() as connection:
        assert await can_pay(connection, CUSTOMER, cost_type, count) is passes


async def test_price_of_the_operator_counts(store: Store) -> None:
    await add_customer(store, 10_000, tokens=0)
    async with store.writing() as work:
        for cost_type in ("sms", "call_pstn_outgoing"):
            dear = BillingRateRow(
                customer_id="", cost_type=cost_type, token_per_unit=0, credit_per_unit=10_001
            )
            await choose_rate(work, dear)
    assert await refusal(store, require_items, "sms") == "INSUFFICIENT_BALANCE"
    assert await refusal(store, require_call_balance) == "INSUFFICIENT_BALANCE"


async def test_unlimited_may_owe(store: Store) -> None:
    await add_customer(store, -1, -1, plan="unlimited")
    assert await refusal(store, require_call_balance) == ""
    assert await refusal(store, require_credit, 5_000_000) == ""


@pytest.mark.parametrize("plan", ["free", "unlimited"])
async def test_frozen(store: Store, plan: str) -> None:
    await add_customer(store, 5_000_000, 100, plan=plan, status="frozen")
    for require, more in ((require_call_balance, ()), (require_credit, (1,))):
        assert await refusal(store, require, *more) == "BILLING_ACCOUNT_UNUSABLE"


async def test_without_an_account(store: Store) -> None:
    await add_customer(store, 5_000_000, 100, tm_delete=2)
    assert await refusal(store, require_call_balance) == "BILLING_ACCOUNT_UNUSABLE"
    assert await refusal(store, require_credit, 1) == "BILLING_ACCOUNT_UNUSABLE"
