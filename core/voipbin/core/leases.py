"""Rows that wait for work, each with one process at a time, and for as long as that one says so."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select, update

from voipbin.core.unit_of_work import Store, UnitOfWork


class Leases:
    """Rows of a table that one owner works on.

    The table has `id`, `tm_due` (None: there is nothing to do), `lease_owner` and `tm_lease` (until
    when; None: nobody has it).
    """

    def __init__(
        self,
        store: Store,
        table: Table,
        owner: str,
        *,
        lease_us: int,
        within: tuple[ColumnElement[Any], ...] = (),
    ) -> None:
        """
        Args:
            owner: id of whoever works in this process.
            lease_us: how long a row stays with an owner that says nothing more.
            within: the order of what is due at once.
        """
        self._store = store
        self._table = table
        self._owner = owner
        self._lease_us = lease_us
        self._order = (table.c.tm_due, *within)

    async def claim(self, most: int, *among: ColumnElement[bool]) -> list[Any]:
        """Takes the lease of what is due, oldest first: the rows as they were before.

        Args:
            among: what else the rows have to fulfil.
        """
        due = self._claimable().where(*among)
        async with self._store.reading() as connection:
            waiting = due.with_only_columns(self._table.c.id).limit(1)
            if (await connection.execute(waiting)).first() is None:
                return []
        async with self._store.writing() as work:
            free = due.limit(most).with_for_update(skip_locked=True)
            rows = list((await work.execute(free)).all())
            taken = self._table.c.id.in_([row.id for row in rows])
            lease = {"lease_owner": self._owner, "tm_lease": self._until_us()}
            await work.execute(update(self._table).where(taken).values(**lease))
        return rows

    async def renew(self, id: str) -> bool:
        """Keeps a lease; False when another process has it by now, or nothing is left to do."""
        async with self._store.writing() as work:
            return await self.change(work, id, tm_lease=self._until_us())

    async def free(self, work: UnitOfWork, id: str, due_us: int | None, **values: Any) -> bool:
        """Gives a lease back; False when another process has it by now.

        Args:
            due_us: when there is something to do again; None for never.
            values: of other columns.
        """
        freed = {"lease_owner": "", "tm_lease": None, "tm_due": due_us}
        return await self.change(work, id, **freed, **values)

    async def change(self, work: UnitOfWork, id: str, **values: Any) -> bool:
        """Changes a row; False when another process has it by now."""
        changed = await work.execute(update(self._table).where(*self.mine(id)).values(**values))
        return bool(changed.rowcount)

    def mine(self, id: str) -> tuple[ColumnElement[bool], ...]:
        """What a row fulfils while this owner has its lease."""
        table = self._table.c
        return table.id == id, table.lease_owner == self._owner

    async def take_over(self) -> None:
        """Frees what the last process left; with SQLite there is only one at a time."""
        left = update(self._table).where(self._table.c.tm_due.is_not(None))
        async with self._store.writing() as work:
            if work.dialect_name == "sqlite":
                await work.execute(left.values(lease_owner="", tm_lease=None))

    def _until_us(self) -> int:
        return self._store.clock.now_us() + self._lease_us

    def _claimable(self) -> Select[Any]:
        table, now_us = self._table.c, self._store.clock.now_us()
        is_free = table.tm_lease.is_(None) | (table.tm_lease <= now_us)
        due = table.tm_due.is_not(None) & (table.tm_due <= now_us)
        return select(self._table).where(due, is_free).order_by(*self._order)
