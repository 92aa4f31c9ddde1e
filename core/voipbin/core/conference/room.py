"""Managing conferences."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.conference.expiry import due_after, terminate, timeout_of
from voipbin.core.conference.model import CONFERENCE, ConferenceRow, ConferenceStatus
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import conference_pb2


class ConferenceRoom(Room[ConferenceRow]):
    """Serves ConferenceService."""

    resource = CONFERENCE
    plan_limit = "conference"

    def __init__(self, gate: AudioGate) -> None:
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
        """Nobody can be in it, so it is over at once."""
        terminate(row, work)

    async def start_conference_recording(self, request: Any, ctx: Context) -> Message:
        """Starts to record what is heard."""
        row = await self._open(request.id, ctx)
        if row.recording_id:
            raise _conflict(row, "is being recorded already", "CONFERENCE_RECORDING")
        raise engine_not_available("conference", "recording a conference")

    async def stop_conference_recording(self, request: Any, ctx: Context) -> Message:
        """Stops the recording."""
        row = await self._open(request.id, ctx)
        if not row.recording_id:
            raise _conflict(row, "is not being recorded", "CONFERENCE_NOT_RECORDING")
        raise engine_not_available("conference", "recording a conference")

    async def start_conference_transcribe(self, request: Any, ctx: Context) -> Message:
        """Starts to write down what is said."""
        row = await self._open(request.id, ctx)
        if row.transcribe_id:
            raise _conflict(row, "is being transcribed already", "CONFERENCE_TRANSCRIBING")
        raise engine_not_available("conference", "transcribing a conference")

    async def stop_conference_transcribe(self, request: Any, ctx: Context) -> Message:
        """Stops the transcribe."""
        row = await self._open(request.id, ctx)
        if not row.transcribe_id:
            raise _conflict(row, "is not being transcribed", "CONFERENCE_NOT_TRANSCRIBING")
        raise engine_not_available("conference", "transcribing a conference")

    async def stream_conference_media(self, request: Any, ctx: Context) -> Message:
        """Tells where the audio of a conference is streamed."""
        row = await self._open(request.id, ctx)
        access = self._gate.ticket(ctx.caller, row.id)
        return conference_pb2.StreamConferenceMediaResponse(
            address=access.address, token=access.token
        )

    async def _open(self, id: str, ctx: Context) -> Any:
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(id)
        if row.status != ConferenceStatus.PROGRESSING:
            raise _conflict(row, f"is {row.status}", "CONFERENCE_NOT_PROGRESSING")
        return row


def _conflict(row: Any, state: str, reason: str) -> FailedPrecondition:
    return FailedPrecondition(f"conference {row.id} {state}", reason=reason)
