"""What was said in things that are over: transcribes and recordings."""

from typing import Final

from sqlalchemy import select

from voipbin.core.aisummary.said import Said
from voipbin.core.errors import NotFound
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.service import RecordingService
from voipbin.core.transcribe.batch import transcribe_files
from voipbin.core.transcribe.language import language_of
from voipbin.core.transcribe.model import TranscribeRow
from voipbin.core.transcribe.recording_transcriber import refuse_unfinished
from voipbin.core.transcribe.speech_port import ListenOptions, SpeechPort
from voipbin.core.transcribe.transcript_model import TRANSCRIPT
from voipbin.core.unit_of_work import Store

_MOST_SENTENCES: Final = 1000
_LONGEST_S: Final = 50.0


class SaidIn:
    """Reads, or listens to, what is there."""

    def __init__(self, store: Store, recordings: RecordingService, speech: SpeechPort) -> None:
        self._store = store
        self._recordings = recordings
        self._speech = speech

    async def transcribe(self, row: TranscribeRow) -> list[Said]:
        """The transcripts of a transcribe, the first thousand."""
        table = TRANSCRIPT.table
        wanted = (
            select(table.c.offset_us, table.c.direction, table.c.message)
            .where(table.c.transcribe_id == row.id, table.c.tm_delete.is_(None))
            .order_by(table.c.offset_us, table.c.tm_create)
            .limit(_MOST_SENTENCES)
        )
        async with self._store.reading() as connection:
            found = (await connection.execute(wanted)).all()
        return [Said(one.offset_us, one.direction, one.message) for one in found]

    async def recording(self, row: RecordingRow, language: str) -> list[Said]:
        """What is said in a recording; nothing is kept of it.

        Raises:
            FailedPrecondition: it is not over.
            NotFound: its files are gone.
            SpeechFailed: no engine can listen.
            DeadlineExceeded: it takes too long.
        """
        refuse_unfinished(row)
        files = await self._recordings.audio_of(row)
        if not files:
            raise NotFound(f"recording {row.id} has no files", reason="RECORDING_FILE_NOT_FOUND")
        options = ListenOptions(language_of(language))
        sentences = await transcribe_files(self._speech, files, options, _LONGEST_S)
        return [Said(one.offset_ms * 1000, one.direction, one.text) for one in sentences]
