"""Recording a conference: the row first, then the media node."""

from typing import Any

from voipbin.core.billing_account.balance import require_recording_balance
from voipbin.core.call.calls import Calls
from voipbin.core.conference.attendance import refuse_closed
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.errors import FailedPrecondition
from voipbin.core.node.link import CommandFailed
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.v1 import node_pb2


class ConferenceRecorder:
    """Starts and stops the recording of conferences."""

    def __init__(self, calls: Calls, recordings: RecordingService) -> None:
        self._store = calls.store
        self._media = calls.media
        self._recordings = recordings
        recordings.when_ended(self._ended)

    async def start(
        self, customer_id: str, conference_id: str, options: RecordingOptions
    ) -> RecordingRow:
        """Starts recording what all members say together; silence while nobody is there.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed, or recorded already.
            InsufficientBalance: a minute of it could not be paid.
        """
        async with self._store.writing() as work:
            conference = await _locked(work, customer_id, conference_id)
            refuse_closed(conference)
            if conference.recording_id:
                raise _conflict(conference, "is being recorded already", "CONFERENCE_RECORDING")
            await require_recording_balance(work, customer_id)
            facts = RecordedCall(
                id=conference.id,
                customer_id=customer_id,
                activeflow_id="",
                channel_id="",
                reference_type="confbridge",
            )
            row = await self._recordings.create(work, facts, options)
            conference.recording_id = row.id
            conference.recording_ids = [*conference.recording_ids, row.id]
            await _save(work, conference)
        await self._command(row)
        return row

    async def stop(self, customer_id: str, conference_id: str) -> None:
        """Stops the recording.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed, or not recorded.
        """
        async with self._store.writing() as work:
            conference = await _locked(work, customer_id, conference_id)
            refuse_closed(conference)
            recording_id = conference.recording_id
            if not recording_id:
                raise _conflict(conference, "is not being recorded", "CONFERENCE_NOT_RECORDING")
            await self._recordings.stopping(work, recording_id)
            conference.recording_id = ""
            await _save(work, conference)
        try:
            stop = node_pb2.StopRecord(recording_id=recording_id)
            await self._media.command("", bridge_id=conference_id, stop_record=stop)
        except CommandFailed:
            await self._recordings.node_lost([recording_id])

    async def _command(self, row: RecordingRow) -> None:
        (path_in,) = self._recordings.paths(row)
        command = node_pb2.StartRecord(
            recording_id=row.id, path_in=str(path_in), duration_ms=row.limit_ms
        )
        try:
            await self._media.command("", bridge_id=row.reference_id, start_record=command)
        except CommandFailed as error:
            await self._recordings.finished(row.id, 0, "failed", self._store.clock.now_us())
            raise FailedPrecondition(
                f"the recording could not start: {error.message}", reason="RECORDING_FAILED"
            ) from None

    async def _ended(self, work: UnitOfWork, row: RecordingRow) -> None:
        """A recording that ended by itself must not block the next one."""
        if row.reference_type != "confbridge":
            return
        conference = await Repository(CONFERENCE, work, row.customer_id).find(
            row.reference_id, lock=True
        )
        if conference is not None and conference.recording_id == row.id:
            conference.recording_id = ""
            await _save(work, conference)


async def _locked(work: UnitOfWork, customer_id: str, id: str) -> ConferenceRow:
    return await Repository(CONFERENCE, work, customer_id).get(id, lock=True)


async def _save(work: UnitOfWork, conference: ConferenceRow) -> None:
    conference.tm_update = work.clock.now_us()
    columns = ("recording_id", "recording_ids", "tm_update")
    await Repository(CONFERENCE, work, conference.customer_id).save(conference, *columns)
    record(work, CONFERENCE, "updated", conference)


def _conflict(conference: Any, state: str, reason: str) -> FailedPrecondition:
    return FailedPrecondition(f"conference {conference.id} {state}", reason=reason)
