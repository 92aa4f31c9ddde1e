"""Live transcribes: started, stopped, ended with their call or conference."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from voipbin.core.child_flow import ChildFlows
from voipbin.core.errors import FailedPrecondition
from voipbin.core.ids import new_id
from voipbin.core.room import record
from voipbin.core.transcribe.audio_client import MIXED, AudioSource
from voipbin.core.transcribe.calls import LIVE_STATUSES
from voipbin.core.transcribe.ear import Ear
from voipbin.core.transcribe.ending import Ending, Hook, every_transcribe
from voipbin.core.transcribe.journal import Journal
from voipbin.core.transcribe.live import LAST_WORDS_S, LiveTranscriber
from voipbin.core.transcribe.model import (
    PROGRESSING,
    TRANSCRIBE,
    TranscribeRow,
    transcribe_variables,
)
from voipbin.core.transcribe.request import LiveRequest
from voipbin.core.transcribe.speech_port import (
    ListenOptions,
    SpeechFailed,
    SpeechPort,
    SpeechSession,
)
from voipbin.core.unit_of_work import Store

_STOP_LIMIT_S = LAST_WORDS_S + 5.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Running:
    call_id: str
    transcriber: LiveTranscriber
    task: asyncio.Task[None]


class TranscribeService:
    """Transcribes calls while they go on.

    Args:
        audio: where the audio of calls comes from.
        speech: who understands it.
        children: starts the flows of the end.
    """

    def __init__(
        self, store: Store, audio: AudioSource, speech: SpeechPort, children: ChildFlows
    ) -> None:
        self._store = store
        self._audio = audio
        self._speech = speech
        self._ending = Ending(store, children)
        self._running: dict[str, _Running] = {}

    def when_done(self, hook: Hook) -> None:
        """Calls hook in the transaction that ends a transcribe."""
        self._ending.when_done(hook)

    async def start(self, request: LiveRequest, *, id: str = "") -> TranscribeRow:
        """Begins to listen to a call. Waits for the engines: never inside a transaction.

        Args:
            id: of the new transcribe; one that exists is returned as it is.

        Raises:
            FailedPrecondition: the call is over.
            InvalidArgument: no such direction.
            SpeechFailed: no engine can listen.
        """
        if id and (known := await self._find(id)) is not None:
            return known
        directions = request.options.directions
        _refuse_ended(request)
        options = request.options.listening
        sessions = await self._open(options, directions)
        row = _new_row(id or new_id(), request, self._store.clock.now_us())
        try:
            await self._store_new(row)
        except BaseException:
            await _close(sessions.values())
            raise
        self._begin(row, options, sessions)
        return row

    async def stop(self, transcribe_id: str) -> None:
        """Ends a transcribe once what was said is understood; nothing for one that is done."""
        running = self._running.get(transcribe_id)
        if running is None:
            await self._ending.end(transcribe_id)
            return
        running.transcriber.stop()
        _, late = await asyncio.wait([running.task], timeout=_STOP_LIMIT_S)
        if late:
            running.task.cancel()
            await asyncio.wait([running.task])
            await self._ending.end(transcribe_id)

    async def stop_for_call(self, call_id: str) -> None:
        """Ends every transcribe of a call."""
        async with self._store.reading() as connection:
            repository = every_transcribe(connection)
            rows = await repository.all(
                repository.select_live().where(
                    TRANSCRIBE.table.c.reference_id == call_id, PROGRESSING
                )
            )
        await asyncio.gather(*(self.stop(row.id) for row in rows))

    def variables(self, row: TranscribeRow) -> dict[str, str]:
        """The variables voipbin.transcribe.*"""
        return transcribe_variables(row)

    async def recover(self) -> None:
        """Ends what an earlier process left progressing."""
        await self._ending.recover()

    async def settled(self) -> None:
        """Waits until every transcribe has ended and its flow is started."""
        while self._running:
            await asyncio.wait([running.task for running in self._running.values()])
        await self._ending.settled()

    async def close(self) -> None:
        """Ends everything; may be called twice."""
        await asyncio.gather(*(self.stop(running) for running in list(self._running)))
        await self._ending.close()
        await self._audio.close()

    async def _find(self, id: str) -> TranscribeRow | None:
        async with self._store.reading() as connection:
            return await every_transcribe(connection).find(id)

    async def _open(
        self, options: ListenOptions, directions: tuple[str, ...]
    ) -> dict[str, SpeechSession]:
        """An engine for each direction, or an error and none."""
        opened = await asyncio.gather(
            *(self._speech.open(options) for _ in directions), return_exceptions=True
        )
        sessions = {
            direction: session
            for direction, session in zip(directions, opened, strict=True)
            if not isinstance(session, BaseException)
        }
        for failure in opened:
            if isinstance(failure, BaseException):
                await _close(sessions.values())
                raise failure
        return sessions

    async def _store_new(self, row: TranscribeRow) -> None:
        async with self._store.writing() as work:
            await every_transcribe(work).add(row)
            record(work, TRANSCRIBE, "created", row)
            record(work, TRANSCRIBE, "progressing", row)

    def _begin(
        self, row: TranscribeRow, options: ListenOptions, sessions: dict[str, SpeechSession]
    ) -> None:
        ears = {
            direction: Ear(self._speech, options, session, Journal(self._store, row, direction))
            for direction, session in sessions.items()
        }
        heard = MIXED if row.reference_type == "confbridge" else row.direction
        transcriber = LiveTranscriber(row.reference_id, self._audio, ears, heard=heard)
        task = asyncio.create_task(self._run(row.id, transcriber))
        self._running[row.id] = _Running(row.reference_id, transcriber, task)

    async def _run(self, transcribe_id: str, transcriber: LiveTranscriber) -> None:
        try:
            await transcriber.run()
        except SpeechFailed as error:
            _log.error(
                "a transcribe ends early: its speech engine died twice",
                transcribe=transcribe_id,
                error=error.message,
            )
        except Exception as error:
            _log.error("a transcribe failed", transcribe=transcribe_id, exc_info=error)
        finally:
            del self._running[transcribe_id]
        if transcriber.dropped_frames:
            _log.warning(
                "a speech engine was too slow",
                transcribe=transcribe_id,
                dropped_frames=transcriber.dropped_frames,
            )
        await self._ending.end(transcribe_id)


def _refuse_ended(request: LiveRequest) -> None:
    call = request.call
    if call.status not in LIVE_STATUSES:
        raise FailedPrecondition(
            f"call {call.id} is {call.status}; only a live call can be transcribed",
            reason="CALL_NOT_LIVE",
        )


def _new_row(id: str, request: LiveRequest, now_us: int) -> TranscribeRow:
    return TranscribeRow(
        id=id,
        customer_id=request.call.customer_id,
        activeflow_id=request.activeflow_id,
        on_end_flow_id=request.on_end_flow_id,
        reference_type=request.call.reference_type,
        reference_id=request.call.id,
        tm_create=now_us,
        **request.options.columns(),
    )


async def _close(sessions: Iterable[SpeechSession]) -> None:
    for session in sessions:
        await session.close()
