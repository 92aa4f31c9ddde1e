"""Recordings from their start to the flow of their end, as the call room drives them."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from voipbin.core.child_flow import ChildFlows
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition
from voipbin.core.files.store import FileStore
from voipbin.core.ids import new_id
from voipbin.core.paging import format_time
from voipbin.core.recording.aftermath import Aftermath
from voipbin.core.recording.model import (
    ACTIVE,
    RECORDING,
    UNFINISHED,
    RecordingRow,
    RecordingStatus,
    may_become,
)
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.repair import RepairWav, mend
from voipbin.core.recording.variables import recording_variables
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_LONGEST_STOP_S = 10.0
"What follows the end of a recording waits so long for its files."
Hook = Callable[[UnitOfWork, RecordingRow], Awaitable[None]]


class RecordingService:
    """Keeps the rows and files of recordings in step with what the media node reports.

    Args:
        files: where the audio goes.
        children: starts the flows of the end.
        repair: makes a wav file whole after a crash and gives its duration in milliseconds; raises
            ValueError for a file that is none.
    """

    def __init__(
        self, store: Store, files: FileStore, children: ChildFlows, *, repair: RepairWav
    ) -> None:
        self._store = store
        self._files = files
        self._repair = repair
        self._aftermath = Aftermath(store, files, children)
        self._begun: list[Hook] = []
        self._ended: list[Hook] = []
        self._deleted: list[Hook] = []
        self._next_end = asyncio.Event()

    def when_started(self, hook: Hook) -> None:
        """Calls hook in the transaction in which the first audio of a recording is noted."""
        self._begun.append(hook)

    def when_ended(self, hook: Hook) -> None:
        """Calls hook in the transaction that ends a recording."""
        self._ended.append(hook)

    def when_deleted(self, hook: Hook) -> None:
        """Calls hook in the transaction that deletes a recording."""
        self._deleted.append(hook)

    async def create(
        self, work: UnitOfWork, call: RecordedCall, options: RecordingOptions, *, id: str = ""
    ) -> RecordingRow:
        """Notes a recording that is about to start.

        Args:
            id: of the new recording; one that exists is returned as it is.

        Raises:
            InvalidArgument: a bad option.
            FailedPrecondition: the call is being recorded.
        """
        options.check()
        repository = _repository(work)
        if id and (known := await repository.find(id)) is not None:
            return known
        busy = repository.select_live().where(RECORDING.table.c.reference_id == call.id, ACTIVE)
        if await repository.one(busy) is not None:
            raise _in_progress(call)
        try:
            return await repository.add(_new_row(id or new_id(), call, options, work))
        except IntegrityError:
            raise _in_progress(call) from None

    def paths(self, row: RecordingRow) -> list[Path]:
        """Its files in the order of `file_keys`; their directory exists."""
        return [self._files.local_path(key) for key in row.file_keys]

    def variables(self, row: RecordingRow) -> dict[str, str]:
        """The variables voipbin.recording.*"""
        return recording_variables(row)

    async def audio_of(self, row: RecordingRow) -> dict[str, Path]:
        """The files that exist by direction: in, out."""
        keys = {"in": row.key_in, "out": row.key_out}
        return {
            direction: await self._files.fetched(key)
            for direction, key in keys.items()
            if key and await self._files.facts(key) is not None
        }

    async def started(self, recording_id: str, tm_us: int = 0) -> None:
        """The first audio is written; nothing if that is known or over.

        Args:
            tm_us: when, in microseconds since 1970; 0 for now.
        """
        async with self._store.writing() as work:
            row = await _repository(work).find(recording_id, lock=True)
            if row is None or row.tm_start is not None or row.status == RecordingStatus.ENDED:
                return
            row.tm_start = tm_us or work.clock.now_us()
            if may_become(row.status, RecordingStatus.RECORDING):
                row.status = RecordingStatus.RECORDING.value
            await _save(work, row)
            record(work, RECORDING, "started", row)
            for hook in self._begun:
                await hook(work, row)

    async def stopping(self, work: UnitOfWork, recording_id: str) -> RecordingRow:
        """Somebody asked for the end; a recording that ends already stays as it is.

        Raises:
            NotFound: no such recording.
        """
        row = await _repository(work).get(recording_id, lock=True)
        if may_become(row.status, RecordingStatus.STOPPING):
            row.status = RecordingStatus.STOPPING.value
            await _save(work, row)
        return row

    async def finished(
        self, recording_id: str, duration_ms: int, reason: str, tm_us: int = 0
    ) -> None:
        """The files are complete, or there will be none; nothing if that is known.

        Args:
            reason: stopped, duration, silence, key, hangup, failed or lost.
            tm_us: when, in microseconds since 1970; 0 for now.
        """
        async with self._store.writing() as work:
            row = await _repository(work).find(recording_id, lock=True)
            if row is None or not may_become(row.status, RecordingStatus.ENDED):
                return
            row.status = RecordingStatus.ENDED.value
            row.tm_end = tm_us or work.clock.now_us()
            row.duration_ms, row.end_reason = duration_ms, reason
            row.on_end_due = bool(row.on_end_flow_id)
            await _save(work, row)
            record(work, RECORDING, "finished", row)
            for hook in self._ended:
                await hook(work, row)
        self._aftermath.ended(row)
        ended, self._next_end = self._next_end, asyncio.Event()
        ended.set()

    async def complete_of(self, customer_id: str, reference_id: str) -> list[RecordingRow]:
        """The recordings of a call that are complete, oldest first.

        Those that are being stopped are waited for, but not for ever.
        """
        until_s = self._store.clock.monotonic_s() + _LONGEST_STOP_S
        while True:
            next_end = self._next_end
            rows = await self._stopped(customer_id, reference_id)
            ended = [row for row in rows if row.status == RecordingStatus.ENDED]
            left_s = until_s - self._store.clock.monotonic_s()
            if len(ended) == len(rows) or left_s <= 0:
                return ended
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await next_end.wait()

    async def _stopped(self, customer_id: str, reference_id: str) -> list[RecordingRow]:
        table = RECORDING.table
        statuses = (RecordingStatus.STOPPING.value, RecordingStatus.ENDED.value)
        async with self._store.reading() as connection:
            own = Repository(RECORDING, connection, customer_id)
            stopped = (table.c.reference_id == reference_id, table.c.status.in_(statuses))
            order = (table.c.tm_create, table.c.id)
            return await own.all(own.select_live().where(*stopped).order_by(*order))

    async def node_lost(self, recording_ids: Sequence[str]) -> None:
        """The media node that wrote these recordings is gone: mends their files and ends them."""
        for recording_id in recording_ids:
            async with self._store.reading() as connection:
                row = await _repository(connection).find(recording_id)
            if row is None or row.status == RecordingStatus.ENDED:
                continue
            duration_ms = max([await mend(self._repair, path) for path in self.paths(row)])
            last_audio_us = (row.tm_start or 0) + duration_ms * 1000 if row.tm_start else 0
            await self.finished(row.id, duration_ms, "lost", last_audio_us)

    async def unfinished(self) -> list[RecordingRow]:
        """Recordings of all customers that did not end, in this process."""
        return await self._unfinished(RECORDING.table.c.process_id == self._store.process_id)

    async def take_over(self) -> list[RecordingRow]:
        """Recordings of all customers that did not end before their process did."""
        return [
            row
            for row in await self._unfinished(left_behind(RECORDING.table))
            if await claimed(self._store, RECORDING.table, row)
        ]

    async def _unfinished(self, whose: Any) -> list[RecordingRow]:
        async with self._store.reading() as connection:
            repository = _repository(connection)
            return await repository.all(repository.select_live().where(UNFINISHED, whose))

    async def deleted(self, work: UnitOfWork, row: RecordingRow) -> None:
        """Does what belongs to the deletion of a row; removes the audio once that is stored."""
        for hook in self._deleted:
            await hook(work, row)
        work.after_commit(lambda: self._aftermath.deleted(row))

    async def has_files(self, row: RecordingRow) -> bool:
        """Whether there is anything to download."""
        known = [await self._files.facts(key) for key in row.file_keys]
        return any(known)

    async def recover(self) -> None:
        """Does what a crash left undone: flows to start, files to remove."""
        await self._aftermath.recover()

    async def remove_due(self) -> int:
        """Removes the audio of recordings whose customer was deleted; how many there were."""
        return await self._aftermath.remove_due()

    async def settled(self) -> None:
        """Waits for what goes on in the background."""
        await self._aftermath.settled()

    async def close(self) -> None:
        """Ends what goes on in the background; the next start does the rest."""
        await self._aftermath.close()


def _repository(connection: Connection) -> Repository[RecordingRow]:
    return Repository.across_customers_for_super_admin(RECORDING, connection)


async def _save(work: UnitOfWork, row: RecordingRow) -> None:
    row.tm_update = work.clock.now_us()
    await _repository(work).save(row)


def _in_progress(call: RecordedCall) -> FailedPrecondition:
    return FailedPrecondition(
        f"{call.reference_type} {call.id} is being recorded; stop that recording first",
        reason="RECORDING_IN_PROGRESS",
    )


def _new_row(
    id: str, call: RecordedCall, options: RecordingOptions, work: UnitOfWork
) -> RecordingRow:
    now_us = work.clock.now_us()
    name = f"{call.reference_type}_{call.id}_{format_time(now_us)}"
    return RecordingRow(
        id=id,
        customer_id=call.customer_id,
        owner_type=call.owner_type,
        owner_id=call.owner_id,
        reference_type=call.reference_type,
        reference_id=call.id,
        activeflow_id=call.activeflow_id,
        on_end_flow_id=options.on_end_flow_id,
        name=name,
        key_in=f"recordings/{name}_in.wav",
        key_out=f"recordings/{name}_out.wav" if call.reference_type == "call" else "",
        channel_id=call.channel_id,
        end_of_silence_ms=options.end_of_silence_s * 1000,
        end_of_key=options.end_of_key,
        limit_ms=options.duration_s * 1000,
        beep_start=options.beep_start,
        tm_create=now_us,
    )
