"""Forgetting events that are older than they have to be kept."""

from itertools import takewhile
from typing import Any

from sqlalchemy import delete, select

from voipbin.core.event.model import EventRow
from voipbin.core.unit_of_work import Store

_TABLE: Any = EventRow.__table__  # type: ignore[attr-defined]
_BATCH = 1000
"Rows of one transaction: with SQLite everybody else waits for it."
_PAUSE_S = 0.05
"Between two of them, for the others."


class EventRetention:
    """Deletes from the old end of the log, a little at a time.

    Args:
        kept_us: how long an event is kept.
    """

    def __init__(self, store: Store, kept_us: int) -> None:
        self._store = store
        self._kept_us = kept_us

    async def sweep(self) -> int:
        """Deletes what is due; how many events there were."""
        deleted = 0
        while True:
            last_id, length = await self._due()
            if last_id is not None:
                async with self._store.writing() as work:
                    gone = await work.execute(delete(_TABLE).where(_TABLE.c.id <= last_id))
                deleted += gone.rowcount
            if length < _BATCH:
                return deleted
            await self._store.clock.sleep(_PAUSE_S)

    async def _due(self) -> tuple[int | None, int]:
        """The id of the last event of the next batch, and how many are in it."""
        before_us = self._store.clock.now_us() - self._kept_us
        # Ids follow time, so the log needs no index of it: what is due are the first ones.
        oldest = select(_TABLE.c.id, _TABLE.c.tm_create).order_by(_TABLE.c.id).limit(_BATCH)
        async with self._store.reading() as connection:
            rows = (await connection.execute(oldest)).all()
        due = list(takewhile(lambda row: row.tm_create < before_us, rows))
        return (due[-1].id if due else None), len(due)
