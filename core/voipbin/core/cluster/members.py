"""The processes of a database: signs of life, and who gave none for too long."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update

from voipbin.core.cluster.model import PROCESS
from voipbin.core.cluster.moment import shared_now
from voipbin.core.errors import Unavailable
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Member:
    """What a process says of itself."""

    place: str
    "Machine and data directory."
    key_print: str
    "Fingerprint of the secret key."


class Members:
    """The register, as one process sees it.

    Args:
        dead_after_s: a process without a sign of life for so long is dead.
        declared_dead: called when others took this process for dead: what it has is theirs now, so
            it must stop at once without writing anything more.
        alone: nobody else can use the database, so whoever is registered is gone.
    """

    def __init__(
        self,
        store: Store,
        me: Member,
        dead_after_s: float,
        declared_dead: Callable[[], None],
        *,
        alone: bool,
    ) -> None:
        self._store = store
        self._me = me
        self._dead_after_us = int(dead_after_s * 1e6)
        self._declared_dead = declared_dead
        self._alone = alone
        self._beaten_at_s = 0.0
        self._steady_since_s = 0.0

    async def join(self) -> None:
        """Registers this process; the last one of the same place is dead, as we have its directory.

        Raises:
            ValueError: another process has another secret key.
        """
        async with self._store.writing() as work:
            now = shared_now(work)
            gone = PROCESS.c.id.is_not(None) if self._alone else PROCESS.c.place == self._me.place
            await work.execute(update(PROCESS).where(gone, _living()).values(tm_dead=now))
            await self._check_keys(work)
            row = {
                "id": self._store.process_id,
                "address": "",
                "place": self._me.place,
                "key_print": self._me.key_print,
                "tm_create": now,
                "tm_beat": now,
            }
            await work.execute(insert(PROCESS).values(**row))
        self._beaten_at_s = self._steady_since_s = self._store.clock.monotonic_s()
        if not self._alone:
            self._store.guard = self.check

    def check(self) -> None:
        """Refuses to go on when this process gave no sign of life for so long that it may be dead.

        One that stood still, and does not know yet, would write over what others have ended.

        Raises:
            Unavailable: the next sign of life decides.
        """
        if (self._store.clock.monotonic_s() - self._beaten_at_s) * 1e6 > self._dead_after_us:
            raise Unavailable(
                "this process cannot tell whether others take it for dead; repeat in a moment",
                reason="PROCESS_STALE",
                retry_after_s=1,
            )

    async def listens_at(self, address: str) -> None:
        """Tells the others where this process is reached."""
        async with self._store.writing() as work:
            own = PROCESS.c.id == self._store.process_id
            await work.execute(update(PROCESS).where(own).values(address=address))

    async def beat(self) -> None:
        """Gives a sign of life."""
        now_s = self._store.clock.monotonic_s()
        async with self._store.database.writing() as connection:
            work = UnitOfWork(connection, self._store.clock)
            own = (PROCESS.c.id == self._store.process_id, _living())
            beaten = await work.execute(
                update(PROCESS).where(*own).values(tm_beat=shared_now(work))
            )
        if not beaten.rowcount:
            _log.critical(
                "another process found this one dead and took over its calls; it ends now",
                process=self._store.process_id,
            )
            self._declared_dead()
            return
        if (now_s - self._beaten_at_s) * 1e6 > self._dead_after_us / 2:
            # The database or this machine stood still; the others need time to show they live.
            self._steady_since_s = now_s
        self._beaten_at_s = now_s

    async def find_dead(self) -> list[str]:
        """Marks the processes that gave no sign for too long; ids of all that are marked."""
        async with self._store.writing() as work:
            if self._is_steady():
                silent = PROCESS.c.tm_beat < shared_now(work) - self._dead_after_us
                others = PROCESS.c.id != self._store.process_id
                lost = await work.execute(
                    update(PROCESS)
                    .where(silent, others, _living())
                    .values(tm_dead=shared_now(work))
                    .returning(PROCESS.c.id, PROCESS.c.address)
                )
                for id, address in lost.all():
                    _log.error("a process gives no sign of life", process=id, address=address)
            dead = await work.execute(select(PROCESS.c.id).where(PROCESS.c.tm_dead.is_not(None)))
            return [row.id for row in dead.all()]

    async def forget(self, process_ids: list[str]) -> None:
        """Removes dead processes of which nothing is left."""
        async with self._store.writing() as work:
            await work.execute(delete(PROCESS).where(PROCESS.c.id.in_(process_ids)))

    async def leave(self) -> None:
        """Says that this process ends. It has ended its calls; flows without one are left to the
        others, who forget it then. One that is alone finds them at its next start."""
        if self._alone:
            await self.forget([self._store.process_id])
            return
        async with self._store.writing() as work:
            own = (PROCESS.c.id == self._store.process_id, _living())
            await work.execute(update(PROCESS).where(*own).values(tm_dead=shared_now(work)))

    def _is_steady(self) -> bool:
        """Whether this process has seen the database for long enough to judge others."""
        steady_s = self._store.clock.monotonic_s() - self._steady_since_s
        return steady_s * 1e6 >= self._dead_after_us

    async def _check_keys(self, work: UnitOfWork) -> None:
        other = select(PROCESS.c.address).where(
            _living(),
            PROCESS.c.key_print != self._me.key_print,
            PROCESS.c.tm_beat > shared_now(work) - self._dead_after_us,
        )
        found = (await work.execute(other)).first()
        if found is not None:
            raise ValueError(
                f"the process at {found.address or 'another address'} uses this database with "
                "another secret key: start all with the same --secret-key (the text in secret.key "
                "of the first one's data directory)"
            )


def _living() -> Any:
    return PROCESS.c.tm_dead.is_(None)
