"""What follows the end and the deletion of a recording, once it is stored."""

import structlog
from sqlalchemy import select

from voipbin.core.background import BackgroundTasks
from voipbin.core.child_flow import ChildFlows, start_due
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.files.store import FileStore
from voipbin.core.recording.model import DUE, RECORDING, RecordingRow
from voipbin.core.recording.variables import recording_variables
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)
_PAUSES_S = (1.0, 10.0, 60.0, 600.0, 3600.0, 6 * 3600.0)
"Between attempts; after the last, the next start tries again."

_BATCH = 500
"Rows that are read at once."


class Aftermath:
    """Starts flows and removes files in the background; a row remembers what is still to do."""

    def __init__(self, store: Store, files: FileStore, children: ChildFlows) -> None:
        self._store = store
        self._files = files
        self._children = children
        self._tasks = BackgroundTasks("after a recording")

    def ended(self, row: RecordingRow) -> None:
        """A recording is over."""
        for key in row.file_keys:
            self._tasks.begin(self._adopt(key))
        if row.on_end_due:
            self._tasks.begin(self._start_flow(row))

    def deleted(self, row: RecordingRow) -> None:
        """A recording was deleted."""
        if row.files_kept:
            self._tasks.begin(self._remove_files(row))

    async def recover(self) -> None:
        """Begins what a crash left undone."""
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(RECORDING, connection)
            rows = await repository.all(
                select(RECORDING.table).where(DUE, left_behind(RECORDING.table))
            )
        async for key, _ in self._files.unadopted():
            self._tasks.begin(self._adopt(key))
        for row in rows:
            if not await claimed(self._store, RECORDING.table, row):
                continue
            if row.on_end_due:
                self._tasks.begin(self._start_flow(row))
            if row.tm_delete is not None:
                self.deleted(row)

    async def remove_due(self) -> int:
        """Removes the audio of recordings that were deleted without being told here.

        Those of a customer go with it, in one statement.

        Returns:
            How many recordings lost their audio.
        """
        table, removed, last = RECORDING.table, 0, ""
        due = select(table).where(DUE, table.c.tm_delete.is_not(None))
        while True:
            async with self._store.reading() as connection:
                repository = Repository.across_customers_for_super_admin(RECORDING, connection)
                after = due.where(table.c.id > last).order_by(table.c.id).limit(_BATCH)
                rows = await repository.all(after)
            for row in rows:
                last = row.id
                try:
                    await self._remove_files(row)
                    removed += 1
                except OSError as error:
                    _log.warning("audio cannot be removed yet", id=row.id, error=str(error))
            if len(rows) < _BATCH:
                return removed

    async def settled(self) -> None:
        """Waits until nothing is left to do."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Ends everything; may be called twice."""
        await self._tasks.close()

    async def _adopt(self, key: str) -> None:
        """Brings audio into the store; it can be read where it is until that works."""
        for pause_s in _PAUSES_S:
            try:
                await self._files.adopt(key)
            except OSError as error:
                _log.warning("audio waits for the file store", key=key, error=str(error))
                await self._store.clock.sleep(pause_s)
            else:
                return

    async def _start_flow(self, row: RecordingRow) -> None:
        variables = recording_variables(row)
        await start_due(self._children, self._store, RECORDING, row, variables)

    async def _remove_files(self, row: RecordingRow) -> None:
        for key in row.file_keys:
            await self._files.delete(key)
        row.files_kept = False
        async with self._store.writing() as work:
            repository = Repository.across_customers_for_super_admin(RECORDING, work)
            await repository.save(row, "files_kept")
