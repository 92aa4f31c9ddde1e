"""The jobs of sending: who has which, when it is due, and whose turn it is."""

import random
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from voipbin.core.database import Connection
from voipbin.core.leases import Leases
from voipbin.core.message.model import COPIES, MessageCopyRow
from voipbin.core.row import made
from voipbin.core.unit_of_work import Store, UnitOfWork

Lane = tuple[str, str]
"""Customer and telephone: what one has to say to the other leaves in order, one after another."""

LEASE_US = 120_000_000
"Longer than every gateway together may take to answer."

_BEFORE = COPIES.alias("before")
_FIRST = select(func.min(COPIES.c.customer_id)).where(COPIES.c.tm_due.is_not(None))
# One step in the index for each customer, however many texts each of them has.
_EVERYBODY = select(_FIRST.scalar_subquery().label("id")).cte("everybody", recursive=True)
_NEXT = _FIRST.where(COPIES.c.customer_id > _EVERYBODY.c.id).scalar_subquery()
_EVERYBODY = _EVERYBODY.union_all(select(_NEXT).where(_EVERYBODY.c.id.is_not(None)))
_WAITING_CUSTOMERS = select(_EVERYBODY.c.id).where(_EVERYBODY.c.id.is_not(None))


class Copies(Leases):
    """Copies that this process has the lease of; those of one message in their order.

    Args:
        owner: id of the sender.
    """

    def __init__(self, store: Store, owner: str) -> None:
        super().__init__(
            store, COPIES, owner, lease_us=LEASE_US, within=(COPIES.c.place, COPIES.c.id)
        )

    async def due(self, most: int, in_hand: Collection[Lane] = ()) -> list[MessageCopyRow]:
        """Takes the lease of what is due and waits for nothing before it: at most one of a lane.

        Customers take turns, and who has least under way is asked first.

        Args:
            in_hand: lanes this process is busy with, whatever became of their leases.
        """
        async with self._store.reading() as connection:
            wanted = await self._heads(connection, most, in_hand)
        if not wanted:
            return []
        rows = await self.claim(most, COPIES.c.id.in_(wanted))
        return [made(MessageCopyRow, row._mapping) for row in rows]

    async def finish(
        self, work: UnitOfWork, id: str, gateway: str = "", reference: str = ""
    ) -> bool:
        """Notes that nothing is left to do; False when another process was faster."""
        return await self.free(work, id, None, gateway=gateway, reference=reference[:128])

    async def keep(self, copy: MessageCopyRow, gateway: str, reference: str) -> None:
        """Notes who took a copy that nothing more could be noted of yet."""
        async with self._store.writing() as work:
            await self.change(work, copy.id, gateway=gateway, reference=reference[:128])

    async def postpone(self, copy: MessageCopyRow, due_us: int) -> None:
        """Leaves a copy for later, and to whoever has time then."""
        async with self._store.writing() as work:
            await self.free(work, copy.id, due_us, attempt_count=copy.attempt_count + 1)

    async def _heads(
        self, connection: Connection, most: int, in_hand: Collection[Lane]
    ) -> list[str]:
        """What to take next, of everybody the same share as far as there is something."""
        busy: dict[str, set[str]] = {}
        for customer_id, number in in_hand:
            busy.setdefault(customer_id, set()).add(number)
        waiting: dict[str, list[str]] = {}
        everybody = [row.id for row in await connection.execute(_WAITING_CUSTOMERS)]
        for id in sorted(everybody, key=lambda one: (len(busy.get(one, ())), random.random())):
            if heads := await self._heads_of(connection, id, most, busy.get(id, set())):
                waiting[id] = heads
            if len(waiting) == most:
                break
        under_way = {id: len(busy.get(id, ())) for id in waiting}
        wanted: list[str] = []
        while under_way and len(wanted) < most:
            customer_id = min(under_way, key=lambda one: under_way[one])
            wanted.append(waiting[customer_id].pop(0))
            under_way[customer_id] += 1
            if not waiting[customer_id]:
                del under_way[customer_id]
        return wanted

    async def _heads_of(
        self, connection: Connection, customer_id: str, most: int, busy: Collection[str]
    ) -> list[str]:
        """The first of each lane of a customer that may leave now, oldest first."""
        heads = (
            self._claimable()
            .with_only_columns(COPIES.c.id)
            .where(
                COPIES.c.customer_id == customer_id,
                COPIES.c.number.not_in(busy),
                ~_is_behind(self._store.clock.now_us()),
            )
            .limit(most)
        )
        return [row.id for row in await connection.execute(heads)]


def _is_behind(now_us: int) -> Any:
    """Whether another copy of the lane is on its way, or has to leave first.

    What was put off holds up nobody: it may be an hour until a gateway takes it.
    """
    is_before = or_(
        _BEFORE.c.tm_due < COPIES.c.tm_due,
        and_(
            _BEFORE.c.tm_due == COPIES.c.tm_due,
            or_(
                _BEFORE.c.place < COPIES.c.place,
                and_(_BEFORE.c.place == COPIES.c.place, _BEFORE.c.id < COPIES.c.id),
            ),
        ),
    )
    return exists().where(
        _BEFORE.c.customer_id == COPIES.c.customer_id,
        _BEFORE.c.number == COPIES.c.number,
        _BEFORE.c.tm_due.is_not(None),
        _BEFORE.c.id != COPIES.c.id,
        or_(_BEFORE.c.tm_lease > now_us, is_before),
    )


async def copies_called(
    work: UnitOfWork, gateway: str, references: Sequence[str]
) -> list[MessageCopyRow]:
    """The copies a gateway calls so."""
    wanted = select(COPIES).where(
        COPIES.c.reference.in_(references), COPIES.c.gateway == gateway, COPIES.c.reference != ""
    )
    return [made(MessageCopyRow, row._mapping) for row in await work.execute(wanted)]
