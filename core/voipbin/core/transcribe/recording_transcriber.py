"""Transcribing recordings: everything at once, and each language once."""

import asyncio
from weakref import WeakValueDictionary

from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RecordingRow, RecordingStatus
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.transcribe.batch import Sentence, transcribe_files
from voipbin.core.transcribe.journal import add_transcript
from voipbin.core.transcribe.model import TRANSCRIBE, TranscribeRow, TranscribeStatus
from voipbin.core.transcribe.request import TranscribeOptions
from voipbin.core.transcribe.speech_port import SpeechPort
from voipbin.core.unit_of_work import Store


class RecordingTranscriber:
    """Turns recordings into text."""

    def __init__(self, store: Store, speech: SpeechPort, recordings: RecordingService) -> None:
        self._store = store
        self._speech = speech
        self._recordings = recordings
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def transcribe(
        self, recording: RecordingRow, options: TranscribeOptions
    ) -> TranscribeRow:
        """The transcribe of a recording, done; the one that exists in that language if any.

        Never inside a transaction: it takes as long as the engine does.

        Raises:
            FailedPrecondition: the recording is not over.
            NotFound: its files are gone.
            SpeechFailed: no engine can listen.
            DeadlineExceeded: it takes longer than a minute.
        """
        directions = options.directions
        refuse_unfinished(recording)
        async with self._turns.setdefault(recording.id, asyncio.Lock()):
            known = await self._known(recording, options)
            if known is not None:
                return known
            audio = await self._recordings.audio_of(recording)
            files = {direction: audio[direction] for direction in directions if direction in audio}
            if not files:
                raise NotFound(
                    f"recording {recording.id} has no files", reason="RECORDING_FILE_NOT_FOUND"
                )
            said = await transcribe_files(self._speech, files, options.listening)
            return await self._keep(_new_row(recording, options, self._store), said)

    async def _known(
        self, recording: RecordingRow, options: TranscribeOptions
    ) -> TranscribeRow | None:
        table = TRANSCRIBE.table
        wanted = options.columns()
        async with self._store.reading() as connection:
            repository = Repository(TRANSCRIBE, connection, recording.customer_id)
            return await repository.one(
                repository.select_live().where(
                    table.c.reference_id == recording.id,
                    table.c.language == wanted["language"],
                    table.c.direction == wanted["direction"],
                )
            )

    async def _keep(self, row: TranscribeRow, said: list[Sentence]) -> TranscribeRow:
        async with self._store.writing() as work:
            await Repository(TRANSCRIBE, work, row.customer_id).add(row)
            record(work, TRANSCRIBE, "created", row)
            record(work, TRANSCRIBE, "progressing", row)
            for sentence in said:
                await add_transcript(
                    work, row, sentence.direction, sentence.text, sentence.offset_ms * 1000
                )
            record(work, TRANSCRIBE, "done", row)
        return row


def refuse_unfinished(recording: RecordingRow) -> None:
    """
    Raises:
        FailedPrecondition: the recording is not over.
    """
    if recording.status != RecordingStatus.ENDED:
        raise FailedPrecondition(
            f"recording {recording.id} is {recording.status}; transcribe it once it has ended",
            reason="RECORDING_NOT_ENDED",
        )


def _new_row(recording: RecordingRow, options: TranscribeOptions, store: Store) -> TranscribeRow:
    return TranscribeRow(
        id=new_id(),
        customer_id=recording.customer_id,
        activeflow_id=recording.activeflow_id,
        reference_type="recording",
        reference_id=recording.id,
        status=TranscribeStatus.DONE.value,
        tm_create=store.clock.now_us(),
        **options.columns(),
    )
