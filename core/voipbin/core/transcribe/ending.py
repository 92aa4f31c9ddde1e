"""The end of transcribes: stored once, then the flow that follows."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from voipbin.core.background import BackgroundTasks
from voipbin.core.child_flow import ChildFlows, start_due
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.transcribe.model import (
    DUE,
    PROGRESSING,
    TRANSCRIBE,
    TranscribeRow,
    TranscribeStatus,
    may_become,
    transcribe_variables,
)
from voipbin.core.unit_of_work import Store, UnitOfWork

Hook = Callable[[UnitOfWork, TranscribeRow], Awaitable[None]]


class Ending:
    """Ends transcribes and starts the flows of their end in the background."""

    def __init__(self, store: Store, children: ChildFlows) -> None:
        self._store = store
        self._children = children
        self._done: list[Hook] = []
        self._tasks = BackgroundTasks("after a transcribe")

    def when_done(self, hook: Hook) -> None:
        """Calls hook in the transaction that ends a transcribe."""
        self._done.append(hook)

    async def end(self, transcribe_id: str) -> None:
        """Stores that a transcribe is done, with its event; nothing if it is."""
        async with self._store.writing() as work:
            repository = every_transcribe(work)
            row = await repository.find(transcribe_id, lock=True)
            if row is None or not may_become(row.status, TranscribeStatus.DONE):
                return
            row.status = TranscribeStatus.DONE.value
            row.tm_update = work.clock.now_us()
            row.on_end_due = bool(row.on_end_flow_id)
            await repository.save(row)
            record(work, TRANSCRIBE, "done", row)
            for hook in self._done:
                await hook(work, row)
        self._follow(row)

    async def recover(self) -> None:
        """Ends what a process that died was transcribing, and starts the flows still due."""
        async with self._store.reading() as connection:
            repository = every_transcribe(connection)
            left = left_behind(TRANSCRIBE.table)
            due = await repository.all(select(TRANSCRIBE.table).where(DUE, left))
            cut_off = await repository.all(repository.select_live().where(PROGRESSING, left))
        for row in due:
            if await claimed(self._store, TRANSCRIBE.table, row):
                self._follow(row)
        for row in cut_off:
            if await claimed(self._store, TRANSCRIBE.table, row):
                await self.end(row.id)

    async def settled(self) -> None:
        """Waits until nothing is left to do."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Ends everything; may be called twice."""
        await self._tasks.close()

    def _follow(self, row: TranscribeRow) -> None:
        if row.on_end_due:
            self._tasks.begin(self._start_flow(row))

    async def _start_flow(self, row: TranscribeRow) -> None:
        variables = transcribe_variables(row)
        await start_due(self._children, self._store, TRANSCRIBE, row, variables)


def every_transcribe(connection: Connection) -> Repository[TranscribeRow]:
    """Transcribes of all customers, for the platform itself."""
    return Repository.across_customers_for_super_admin(TRANSCRIBE, connection)
