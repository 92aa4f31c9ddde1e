"""One direction of a call that is listened to: audio in, words out."""

import asyncio
import contextlib
from collections import deque
from typing import Protocol

import structlog

from voipbin.core.background import end
from voipbin.core.transcribe.audio_client import HeardAudio
from voipbin.core.transcribe.speech_port import (
    Heard,
    ListenOptions,
    SpeechFailed,
    SpeechPort,
    SpeechSession,
)
from voipbin.core.transcribe.timeline import Timeline

QUEUE_LENGTH = 250
"Frames that may wait for a slow engine: 15 s at 60 ms."
LEAVE_S = 3.0
"How long an engine that another one replaces may take for its last words."

_log = structlog.get_logger(__name__)


class Notebook(Protocol):
    """Where words go."""

    async def note(self, heard: Heard, timeline: Timeline) -> None:
        """Writes down one thing the engine heard."""

    async def broken_off(self) -> None:
        """The engine died: whoever was speaking is heard no more."""


class Ear:
    """Feeds an engine without ever waiting for it, and replaces it once when it dies.

    Args:
        session: of the engine, open.
        journal: where words go.
        queue_length: frames that may wait; of more the oldest are dropped.
        leave_s: how long the engine before may take for its last words after `switch`.
    """

    def __init__(
        self,
        speech: SpeechPort,
        options: ListenOptions,
        session: SpeechSession,
        journal: Notebook,
        *,
        queue_length: int = QUEUE_LENGTH,
        leave_s: float = LEAVE_S,
    ) -> None:
        self._speech = speech
        self._options = self._before = options
        self._session = session
        self._journal = journal
        self._waiting: deque[HeardAudio] = deque(maxlen=queue_length)
        self._news = asyncio.Event()
        self._finished = False
        self._is_switching = False
        self._leave_s = leave_s
        self._leaving: asyncio.Task[None] | None = None
        self._fed_all = False
        self.dropped_frames = 0

    def hear(self, audio: HeardAudio) -> None:
        """Takes a frame; the oldest goes when too many wait."""
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped_frames += 1
        self._waiting.append(audio)
        self._news.set()

    def finish(self) -> None:
        """No more frames come."""
        self._finished = True
        self._news.set()

    def switch(self, options: ListenOptions) -> None:
        """Lets another engine listen from now on; what this one has heard is noted first.

        When nobody can listen so, it goes on as before.
        """
        if options == self._options:
            return
        self._before, self._options = self._options, options
        self._is_switching = True
        self._news.set()
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(self._session))

    async def run(self) -> None:
        """Listens until everything is heard.

        Raises:
            SpeechFailed: the engine died, and so did the one in its place.
        """
        await self._listen_through()
        while self._is_switching:
            await self._left()
            await self._journal.broken_off()
            self._session = await self._open_other()
            await self._listen_through()

    async def close(self) -> None:
        """Gives up; may be called twice."""
        await self._left()
        await self._session.close()

    async def _leave(self, session: SpeechSession) -> None:
        """An engine that hangs must not keep the next one out."""
        await asyncio.sleep(self._leave_s)
        await session.close()

    async def _left(self) -> None:
        self._is_switching = False
        leaving, self._leaving = self._leaving, None
        await end(leaving)

    async def _open_other(self) -> SpeechSession:
        try:
            return await self._speech.open(self._options)
        except SpeechFailed as error:
            if self._options == self._before:
                raise
            _log.warning("another engine cannot listen", error=error.message)
            self._options = self._before
            return await self._speech.open(self._options)

    async def _listen_through(self) -> None:
        """Listens with one engine, or with the one in its place."""
        try:
            await self._listen()
        except SpeechFailed as error:
            _log.warning("a speech engine died and is replaced", error=error.message)
            await self._journal.broken_off()
            await self._left()
            self._session = await self._open_other()
            await self._listen()

    async def _listen(self) -> None:
        timeline = Timeline()
        self._fed_all = False
        feeding = asyncio.create_task(self._feed(timeline))
        try:
            async for heard in self._session:
                await self._journal.note(heard, timeline)
            if not self._fed_all and not feeding.done():
                raise SpeechFailed("the speech engine stopped before the end of the audio")
            await feeding
        finally:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError, SpeechFailed):
                await feeding
            await self._session.close()

    async def _feed(self, timeline: Timeline) -> None:
        session = self._session
        try:
            while (audio := await self._next()) is not None:
                timeline.place(audio.media_time, len(audio.pcm) // 2)
                await session.feed(audio.pcm)
            self._fed_all = True
            await session.finish()
        except SpeechFailed:
            # Ends the iteration of whoever listens, if the engine did not.
            await session.close()
            raise

    async def _next(self) -> HeardAudio | None:
        """The next frame; None after the last that this engine is to hear."""
        while not self._waiting and not self._is_switching:
            if self._finished:
                return None
            self._news.clear()
            await self._news.wait()
        return None if self._is_switching else self._waiting.popleft()
