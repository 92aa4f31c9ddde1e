"""The jobs of sending: who has which, and when it is due."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from voipbin.core.message.model import COPIES, MessageCopyRow
from voipbin.core.row import made
from voipbin.core.unit_of_work import Store, UnitOfWork

LEASE_US = 120_000_000
"Longer than every gateway together may take to answer."


class Copies:
    """Copies that this process has the lease of.

    Args:
        owner: id of the sender.
    """

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner

    async def claim(self, most: int) -> list[MessageCopyRow]:
        """Takes the lease of what is due, oldest first."""
        async with self._store.reading() as connection:
            waiting = _claimable(self._store.clock.now_us()).limit(1)
            if (await connection.execute(waiting)).first() is None:
                return []
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            free = _claimable(now_us).limit(most).with_for_update(skip_locked=True)
            rows = [made(MessageCopyRow, row._mapping) for row in await work.execute(free)]
            lease = {"lease_owner": self._owner, "tm_lease": now_us + LEASE_US}
            ids = [row.id for row in rows]
            await work.execute(update(COPIES).where(COPIES.c.id.in_(ids)).values(**lease))
        return rows

    async def keep(self, id: str) -> bool:
        """Prolongs a lease; False when another process has it by now, or it is done."""
        async with self._store.writing() as work:
            return await self._change(work, id, tm_lease=work.clock.now_us() + LEASE_US)

    async def finish(
        self, work: UnitOfWork, id: str, gateway: str = "", reference: str = ""
    ) -> bool:
        """Notes that nothing is left to do; False when another process was faster."""
        return await self._change(
            work,
            id,
            tm_due=None,
            tm_lease=None,
            lease_owner="",
            gateway=gateway,
            reference=reference[:128],
        )

    async def postpone(self, copy: MessageCopyRow, due_us: int) -> None:
        """Leaves a copy for later, and to whoever has time then."""
        async with self._store.writing() as work:
            await self._change(
                work,
                copy.id,
                tm_due=due_us,
                tm_lease=None,
                lease_owner="",
                attempt_count=copy.attempt_count + 1,
            )

    async def take_over(self) -> None:
        """Frees what the last process left; with SQLite there is only one at a time."""
        left = update(COPIES).where(COPIES.c.tm_due.is_not(None))
        async with self._store.writing() as work:
            if work.dialect_name == "sqlite":
                await work.execute(left.values(lease_owner="", tm_lease=None))

    async def _change(self, work: UnitOfWork, id: str, **values: Any) -> bool:
        table = COPIES.c
        mine = (table.id == id, table.lease_owner == self._owner, table.tm_due.is_not(None))
        changed = await work.execute(update(COPIES).where(*mine).values(**values))
        return bool(changed.rowcount)


async def copies_called(
    work: UnitOfWork, gateway: str, references: Sequence[str]
) -> list[MessageCopyRow]:
    """The copies a gateway calls so."""
    wanted = select(COPIES).where(
        COPIES.c.reference.in_(references), COPIES.c.gateway == gateway, COPIES.c.reference != ""
    )
    return [made(MessageCopyRow, row._mapping) for row in await work.execute(wanted)]


def _claimable(now_us: int) -> Any:
    table = COPIES.c
    is_free = table.tm_lease.is_(None) | (table.tm_lease <= now_us)
    due = table.tm_due.is_not(None) & (table.tm_due <= now_us)
    return select(COPIES).where(due, is_free).order_by(table.tm_due, table.place)
