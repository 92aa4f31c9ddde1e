"""Leases: what one process at a time may do, for as long as it says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from voipbin.core.background import end
from voipbin.core.cluster.model import LEASE
from voipbin.core.cluster.moment import shared_now
from voipbin.core.unit_of_work import Store

HOLD_S = 30.0
"How long a lease outlives a holder that died while it worked."
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_log = structlog.get_logger(__name__)


class Leases:
    """Takes leases for the process of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(self, name: str, hold_s: float = HOLD_S) -> bool:
        """Takes or prolongs a lease; False while another process holds it.

        One statement decides, so two processes never both get it.
        """
        async with self._store.writing() as work:
            now = shared_now(work)
            wanted = {"holder": self._store.process_id, "tm_until": now + int(hold_s * 1e6)}
            insert: Any = _INSERT[work.dialect_name]
            taken = (
                insert(LEASE)
                .values(name=name, **wanted)
                .on_conflict_do_update(
                    index_elements=[LEASE.c.name],
                    set_=wanted,
                    where=(LEASE.c.holder == self._store.process_id) | (LEASE.c.tm_until <= now),
                )
            )
            return bool((await work.execute(taken)).rowcount)

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[None]:
        """Keeps a lease that was taken for as long as the block runs."""
        keeping = asyncio.create_task(self._keep(name))
        try:
            yield
        finally:
            await end(keeping)

    async def release(self, name: str) -> None:
        """Lets others take a lease at once; nothing when it is not ours."""
        async with self._store.writing() as work:
            own = (LEASE.c.name == name, LEASE.c.holder == self._store.process_id)
            await work.execute(update(LEASE).where(*own).values(tm_until=0))

    async def release_all_of(self, process_ids: list[str]) -> None:
        """Frees what processes hold that are no more."""
        async with self._store.writing() as work:
            await work.execute(delete(LEASE).where(LEASE.c.holder.in_(process_ids)))

    async def _keep(self, name: str) -> None:
        while True:
            await self._store.clock.sleep(HOLD_S / 3)
            try:
                if not await self.take(name):
                    _log.warning("a lease was lost while its work went on", lease=name)
            except Exception as error:
                _log.warning("a lease could not be prolonged", lease=name, error=str(error))
