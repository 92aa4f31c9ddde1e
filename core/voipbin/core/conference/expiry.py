"""How conferences end when their time is up."""

from voipbin.core.cluster.model import left_behind
from voipbin.core.conference.attendance import close
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.model import CONFERENCE, TIMED
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store

DEFAULT_TIMEOUT_S = 86_400
_SHORTEST_TIMEOUT_S = 60
_MICROS = 1_000_000
_BATCH = 100


def timeout_of(requested_s: int) -> int:
    """Seconds a conference lives; one too short to talk in is taken for a slip."""
    return DEFAULT_TIMEOUT_S if 0 < requested_s < _SHORTEST_TIMEOUT_S else requested_s


def due_after(timeout_s: int, now_us: int) -> int | None:
    """When the time of a conference is up; None for never."""
    return now_us + timeout_s * _MICROS if timeout_s else None


class ConferenceExpiry:
    """Deletes conferences whose time is up."""

    def __init__(self, store: Store, conferences: Conferences) -> None:
        self._store = store
        self._conferences = conferences

    async def sweep(self) -> None:
        """One round. What is left after it is found by the next."""
        now = self._store.clock.now_us()
        async with self._store.reading() as connection:
            every = Repository.across_customers_for_super_admin(CONFERENCE, connection)
            due = every.table.c.tm_due
            # Its home ends it; processes with other calls of it hear so.
            ours = every.table.c.process_id == self._store.process_id
            overdue = every.select_live().where(TIMED, due <= now, ours | left_behind(every.table))
            rows = await every.all(overdue.order_by(due).limit(_BATCH))
        for row in rows:
            await self._end(row.id, now)

    async def _end(self, id: str, now_us: int) -> None:
        async with self._store.writing() as work:
            rows = Repository.across_customers_for_super_admin(CONFERENCE, work)
            row = await rows.find(id, lock=True)
            # Somebody may have deleted it or given it more time since it was found.
            if row is None or row.tm_due is None or row.tm_due > now_us:
                return
            row.tm_update = row.tm_delete = work.clock.now_us()
            await close(row, work)
            await rows.save(row)
            record(work, CONFERENCE, "deleted", row)
            work.after_commit(lambda: self._conferences.closing.empty(id))
