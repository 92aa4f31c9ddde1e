"""Paying again for numbers, or losing them."""

from sqlalchemy import select

from voipbin.core.billing_account.balance import has_credit
from voipbin.core.errors import NotFound
from voipbin.core.number.inventory import Inventory
from voipbin.core.number.model import NUMBER, NumberRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

PRICE_MICROS = 5_000_000
"Credit that a normal number takes when it is bought and whenever it is renewed."


class Renewal:
    """Renews the numbers of all customers."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    async def renew(self, store: Store, before_us: int) -> list[NumberRow]:
        """Renews what was last renewed before a moment; the rows as they are then, deleted or not.

        Each number is its own transaction: what is done stays done.

        Args:
            before_us: microseconds since 1970.
        """
        table = NUMBER.table
        due = select(table.c.id).where(table.c.tm_renew < before_us, table.c.tm_delete.is_(None))
        async with store.reading() as connection:
            ids = [row.id for row in await connection.execute(due.order_by(table.c.tm_renew))]
        return [row for id in ids if (row := await self._renew(store, id, before_us)) is not None]

    async def _renew(self, store: Store, id: str, before_us: int) -> NumberRow | None:
        async with store.writing() as work:
            numbers = Repository.across_customers_for_super_admin(NUMBER, work)
            try:
                row = await numbers.get(id, lock=True)
            except NotFound:
                return None
            if row.tm_renew is None or row.tm_renew >= before_us:
                return None  # somebody else was faster
            verb = await _decide(row, work)
            await numbers.save(row)
            record(work, NUMBER, verb, row)
        if verb == "deleted":
            await self._inventory.release(row.number)
        return row


async def _decide(row: NumberRow, work: UnitOfWork) -> str:
    """Changes the row; the verb of its event."""
    row.tm_update = work.clock.now_us()
    if await has_credit(work, row.customer_id, PRICE_MICROS):
        row.tm_renew = row.tm_update
        return "renewed"
    row.end(row.tm_update)
    return "deleted"
