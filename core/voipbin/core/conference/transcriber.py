"""Transcribing a conference: one stream of what all members say together."""

from voipbin.core.conference.attendance import refuse_closed
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.errors import FailedPrecondition, Unavailable
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.transcribe.calls import CallFacts
from voipbin.core.transcribe.model import TranscribeRow
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.transcribe.speech_port import SpeechFailed
from voipbin.core.unit_of_work import Store, UnitOfWork


class ConferenceTranscriber:
    """Starts and stops the transcribes of conferences.

    A conference shows the one it was asked for by `start`; others may listen beside it.
    """

    def __init__(self, store: Store, transcribes: TranscribeService) -> None:
        self._store = store
        self._transcribes = transcribes
        transcribes.when_done(self._done)

    async def listen(
        self,
        customer_id: str,
        conference_id: str,
        options: TranscribeOptions,
        on_end_flow_id: str = "",
    ) -> TranscribeRow:
        """Begins to transcribe, without a word to the conference.

        Args:
            customer_id: "" for any.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
        async with self._store.reading() as connection:
            conference = await Repository(CONFERENCE, connection, customer_id).get(conference_id)
        refuse_closed(conference)
        facts = CallFacts(
            id=conference.id,
            customer_id=conference.customer_id,
            status=conference.status,
            reference_type="confbridge",
        )
        mixed = TranscribeOptions(options.language, "in", options.provider)
        return await self._transcribes.start(LiveRequest(facts, mixed, on_end_flow_id))

    async def start(
        self, customer_id: str, conference_id: str, options: TranscribeOptions
    ) -> TranscribeRow:
        """Begins the transcribe of a conference.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed, or transcribed already.
            Unavailable: no speech engine can listen.
        """
        async with self._store.reading() as connection:
            conference = await Repository(CONFERENCE, connection, customer_id).get(conference_id)
        refuse_closed(conference)
        _refuse_second(conference)
        try:
            row = await self.listen(customer_id, conference_id, options)
        except SpeechFailed as error:
            raise Unavailable(error.message, reason="SPEECH_UNAVAILABLE") from None
        try:
            async with self._store.writing() as work:
                conference = await _locked(work, customer_id, conference_id)
                # Speech engines take a moment; another start may have been quicker.
                refuse_closed(conference)
                _refuse_second(conference)
                conference.transcribe_id = row.id
                conference.transcribe_ids = [*conference.transcribe_ids, row.id]
                await _save(work, conference)
        except BaseException:
            await self._transcribes.stop(row.id)
            raise
        return row

    async def stop(self, customer_id: str, conference_id: str) -> None:
        """Ends the transcribe of a conference.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed, or not transcribed.
        """
        async with self._store.writing() as work:
            conference = await _locked(work, customer_id, conference_id)
            refuse_closed(conference)
            transcribe_id = conference.transcribe_id
            if not transcribe_id:
                raise FailedPrecondition(
                    f"conference {conference_id} is not being transcribed",
                    reason="CONFERENCE_NOT_TRANSCRIBING",
                )
            conference.transcribe_id = ""
            await _save(work, conference)
        await self._transcribes.stop(transcribe_id)

    async def _done(self, work: UnitOfWork, row: TranscribeRow) -> None:
        """A transcribe that ended by itself must not block the next one."""
        if row.reference_type != "confbridge":
            return
        conference = await Repository(CONFERENCE, work, row.customer_id).find(
            row.reference_id, lock=True
        )
        if conference is not None and conference.transcribe_id == row.id:
            conference.transcribe_id = ""
            await _save(work, conference)


def _refuse_second(conference: ConferenceRow) -> None:
    if conference.transcribe_id:
        raise FailedPrecondition(
            f"conference {conference.id} is being transcribed already",
            reason="CONFERENCE_TRANSCRIBING",
        )


async def _locked(work: UnitOfWork, customer_id: str, id: str) -> ConferenceRow:
    return await Repository(CONFERENCE, work, customer_id).get(id, lock=True)


async def _save(work: UnitOfWork, conference: ConferenceRow) -> None:
    conference.tm_update = work.clock.now_us()
    columns = ("transcribe_id", "transcribe_ids", "tm_update")
    await Repository(CONFERENCE, work, conference.customer_id).save(conference, *columns)
    record(work, CONFERENCE, "updated", conference)
