"""Reading transcripts."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.transcribe.model import TRANSCRIBE
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.v1 import transcript_pb2


class TranscriptRoom(Room[TranscriptRow]):
    """Serves TranscriptService."""

    resource = TRANSCRIPT

    async def list_transcripts(self, request: Any, ctx: Context) -> Message:
        """A page of the transcripts of a transcribe the caller may read."""
        async with ctx.reading() as connection:
            transcribe = await ctx.by_id(TRANSCRIBE, connection).get(request.transcribe_id)
            rows, token = await Repository(TRANSCRIPT, connection, transcribe.customer_id).page(
                request.page_size,
                request.page_token,
                [TRANSCRIPT.table.c.transcribe_id == transcribe.id],
            )
        return transcript_pb2.ListTranscriptsResponse(
            result=[TRANSCRIPT.to_message(row) for row in rows], next_page_token=token
        )
