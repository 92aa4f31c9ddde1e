"""Numbers are paid for each month, or lost."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.fixtures.callers import customer_context
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer, books, differences, set_status
from voipbin.core.errors import InsufficientBalance
from voipbin.core.event.log import EventLog
from voipbin.core.number.inventory import PoolInventory
from voipbin.core.number.model import NUMBER
from voipbin.core.number.pool import OfferedNumber
from voipbin.core.number.renewal import Renewal, month_before
from voipbin.core.number.room import NumberRoom
from voipbin.core.paging import format_time, parse_token
from voipbin.core.unit_of_work import Store
from voipbin.v1 import number_pb2 as pb

PRICE = 5_000_000
NUMBER_FOR_SALE = "+14155550100"


def us(text: str) -> int:
    return parse_token(text)[0]


class Shop:
    """A customer who buys on the 31st of January."""

    def __init__(self, store: Store) -> None:
        self.clock = ManualClock(us("2026-01-31T12:00:00Z"))
        self.store = Store(store.database, self.clock, EventLog(self.clock))
        inventory = PoolInventory([OfferedNumber(NUMBER_FOR_SALE, "US")])
        self.room, self.renewal = NumberRoom(inventory), Renewal(inventory)
        self.account = ""

    async def buy(self, micros: int, number: str = NUMBER_FOR_SALE, type: int = 0) -> Any:
        self.account = self.account or await add_payer(self.store, micros=micros)
        request = pb.CreateNumberRequest(number=number, type=type)  # type: ignore[arg-type]
        return await self.room.create_number(request, customer_context(self.store))

    async def renew(self, moment: str) -> int:
        self.clock.set(us(moment))
        return await self.renewal.renew_due(self.store)

    async def row(self) -> Any:
        async with self.store.reading() as connection:
            found = await connection.execute(select(NUMBER.table))
        return found.one()

    async def charged(self) -> list[tuple[str, int]]:
        usage = (await books(self.store, self.account)).usage
        return [(entry.reference_type, entry.amount_credit) for entry in usage]


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


async def test_bought_and_kept(shop: Shop) -> None:
    made = await shop.buy(4 * PRICE)
    assert await shop.renew("2026-02-28T23:59:59Z") == 0
    assert await shop.renew("2026-03-01T00:00:00Z") == 1, "February has no 31st"
    assert await shop.renew("2026-03-31T23:59:59Z") == 0
    assert await shop.renew("2026-06-09T00:00:00Z") == 1, "months nobody ran are not made up for"
    assert await shop.charged() == [("number", -PRICE), *[("number_renew", -PRICE)] * 2]
    entries = (await books(shop.store, shop.account)).usage
    assert entries[0].reference_id == made.id
    assert len({entry.reference_id for entry in entries}) == 3
    row = await shop.row()
    assert (row.status, row.tm_delete) == ("active", None)
    assert format_time(row.tm_renew).startswith("2026-06-09")
    assert await differences(shop.store) == []


async def test_lost_without_credit(shop: Shop) -> None:
    await shop.buy(2 * PRICE - 1)
    assert await shop.renew("2026-03-02T00:00:00Z") == 1
    row = await shop.row()
    assert (row.status, bool(row.tm_delete)) == ("deleted", True)
    assert await shop.charged() == [("number", -PRICE)]


async def test_frozen_customer_loses_it_when_due(shop: Shop) -> None:
    await shop.buy(2 * PRICE)
    await set_status(shop.store, "frozen")
    assert await shop.renew("2026-02-28T00:00:00Z") == 0
    assert (await shop.row()).status == "active"
    assert await shop.renew("2026-03-02T00:00:00Z") == 1
    row = await shop.row()
    assert (row.status, bool(row.tm_delete)) == ("deleted", True)
    assert await shop.charged() == [("number", -PRICE)]


async def test_frozen_customer_that_is_back_in_time(shop: Shop) -> None:
    await shop.buy(2 * PRICE)
    await set_status(shop.store, "frozen")
    assert await shop.renew("2026-02-28T00:00:00Z") == 0
    await set_status(shop.store, "active")
    assert await shop.renew("2026-03-03T00:00:00Z") == 1
    assert (await shop.row()).status == "active"


async def test_too_dear(shop: Shop) -> None:
    with pytest.raises(InsufficientBalance):
        await shop.buy(PRICE - 1)
    assert await shop.charged() == []


async def test_virtual_ones_are_free(shop: Shop) -> None:
    await shop.buy(0, "+899123456789", pb.NUMBER_TYPE_VIRTUAL)
    assert await shop.charged() == []
    assert await shop.renew("2027-01-01T00:00:00Z") == 0


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-03-31T10:00:00.000007Z", "2026-02-28T10:00:00.000007Z"),
        ("2026-01-15T00:00:00Z", "2025-12-15T00:00:00.000000Z"),
        ("2028-03-30T00:00:00Z", "2028-02-29T00:00:00.000000Z"),
    ],
)
def test_month_before(now: str, before: str) -> None:
    assert format_time(month_before(us(now))) == before
