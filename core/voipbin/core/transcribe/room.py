"""Starting, stopping and reading transcribes."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import delete

from voipbin.core.conference.model import CONFERENCE
from voipbin.core.context import Context
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument, NotFound
from voipbin.core.flow.plan import check_flow_reference
from voipbin.core.recording.model import RECORDING
from voipbin.core.room import Room
from voipbin.core.transcribe.calls import Calls, ConferenceTranscripts
from voipbin.core.transcribe.model import TRANSCRIBE, TranscribeRow
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.transcribe.transcript_model import TRANSCRIPT
from voipbin.core.unit_of_work import UnitOfWork


class TranscribeRoom(Room[TranscribeRow]):
    """Serves TranscribeService."""

    resource = TRANSCRIBE

    def __init__(
        self,
        calls: Calls,
        live: TranscribeService,
        recordings: RecordingTranscriber,
        conferences: ConferenceTranscripts,
    ) -> None:
        self._calls = calls
        self._live = live
        self._recordings = recordings
        self._conferences = conferences

    async def create_transcribe(self, request: Any, ctx: Context) -> Message:
        """Begins to transcribe a call or conference, or transcribes a recording."""
        wanted = TRANSCRIBE.from_request(request)
        options = TranscribeOptions(wanted["language"], wanted["direction"], wanted["provider"])
        kind = wanted["reference_type"]
        if kind == "call":
            row = await self._start_live(request, options, ctx)
        elif kind == "recording":
            async with ctx.reading() as connection:
                recording = await ctx.by_id(RECORDING, connection).get(request.reference_id)
                await _check_flow(connection, recording.customer_id, request)
            row = await self._recordings.transcribe(recording, options)
        elif kind in ("confbridge", "conference"):
            row = await self._start_conference(request, options, ctx)
        else:
            fault = f"must be call, confbridge, conference or recording, got {kind!r}"
            raise InvalidArgument.of([("reference_type", fault)])
        return TRANSCRIBE.to_message(row)  # type: ignore[no-any-return]

    async def stop_transcribe(self, request: Any, ctx: Context) -> Message:
        """Ends a live transcribe; one that is done is returned as it is."""
        await self._stop(request.id, ctx)
        return await self.get(request, ctx)

    async def delete_transcribe(self, request: Any, ctx: Context) -> Message:
        """Stops it when needed, then deletes it and its transcripts."""
        await self._stop(request.id, ctx)
        return await self.delete(request, ctx)

    async def deleted(self, row: TranscribeRow, work: UnitOfWork, ctx: Context) -> None:
        """Removes the transcripts for good: nobody can ask for them any more."""
        table = TRANSCRIPT.table
        await work.execute(delete(table).where(table.c.transcribe_id == row.id))

    async def _start_live(
        self, request: Any, options: TranscribeOptions, ctx: Context
    ) -> TranscribeRow:
        scope = "" if ctx.caller.is_super_admin else ctx.customer_id
        async with ctx.reading() as connection:
            call = await self._calls.find_call(connection, scope, request.reference_id)
            if call is None:
                raise NotFound.resource("call", request.reference_id)
            await _check_flow(connection, call.customer_id, request)
        return await self._live.start(
            LiveRequest(call, options, request.on_end_flow_id, call.activeflow_id)
        )

    async def _start_conference(
        self, request: Any, options: TranscribeOptions, ctx: Context
    ) -> TranscribeRow:
        async with ctx.reading() as connection:
            conference = await ctx.by_id(CONFERENCE, connection).read(request.reference_id)
            await _check_flow(connection, conference.customer_id, request)
        return await self._conferences.listen(
            conference.customer_id, conference.id, options, request.on_end_flow_id
        )

    async def _stop(self, transcribe_id: str, ctx: Context) -> None:
        async with ctx.reading() as connection:
            row = await ctx.by_id(TRANSCRIBE, connection).get(transcribe_id)
        await self._live.stop(row.id)


async def _check_flow(connection: Connection, customer_id: str, request: Any) -> None:
    await check_flow_reference(connection, customer_id, "on_end_flow_id", request.on_end_flow_id)
