"""Writing down what is heard: events while somebody speaks, transcripts when they stop."""

import orjson

from voipbin.core.contract import codec
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import to_timestamp
from voipbin.core.room import record
from voipbin.core.transcribe.model import TranscribeRow
from voipbin.core.transcribe.speech_port import Guess, Heard, SpeechBegan, Utterance
from voipbin.core.transcribe.timeline import Timeline
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.v1 import transcript_pb2

_DIRECTIONS = {
    "in": transcript_pb2.TRANSCRIPT_DIRECTION_IN,
    "out": transcript_pb2.TRANSCRIPT_DIRECTION_OUT,
}


class Journal:
    """What is heard in one direction of a live transcribe.

    Each utterance gives transcribe_speech_started, any number of transcribe_speech_interim,
    transcribe_speech_ended, and transcript_created when a word was understood.
    """

    def __init__(self, store: Store, row: TranscribeRow, direction: str) -> None:
        self._store = store
        self._row = row
        self._direction = direction
        self._streaming_id = new_id()
        self._utterance_id = ""
        self._guess = ""

    async def note(self, heard: Heard, timeline: Timeline) -> None:
        """Writes down one thing the engine heard."""
        if isinstance(heard, Utterance):
            await self._utterance(heard, timeline)
        elif isinstance(heard, SpeechBegan):
            await self._begin()
        elif isinstance(heard, Guess):
            await self._interim(heard.text)

    async def broken_off(self) -> None:
        """The engine died: whoever was speaking is heard no more."""
        if self._utterance_id:
            async with self._store.writing() as work:
                self._end(work)

    async def _begin(self) -> None:
        if not self._utterance_id:
            async with self._store.writing() as work:
                self._speech(work, "started")

    async def _interim(self, text: str) -> None:
        if not text or text == self._guess:
            return
        self._guess = text
        async with self._store.writing() as work:
            if not self._utterance_id:
                self._speech(work, "started")
            self._speech(work, "interim", text)

    async def _utterance(self, heard: Utterance, timeline: Timeline) -> None:
        text = heard.text.strip()
        async with self._store.writing() as work:
            if text and not self._utterance_id:
                self._speech(work, "started")
            self._end(work)
            if text:
                offset_us = timeline.in_call_us(heard.offset_ms)
                await add_transcript(work, self._row, self._direction, text, offset_us)

    def _end(self, work: UnitOfWork) -> None:
        if self._utterance_id:
            self._speech(work, "ended")
        self._utterance_id = self._guess = ""

    def _speech(self, work: UnitOfWork, verb: str, text: str = "") -> None:
        self._utterance_id = self._utterance_id or new_id()
        now = to_timestamp(work.clock.now_us())
        speech = transcript_pb2.TranscribeSpeech(
            id=self._utterance_id,
            customer_id=self._row.customer_id,
            streaming_id=self._streaming_id,
            transcribe_id=self._row.id,
            direction=_DIRECTIONS[self._direction],
            message=text,
            tm_event=now,
            tm_create=now,
        )
        work.record(
            PendingEvent(
                customer_id=self._row.customer_id,
                type=f"transcribe_speech_{verb}",
                resource="transcribe",
                resource_id=self._row.id,
                data=orjson.dumps(codec.to_json(speech)).decode(),
            )
        )


async def add_transcript(
    work: UnitOfWork, transcribe: TranscribeRow, direction: str, message: str, offset_us: int
) -> None:
    """Stores a sentence, with its event."""
    row = TranscriptRow(
        id=new_id(),
        customer_id=transcribe.customer_id,
        transcribe_id=transcribe.id,
        direction=direction,
        message=message,
        offset_us=offset_us,
        tm_create=work.clock.now_us(),
    )
    await Repository(TRANSCRIPT, work, transcribe.customer_id).add(row)
    record(work, TRANSCRIPT, "created", row)
