"""Forgetting deliveries that are older than they have to be kept."""

from sqlalchemy import delete, exists, select

from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.model import DELIVERIES, ENDPOINTS

_BATCH = 1000
"Rows of one transaction: with SQLite everybody else waits for it."
_PAUSE_S = 0.05
"Between two of them, for the others."


class WebhookRetention:
    """Deletes old deliveries, and then the origins that no flow sends to any more.

    Args:
        kept_us: how long a delivery is kept.
    """

    def __init__(self, store: Store, kept_us: int) -> None:
        self._store = store
        self._kept_us = kept_us

    async def sweep(self) -> int:
        """Deletes what is due; how many deliveries there were."""
        deleted = 0
        while (count := await self._delete_some()) == _BATCH:
            deleted += count
            await self._store.clock.sleep(_PAUSE_S)
        await self._delete_origins()
        return deleted + count

    async def _delete_some(self) -> int:
        before_us = self._store.clock.now_us() - self._kept_us
        table = DELIVERIES.c
        # A redelivery may be under way however old it is.
        old = select(table.id).where(table.tm_create < before_us, table.status != "pending")
        async with self._store.writing() as work:
            found = await work.execute(old.order_by(table.tm_create).limit(_BATCH))
            ids = [row.id for row in found]
            if ids:
                await work.execute(delete(DELIVERIES).where(table.id.in_(ids)))
        return len(ids)

    async def _delete_origins(self) -> None:
        before_us = self._store.clock.now_us() - self._kept_us
        table = ENDPOINTS.c
        is_used = exists().where(
            DELIVERIES.c.customer_id == table.customer_id, DELIVERIES.c.endpoint_id == table.id
        )
        unused = (table.origin != "", table.tm_create < before_us, table.tm_due.is_(None), ~is_used)
        async with self._store.writing() as work:
            await work.execute(delete(ENDPOINTS).where(*unused))
