"""Recording a call: the row first, then the media node."""

from voipbin.core.billing_account.balance import require_recording_balance
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL
from voipbin.core.errors import FailedPrecondition
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.v1 import node_pb2


class CallRecorder:
    """Starts and stops the recording of calls."""

    def __init__(self, calls: Calls, recordings: RecordingService) -> None:
        self._calls = calls
        self._recordings = recordings
        recordings.when_ended(self._ended)

    async def start(self, live: LiveCall, options: RecordingOptions, id: str = "") -> RecordingRow:
        """Starts recording.

        Raises:
            FailedPrecondition: the call is not answered, or is recorded already.
            InsufficientBalance: a minute of it could not be paid.
        """
        if not live.row.is_answered:
            raise FailedPrecondition(
                f"call {live.id} is {live.row.status}: it must be progressing to be recorded",
                reason="CALL_NOT_PROGRESSING",
            )
        recording_id = id or new_id()
        facts = RecordedCall(
            id=live.id,
            customer_id=live.row.customer_id,
            activeflow_id=live.row.activeflow_id,
            channel_id=live.channel_id,
            owner_type=live.row.owner_type,
            owner_id=live.row.owner_id,
        )
        async with self._calls.changing(live) as work:
            await require_recording_balance(work, live.row.customer_id)
            row = await self._recordings.create(work, facts, options, id=recording_id)
            live.row.recording_id = row.id
            live.row.recording_ids = [*live.row.recording_ids, row.id]
            record(work, CALL, "updated", live.row)
        await self._command(live, row)
        return row

    async def stop(self, live: LiveCall) -> None:
        """Stops the recording.

        Raises:
            FailedPrecondition: there is none.
        """
        recording_id = live.row.recording_id
        if not recording_id:
            raise FailedPrecondition(
                f"call {live.id} is not being recorded", reason="CALL_NOT_RECORDED"
            )
        async with self._calls.changing(live) as work:
            await self._recordings.stopping(work, recording_id)
            live.row.recording_id = ""
            record(work, CALL, "updated", live.row)
        try:
            command = node_pb2.StopRecord(recording_id=recording_id)
            await self._calls.media.command(live.channel_id, stop_record=command)
        except CommandFailed:
            await self._recordings.node_lost([recording_id])

    async def node_lost(self) -> None:
        """Mends the files of recordings whose media node died."""
        lost = [row.id for row in await self._recordings.unfinished()]
        await self._recordings.node_lost(lost)

    async def recover(self) -> None:
        """Mends the files of recordings that died with their process."""
        left = [row.id for row in await self._recordings.take_over()]
        await self._recordings.node_lost(left)

    async def _command(self, live: LiveCall, row: RecordingRow) -> None:
        path_in, path_out = self._recordings.paths(row)
        command = node_pb2.StartRecord(
            recording_id=row.id,
            path_in=str(path_in),
            path_out=str(path_out),
            end_of_silence_ms=row.end_of_silence_ms,
            end_of_key=row.end_of_key,
            duration_ms=row.limit_ms,
            beep=row.beep_start,
        )
        try:
            await self._calls.media.command(live.channel_id, start_record=command)
        except CommandFailed as error:
            now_us = self._calls.store.clock.now_us()
            await self._recordings.finished(row.id, 0, "failed", now_us)
            raise FailedPrecondition(
                f"the recording could not start: {error.message}", reason="RECORDING_FAILED"
            ) from None

    async def _ended(self, work: UnitOfWork, row: RecordingRow) -> None:
        """A recording that ended by itself must not block the next one."""
        repository = Repository(CALL, work, row.customer_id)
        live = self._calls.get(row.reference_id)
        if live is None:
            columns = CALL.table.c
            is_its_own = (columns.id == row.reference_id, columns.recording_id == row.id)
            await repository.change(is_its_own, {"recording_id": ""})
        elif live.row.recording_id == row.id:
            live.row.recording_id = ""
            await repository.save(live.row, "recording_id")
            record(work, CALL, "updated", live.row)
