"""The one place where aicalls are made and change their status."""

from voipbin.core.aicall.model import AICALL, LIVE, AicallRow, AicallStatus, may_become
from voipbin.core.aimessage.log import add_message
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_EVENTS = {AicallStatus.INITIATING: "initializing"}
"Where the event does not have the name of the status."


class AicallLife:
    """Stores each change with its event."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, row: AicallRow, prompts: list[str]) -> None:
        """Stores a new session and what its ai is told first; a text session is under way at once.

        Args:
            prompts: system messages in their order.
        """
        async with self._store.writing() as work:
            row.tm_create = work.clock.now_us()
            row.status = AicallStatus.INITIATING.value
            await every_aicall(work).add(row)
            _told(work, row)
            for prompt in prompts:
                await add_message(work, row, role="system", content=prompt)
            if not row.reference_type:
                await change(work, row, AicallStatus.PROGRESSING)

    async def become(self, aicall_id: str, status: AicallStatus) -> bool:
        """Changes the status; False where the table of transitions does not allow it."""
        async with self._store.writing() as work:
            row = await every_aicall(work).find(aicall_id, lock=True)
            return row is not None and await change(work, row, status)

    async def take_over(self) -> list[AicallRow]:
        """What processes left open that are no more: calls are gone, the rest may go on here.

        Returns:
            The sessions without a call, which are this process's own now.
        """
        async with self._store.reading() as connection:
            repository = every_aicall(connection)
            left = repository.select_live().where(LIVE, left_behind(AICALL.table))
            rows = await repository.all(left)
        mine = []
        for row in rows:
            if not await claimed(self._store, AICALL.table, row):
                continue
            if row.reference_type:
                await self.become(row.id, AicallStatus.TERMINATED)
            else:
                mine.append(row)
        return mine


async def change(
    work: UnitOfWork, row: AicallRow, status: AicallStatus, tm_us: int | None = None
) -> bool:
    """Changes the status of a locked row if the table of transitions allows it.

    Args:
        tm_us: when, in microseconds since 1970; now when None.
    """
    if not may_become(row.status, status):
        return False
    row.status = status.value
    row.tm_update = work.clock.now_us() if tm_us is None else tm_us
    if status is AicallStatus.TERMINATED:
        row.tm_end = row.tm_update
    await every_aicall(work).save(row)
    _told(work, row)
    return True


def every_aicall(connection: Connection) -> Repository[AicallRow]:
    """Aicalls of all customers, for the platform itself."""
    return Repository.across_customers_for_super_admin(AICALL, connection)


def _told(work: UnitOfWork, row: AicallRow) -> None:
    verb = _EVENTS.get(AicallStatus(row.status), row.status)
    record(work, AICALL, f"status_{verb}", row)
