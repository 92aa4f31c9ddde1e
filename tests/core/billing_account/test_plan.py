"""Plans, and keeping customers within them."""

import asyncio
from typing import Any

import pytest

from tests.fixtures.callers import CUSTOMER, customer_context
from voipbin.core.billing_account.model import BILLING_ACCOUNT, new_billing_account
from voipbin.core.billing_account.plan import limit_of, plan_of
from voipbin.core.context import Context
from voipbin.core.customer.model import CUSTOMER as CUSTOMERS
from voipbin.core.customer.model import CustomerRow
from voipbin.core.errors import FailedPrecondition
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.tag.model import TAG, TagRow
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.v1 import tag_pb2

LIMITS = ("extension", "agent", "queue", "conference", "trunk", "virtual_number")


class LimitedTags(Room[TagRow]):
    """Tags as if they counted as trunks."""

    resource = TAG
    plan_limit = "trunk"


class FreeTags(LimitedTags):
    """Some of them do not count."""

    async def plan_count(self, row: TagRow, work: UnitOfWork, ctx: Context) -> int | None:
        return None if row.name == "free" else await super().plan_count(row, work, ctx)


async def add_customer(store: Store, plan: str) -> None:
    async with store.writing() as work:
        account = new_billing_account(CUSTOMER, work.clock.now_us(), plan)
        await Repository(BILLING_ACCOUNT, work, CUSTOMER).add(account)
        customer = CustomerRow(
            id=CUSTOMER, customer_id=CUSTOMER, billing_account_id=account.id, tm_create=1
        )
        await Repository(CUSTOMERS, work, CUSTOMER).add(customer)


async def create(store: Store, name: str = "", room: Any = None) -> Any:
    request = tag_pb2.CreateTagRequest(name=name or new_id())
    return await (room or LimitedTags()).create(request, customer_context(store))


@pytest.mark.parametrize(
    ("name", "tokens", "limits"),
    [
        ("free", 100, (5, 5, 2, 2, 1, 5)),
        ("basic", 1000, (50, 50, 10, 10, 5, 50)),
        ("professional", 10_000, (500, 500, 100, 100, 50, 500)),
        ("unlimited", 0, (None,) * 6),
    ],
)
def test_declared(name: str, tokens: int, limits: tuple[int | None, ...]) -> None:
    assert plan_of(name).tokens == tokens
    assert tuple(limit_of(name, limit) for limit in LIMITS) == limits


async def test_beyond_the_limit(store: Store) -> None:
    await add_customer(store, "free")
    first = await create(store)
    with pytest.raises(FailedPrecondition, match="the free plan allows 1 of trunk:") as refused:
        await create(store)
    assert refused.value.reason == "PLAN_LIMIT_REACHED"
    await LimitedTags().delete(tag_pb2.DeleteTagRequest(id=first.id), customer_context(store))
    await create(store)


async def test_without_an_account(store: Store) -> None:
    await create(store)
    with pytest.raises(FailedPrecondition, match="free plan"):
        await create(store)


async def test_unlimited(store: Store) -> None:
    await add_customer(store, "unlimited")
    for _ in range(7):
        await create(store)


async def test_rows_that_do_not_count(store: Store) -> None:
    await add_customer(store, "free")
    await create(store)
    await create(store, "free", FreeTags())
    with pytest.raises(FailedPrecondition):
        await create(store, "counted", FreeTags())


async def test_two_at_once(store: Store) -> None:
    """Both would find the last place free."""
    await add_customer(store, "free")
    done = await asyncio.gather(*(create(store) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(each, FailedPrecondition) for each in done) == 5
