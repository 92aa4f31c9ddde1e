"""The sessions of this process: opened, fed, stopped, ended with their call."""

import asyncio
from dataclasses import dataclass, field

import structlog

from voipbin.core.errors import FailedPrecondition, Unavailable
from voipbin.core.speaking.life import SpeakingLife
from voipbin.core.speaking.model import SpeakingRow
from voipbin.core.speaking.session import SpeakingSession
from voipbin.core.speaking.talk_client import Talkers, TalkTarget
from voipbin.core.speaking.voice import Voice, VoiceOptions
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)

ATTACH_LIMIT_S = 2.0
"""Longest that opening waits for the audio, so that one may speak right after it."""
RINGING_LIMIT_S = 0.3
"""The same for a call that nobody has answered, as far as we know: its session becomes active when
somebody does. The answer may be on its way to us already."""
_STOP_LIMIT_S = 5.0


@dataclass(slots=True)
class _Running:
    session: SpeakingSession
    task: asyncio.Task[None] | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    "Attached, or over."


class Speakings:
    """Speaks into calls and conferences.

    Args:
        talkers: opens the streams.
        voice: who speaks.
    """

    def __init__(self, store: Store, talkers: Talkers, voice: Voice) -> None:
        self._life = SpeakingLife(store)
        self._talkers = talkers
        self._voice = voice
        self._running: dict[str, _Running] = {}

    async def open(self, row: SpeakingRow, *, attach_limit_s: float = ATTACH_LIMIT_S) -> None:
        """Begins a session; returns when it can speak, or is over, or still waits for audio.

        Args:
            attach_limit_s: longest wait; 0 for none.

        Raises:
            AlreadyExists: there is one on the same call or conference.
        """
        await self._life.begin(row)
        kind = "call" if row.reference_type == "call" else "conference"
        stream = self._talkers.open(TalkTarget(kind, row.reference_id, row.direction))
        session = SpeakingSession(
            stream,
            self._voice,
            VoiceOptions(row.language, row.provider, row.voice_id),
            is_heard=row.direction != "",
        )
        running = _Running(session)
        self._running[row.id] = running
        running.task = asyncio.create_task(self._run(row.id, running))
        if attach_limit_s > 0:
            waiting = asyncio.ensure_future(running.settled.wait())
            await asyncio.wait([waiting], timeout=attach_limit_s)
            waiting.cancel()

    def say(self, speaking_id: str, text: str) -> None:
        """Speaks a text after those before it.

        Raises:
            ValueError: the text is empty, or its markup is broken.
            FailedPrecondition: the session is over.
            ResourceExhausted: too many texts are waiting.
        """
        self._voice.check(text)
        self._session(speaking_id).say(text)

    async def flush(self, speaking_id: str) -> None:
        """Drops what is spoken and what waits; returns when it is silent.

        Raises:
            FailedPrecondition: the session is over.
        """
        await self._session(speaking_id).flush()

    async def stop(self, speaking_id: str) -> None:
        """Ends a session; nothing for one that is stopped."""
        running = self._running.get(speaking_id)
        if running is not None and running.task is not None:
            running.session.stop()
            _, late = await asyncio.wait([running.task], timeout=_STOP_LIMIT_S)
            if late:
                running.task.cancel()
                await asyncio.wait([running.task])
        await self._life.stopped(speaking_id)

    async def recover(self) -> None:
        """Ends what an earlier process left open."""
        await self._life.recover()

    async def settled(self) -> None:
        """Waits until every session is over."""
        while self._running:
            tasks = [running.task for running in self._running.values() if running.task]
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """Ends everything; may be called twice."""
        await asyncio.gather(*(self.stop(id) for id in list(self._running)))
        await self._talkers.close()

    def _session(self, speaking_id: str) -> SpeakingSession:
        running = self._running.get(speaking_id)
        if running is None:
            raise FailedPrecondition(
                f"speaking {speaking_id} is over: its call has ended, or it was stopped",
                reason="SPEAKING_NOT_ACTIVE",
            )
        return running.session

    async def _run(self, speaking_id: str, running: _Running) -> None:
        async def attached() -> None:
            if not await self._life.activated(speaking_id):
                running.session.stop()
            running.settled.set()

        try:
            await running.session.run(attached)
        except Unavailable as error:
            _log.warning("a speaking ends early", speaking=speaking_id, error=error.message)
        except Exception as error:
            _log.error("a speaking failed", speaking=speaking_id, exc_info=error)
        finally:
            del self._running[speaking_id]
            try:
                await self._life.stopped(speaking_id)
            finally:
                running.settled.set()
