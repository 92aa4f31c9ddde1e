"""Listening to calls and conferences for their summaries."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from voipbin.core.aisummary.model import AisummaryRow
from voipbin.core.aisummary.notes import Notes
from voipbin.core.background import BackgroundTasks
from voipbin.core.transcribe.audio_client import MIXED, AudioSource
from voipbin.core.transcribe.ear import Ear
from voipbin.core.transcribe.language import language_of
from voipbin.core.transcribe.live import LiveTranscriber
from voipbin.core.transcribe.speech_port import (
    ListenOptions,
    SpeechFailed,
    SpeechPort,
    SpeechSession,
)
from voipbin.core.unit_of_work import Store

_DIRECTIONS = {"call": ("in", "out"), "conference": ("in",)}
_log = structlog.get_logger(__name__)

Sessions = dict[str, SpeechSession]


class Listening:
    """Everything that is listened to here."""

    def __init__(self, store: Store, audio: AudioSource, speech: SpeechPort) -> None:
        self._store = store
        self._audio = audio
        self._speech = speech
        self._running: dict[str, LiveTranscriber] = {}
        self._tasks = BackgroundTasks("listen for a summary")

    async def open(self, kind: str, language: str) -> Sessions:
        """Engines for every voice, before anything is stored.

        Raises:
            SpeechFailed: none can listen.
        """
        sessions: Sessions = {}
        try:
            for direction in _DIRECTIONS[kind]:
                sessions[direction] = await self._speech.open(_options(language))
        except BaseException:
            await close(sessions)
            raise
        return sessions

    def begin(
        self, row: AisummaryRow, sessions: Sessions, over: Callable[[str], Awaitable[None]]
    ) -> None:
        """Writes down what is said until the call or the conference ends.

        Args:
            over: told then, with the id of the summary.
        """
        notes, options = Notes(self._store, row), _options(row.language)
        ears = {
            direction: Ear(self._speech, options, session, notes.of(direction))
            for direction, session in sessions.items()
        }
        heard = MIXED if row.reference_type == "conference" else ""
        transcriber = LiveTranscriber(row.reference_id, self._audio, ears, heard=heard)
        self._running[row.id] = transcriber
        self._tasks.begin(self._run(row.id, transcriber, over))

    def stop(self, summary_id: str) -> None:
        """Nobody wants to know any more."""
        if (transcriber := self._running.get(summary_id)) is not None:
            transcriber.stop()

    async def settled(self) -> None:
        """Waits until everything has ended."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Stops listening; may be called twice. The next start ends what is left."""
        await self._tasks.close()
        await self._audio.close()

    async def _run(
        self, id: str, transcriber: LiveTranscriber, over: Callable[[str], Awaitable[None]]
    ) -> None:
        try:
            await transcriber.run()
        except SpeechFailed as error:
            _log.error("a summary lost its speech engine", summary=id, error=error.message)
        finally:
            del self._running[id]
        await over(id)


async def close(sessions: Sessions) -> None:
    """Gives up engines that nobody listens with."""
    await asyncio.gather(*(session.close() for session in sessions.values()))


def _options(language: str) -> ListenOptions:
    return ListenOptions(language_of(language))
