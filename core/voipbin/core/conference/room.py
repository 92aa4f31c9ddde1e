"""Managing conferences."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.conference.attendance import close
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.expiry import due_after, timeout_of
from voipbin.core.conference.model import CONFERENCE, ConferenceRow, ConferenceStatus
from voipbin.core.conference.recorder import ConferenceRecorder
from voipbin.core.conference.transcriber import ConferenceTranscriber
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.flow.plan import check_flow_reference
from voipbin.core.recording.options import RecordingOptions
from voipbin.core.room import Room
from voipbin.core.transcribe.request import TranscribeOptions
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import conference_pb2


class ConferenceRoom(Room[ConferenceRow]):
    """Serves ConferenceService."""

    resource = CONFERENCE
    plan_limit = "conference"

    def __init__(
        self,
        conferences: Conferences,
        recorder: ConferenceRecorder,
        transcriber: ConferenceTranscriber,
        gate: AudioGate,
    ) -> None:
        self._conferences = conferences
        self._recorder = recorder
        self._transcriber = transcriber
        self._gate = gate

    def list_filters(self, request: Any) -> list[Any]:
        """Only what was made to talk in, not what serves a connect or a queue."""
        return [CONFERENCE.table.c.type == "conference"]

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values with the timeout and the type that count."""
        columns = super().columns(request)
        columns["timeout"] = timeout_of(columns["timeout"])
        if "type" in columns:
            columns["type"] = columns["type"] or "conference"
        return columns

    def new_row(self, request: Any, ctx: Context) -> ConferenceRow:
        """The row, with the id of the client's choice."""
        row = super().new_row(request, ctx)
        row.id = request.id or row.id
        return row

    async def check(self, row: ConferenceRow, work: UnitOfWork, ctx: Context) -> None:
        """Its time begins, now and with every change."""
        row.tm_due = due_after(row.timeout, ctx.clock.now_us())

    async def deleted(self, row: ConferenceRow, work: UnitOfWork, ctx: Context) -> None:
        """Everybody leaves; with nobody in it, it is over at once."""
        await close(row, work)
        work.after_commit(lambda: self._conferences.closing.empty(row.id))

    async def start_conference_recording(self, request: Any, ctx: Context) -> Message:
        """Starts to record what is heard."""
        row = await self._row(request.id, ctx)
        async with ctx.reading() as connection:
            await check_flow_reference(
                connection, row.customer_id, "on_end_flow_id", request.on_end_flow_id
            )
        options = RecordingOptions(
            duration_s=request.duration, on_end_flow_id=request.on_end_flow_id
        )
        await self._recorder.start(row.customer_id, row.id, options)
        return conference_pb2.StartConferenceRecordingResponse()

    async def stop_conference_recording(self, request: Any, ctx: Context) -> Message:
        """Stops the recording."""
        row = await self._row(request.id, ctx)
        await self._recorder.stop(row.customer_id, row.id)
        return conference_pb2.StopConferenceRecordingResponse()

    async def start_conference_transcribe(self, request: Any, ctx: Context) -> Message:
        """Starts to write down what is said."""
        row = await self._row(request.id, ctx)
        options = TranscribeOptions(request.language)
        await self._transcriber.start(row.customer_id, row.id, options)
        return conference_pb2.StartConferenceTranscribeResponse()

    async def stop_conference_transcribe(self, request: Any, ctx: Context) -> Message:
        """Stops the transcribe."""
        row = await self._row(request.id, ctx)
        await self._transcriber.stop(row.customer_id, row.id)
        return conference_pb2.StopConferenceTranscribeResponse()

    async def stream_conference_media(self, request: Any, ctx: Context) -> Message:
        """Tells where the audio of a conference is streamed."""
        row = await self._row(request.id, ctx)
        if row.status != ConferenceStatus.PROGRESSING:
            raise FailedPrecondition(
                f"conference {row.id} is {row.status}", reason="CONFERENCE_NOT_PROGRESSING"
            )
        access = self._gate.ticket(ctx.caller, row.id)
        return conference_pb2.StreamConferenceMediaResponse(
            address=access.address, token=access.token
        )

    async def _row(self, id: str, ctx: Context) -> Any:
        async with ctx.reading() as connection:
            return await self.by_id(ctx, connection).read(id)
