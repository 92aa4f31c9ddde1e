"""The one place where speakings are made and change their status."""

from sqlalchemy.exc import IntegrityError

from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.errors import AlreadyExists
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.speaking.charging import speaking_opened, speaking_stopped
from voipbin.core.speaking.model import LIVE, SPEAKING, SpeakingRow, SpeakingStatus, may_become
from voipbin.core.unit_of_work import Store, UnitOfWork

_VERBS = {SpeakingStatus.ACTIVE: "started", SpeakingStatus.STOPPED: "stopped"}


class SpeakingLife:
    """Stores each change with its event."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, row: SpeakingRow) -> None:
        """Stores a new session: speaking_created.

        Raises:
            AlreadyExists: there is one on the same call or conference.
        """
        try:
            async with self._store.writing() as work:
                known = await self._live_on(work, row.reference_id)
                if known is not None:
                    raise _second(known)
                row.tm_create = work.clock.now_us()
                await every_speaking(work).add(row)
                await speaking_opened(work, row)
                record(work, SPEAKING, "created", row)
        except IntegrityError:
            # Lost a race that only the index could decide.
            async with self._store.reading() as connection:
                known = await self._live_on(connection, row.reference_id)
            if known is None:
                raise
            raise _second(known) from None

    async def activated(self, speaking_id: str) -> bool:
        """The audio is attached: speaking_started. False for one that is stopped already."""
        return await self._become(speaking_id, SpeakingStatus.ACTIVE)

    async def stopped(self, speaking_id: str) -> bool:
        """It is over: speaking_stopped. False for one that was stopped before."""
        return await self._become(speaking_id, SpeakingStatus.STOPPED)

    async def recover(self) -> None:
        """Ends what processes left open that are no more."""
        async with self._store.reading() as connection:
            repository = every_speaking(connection)
            behind = left_behind(SPEAKING.table)
            left = await repository.all(repository.select_live().where(LIVE, behind))
        for row in left:
            if await claimed(self._store, SPEAKING.table, row):
                await self.stopped(row.id)

    async def _become(self, speaking_id: str, status: SpeakingStatus) -> bool:
        async with self._store.writing() as work:
            row = await every_speaking(work).find(speaking_id, lock=True)
            return row is not None and await change(work, row, status)

    async def _live_on(self, connection: Connection, reference_id: str) -> SpeakingRow | None:
        repository = every_speaking(connection)
        table = SPEAKING.table
        return await repository.one(
            repository.select_live().where(table.c.reference_id == reference_id, LIVE)
        )


async def change(work: UnitOfWork, row: SpeakingRow, status: SpeakingStatus) -> bool:
    """Changes the status of a locked row if the table of transitions allows it."""
    if not may_become(row.status, status):
        return False
    row.status = status.value
    row.tm_update = work.clock.now_us()
    await every_speaking(work).save(row)
    if status is SpeakingStatus.STOPPED:
        await speaking_stopped(work, row)
    record(work, SPEAKING, _VERBS[status], row)
    return True


def every_speaking(connection: Connection) -> Repository[SpeakingRow]:
    """Speakings of all customers, for the platform itself."""
    return Repository.across_customers_for_super_admin(SPEAKING, connection)


def _second(known: SpeakingRow) -> AlreadyExists:
    return AlreadyExists(
        f"speaking {known.id} is open on {known.reference_id}: stop it first",
        reason="SPEAKING_ALREADY_EXISTS",
    )
