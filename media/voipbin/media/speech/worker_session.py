"""A live session whose audio goes through a worker process."""

import contextlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import SpeechUnavailable
from voipbin.media.speech.frames import Frame, Message
from voipbin.media.speech.pool import WorkerPool
from voipbin.media.speech.process import WorkerProcess
from voipbin.media.speech.stt import (
    Ended,
    Final,
    Interim,
    SpeechStarted,
    SttEvent,
    SttOptions,
)


class WorkerSession:
    """One stream in one worker."""

    def __init__(
        self, worker: WorkerProcess, engine: EngineInfo, lease: contextlib.AsyncExitStack
    ) -> None:
        self.engine = engine
        self.worker = worker
        self._lease = lease
        self._finished = False
        self._over = False

    @classmethod
    async def start(cls, pool: WorkerPool, engine: EngineInfo, options: SttOptions) -> Self:
        """Borrow a worker and begin a stream in it.

        Raises:
            ValueError: the engine cannot do this language or grammar.
            SpeechUnavailable: not installed, or too many streams.
        """
        lease = contextlib.AsyncExitStack()
        worker = await lease.enter_async_context(pool.borrow())
        try:
            await worker.send(_start(options))
            await worker.expect("started")
        except BaseException as error:
            await lease.__aexit__(type(error), error, error.__traceback__)
            raise
        return cls(worker, engine, lease)

    async def feed(self, pcm: bytes) -> None:
        if self._finished:
            raise ValueError("feed: the stream was finished")
        if not self._over and pcm:
            await self.worker.send_audio(pcm)

    async def finish(self) -> None:
        if not self._finished and not self._over:
            self._finished = True
            await self.worker.send({"op": "finish"})

    async def close(self) -> None:
        self._finished = True
        await self._give_up(SpeechUnavailable("closed"))

    async def __aiter__(self) -> AsyncIterator[SttEvent]:
        while not self._over:
            try:
                frame = await self.worker.receive()
                event = await self._read(frame)
            except Exception as error:
                if not await self._give_up(error):
                    return
                raise
            if isinstance(event, Ended):
                self._over = True
                await self._lease.aclose()
            if event is not None:
                yield event

    async def _read(self, frame: Frame) -> SttEvent | None:
        return read_event(frame.message)

    async def _give_up(self, error: Exception) -> bool:
        """Kill the worker; False if the session was over already."""
        if self._over:
            return False
        self._over = True
        with contextlib.suppress(type(error)):
            await self._lease.__aexit__(type(error), error, error.__traceback__)
        return True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _start(options: SttOptions) -> Message:
    return {
        "op": "start",
        "sample_rate_hz": options.sample_rate_hz,
        "language": options.language,
        "grammar": options.grammar,
        "interim": options.interim,
        "silence_ms": options.silence_ms,
    }


def read_event(message: Message | None) -> SttEvent | None:
    """Turn a worker's message into an event; None for what is no event."""
    match message:
        case {"type": "speech_started", "offset_ms": int(offset_ms)}:
            return SpeechStarted(offset_ms)
        case {"type": "interim", "text": str(text), "offset_ms": int(offset_ms)}:
            return Interim(text, offset_ms)
        case {"type": "final", "text": str(text), "offset_ms": int(at), "duration_ms": int(lasts)}:
            return Final(text, at, lasts)
        case {"type": "ended", "offset_ms": int(offset_ms)}:
            return Ended(offset_ms)
    return None
