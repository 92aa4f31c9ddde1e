"""Paying again for numbers, or losing them."""

from calendar import monthrange
from datetime import UTC, datetime

from sqlalchemy import select

from voipbin.core.billing_account.balance import can_pay
from voipbin.core.errors import NotFound
from voipbin.core.number.charging import RENEWAL, charge_renewal
from voipbin.core.number.inventory import Inventory
from voipbin.core.number.model import NUMBER, NumberRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_MICROS = 1_000_000


class Renewal:
    """Renews the numbers of all customers."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    async def renew_due(self, store: Store) -> int:
        """Renews what was last renewed a month ago or longer; returns how many there were."""
        return len(await self.renew(store, month_before(store.clock.now_us()) + 1))

    async def renew(self, store: Store, before_us: int) -> list[NumberRow]:
        """Renews what was last renewed before a moment; the rows as they are then, deleted or not.

        A frozen customer pays for nothing: its numbers are given back when they are due.
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
    if await can_pay(work, row.customer_id, RENEWAL):
        row.tm_renew = row.tm_update
        await charge_renewal(work, row)
        return "renewed"
    row.end(row.tm_update)
    return "deleted"


def month_before(now_us: int) -> int:
    """The same moment of the month before, UTC; its last day where it has no such day."""
    now = datetime.fromtimestamp(now_us // _MICROS, UTC)
    year, month = (now.year - 1, 12) if now.month == 1 else (now.year, now.month - 1)
    day = min(now.day, monthrange(year, month)[1])
    before = now.replace(year=year, month=month, day=day)
    return int(before.timestamp()) * _MICROS + now_us % _MICROS
