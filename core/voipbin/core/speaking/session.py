"""A session at work: texts are spoken into the audio stream of a call, one after the other."""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from voipbin.core.errors import ResourceExhausted
from voipbin.core.speaking.phrases import phrases
from voipbin.core.speaking.talk_client import TalkStream
from voipbin.core.speaking.voice import SAMPLE_RATE_HZ, Voice, VoiceFailed, VoiceOptions

_log = structlog.get_logger(__name__)

CHUNK_MS = 500
"Audio is sent in pieces this long, each with a mark that tells when it was heard."
AHEAD = 8
"""Pieces sent and not heard yet. Four seconds are enough to make the next phrase meanwhile, and
little enough that nothing is dropped by a node that keeps a minute."""
MAX_WAITING = 200
"Texts."
_CLEAR_LIMIT_S = 1.0
_CHUNK_BYTES = SAMPLE_RATE_HZ * CHUNK_MS // 1000 * 2


class SpeakingSession:
    """Speaks what it is told until the call ends or somebody stops it.

    Args:
        stream: where to; it is opened by `run`.
        is_heard: False swallows every text: nobody is to hear it.
    """

    def __init__(
        self, stream: TalkStream, voice: Voice, options: VoiceOptions, *, is_heard: bool = True
    ) -> None:
        self._stream = stream
        self._voice = voice
        self._options = options
        self._is_heard = is_heard
        self._texts: asyncio.Queue[tuple[str, VoiceOptions]] = asyncio.Queue(MAX_WAITING)
        self._marks = itertools.count()
        self._unheard: set[str] = set()
        self._unsent = 0
        "Texts that are not wholly on their way."
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._has_room = asyncio.Event()
        self._over = False
        self._speaking: asyncio.Task[None] | None = None
        self._clearing: deque[asyncio.Future[None]] = deque()

    async def run(self, attached: Callable[[], Awaitable[None]]) -> None:
        """Works until the stream ends.

        Args:
            attached: called once, when audio can flow.

        Raises:
            Unavailable: the stream broke.
        """
        try:
            async for response in self._stream.responses():
                kind = response.WhichOneof("response")
                if kind == "started":
                    self._begin()
                    await attached()
                elif kind == "played":
                    self._heard(response.played.name)
                elif kind == "cleared" and self._clearing:
                    _resolve(self._clearing.popleft())
                elif kind == "ended":
                    return
        finally:
            self._over = True
            self._quiet.set()
            self._stream.close()
            await self._ended(self._cancel())
            while self._clearing:
                _resolve(self._clearing.popleft())

    def say(self, text: str) -> None:
        """Speaks a text after those before it.

        Raises:
            ResourceExhausted: too many are waiting.
        """
        if not self._is_heard:
            return
        try:
            self._texts.put_nowait((text, self._options))
            self._unsent += 1
            self._note_quiet()
        except asyncio.QueueFull:
            raise ResourceExhausted(
                f"{MAX_WAITING} texts are waiting to be spoken: flush them or wait",
                reason="SPEAKING_QUEUE_FULL",
            ) from None

    def speak_as(self, options: VoiceOptions) -> None:
        """What is said from now on is said in another voice."""
        self._options = options

    async def flush(self) -> None:
        """Drops what is spoken and what waits; returns when it is silent."""
        # Without a pause up to here: nothing is sent behind the clear but what is said after it.
        task = self._cancel()
        while not self._texts.empty():
            self._texts.get_nowait()
        self._unheard.clear()
        self._unsent = 0
        self._note_quiet()
        self._stream.clear()
        cleared: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._clearing.append(cleared)
        await self._ended(task)
        self._begin()
        # The node is asked all the same; a late answer is no failure of the caller's.
        await asyncio.wait([cleared], timeout=_CLEAR_LIMIT_S)

    @property
    def is_quiet(self) -> bool:
        """Nothing is spoken, and nothing waits."""
        return self._quiet.is_set()

    async def finished(self) -> None:
        """Returns when everything was heard that there is to say, or the session is over."""
        await self._quiet.wait()

    def stop(self) -> None:
        """Ends `run`."""
        self._stream.close()

    def _begin(self) -> None:
        if self._speaking is None and not self._over:
            self._speaking = asyncio.create_task(self._speak_on(), name="speaking")

    def _cancel(self) -> "asyncio.Task[None] | None":
        task, self._speaking = self._speaking, None
        if task is not None:
            task.cancel()
        return task

    async def _ended(self, task: "asyncio.Task[None] | None") -> None:
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    async def _speak_on(self) -> None:
        while True:
            text, options = await self._texts.get()
            try:
                for phrase in phrases(text):
                    await self._send(await self._voice.speak(phrase, options))
            except VoiceFailed as error:
                _log.warning("a text was not spoken", error=str(error))
            except Exception as error:
                _log.error("speaking a text failed", exc_info=error)
            # Not where it was cancelled: a flush has counted anew.
            self._unsent -= 1
            self._note_quiet()

    async def _send(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), _CHUNK_BYTES):
            while len(self._unheard) >= AHEAD:
                self._has_room.clear()
                await self._has_room.wait()
            mark = str(next(self._marks))
            self._unheard.add(mark)
            self._stream.say(pcm[start : start + _CHUNK_BYTES], mark)

    def _heard(self, mark: str) -> None:
        # Marks of before a flush come back too, and count no more.
        self._unheard.discard(mark)
        self._has_room.set()
        self._note_quiet()

    def _note_quiet(self) -> None:
        if self._over or not (self._unsent or self._unheard):
            self._quiet.set()
        else:
            self._quiet.clear()


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
