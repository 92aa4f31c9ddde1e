"""Keeping speech workers warm, few, and replaced when they die."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from voipbin.media.speech.errors import SpeechError, SpeechUnavailable
from voipbin.media.speech.process import WorkerProcess


class WorkerPool:
    """Workers of one kind, each lent to one user at a time.

    Args:
        arguments: command line of the worker.
        limit: workers lent at the same time; more wait or are refused, as `wait` says.
        spare: idle workers kept after their first use.
        refill: start the next spare while the last one is being lent.
        wait: whether a user over the limit waits for a worker.
    """

    def __init__(
        self,
        *arguments: str,
        limit: int,
        spare: int = 1,
        refill: bool = False,
        wait: bool = True,
    ) -> None:
        self._arguments = arguments
        self._limit = limit
        self._spare = spare
        self._refill = refill
        self._wait = wait
        self._slots = asyncio.Semaphore(limit)
        self._idle: list[WorkerProcess] = []
        self._lent: set[WorkerProcess] = set()
        self._dying: set[asyncio.Task[None]] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def idle_pids(self) -> list[int]:
        """Process ids of workers that wait for a user."""
        return [worker.pid for worker in self._idle]

    async def warm_up(self) -> None:
        """Have a spare worker ready. Raises SpeechUnavailable when the engine is not there."""
        if not self._idle:
            await self._put_back(await WorkerProcess.start(*self._arguments))

    @contextlib.asynccontextmanager
    async def borrow(self) -> AsyncIterator[WorkerProcess]:
        """Lend a worker; if the body raises anything, the worker is killed, not reused.

        Raises:
            SpeechUnavailable: not installed, or too many in use.
        """
        if not self._wait and self._slots.locked():
            raise SpeechUnavailable(
                f"{self._limit} local {self._arguments[0]} workers are busy, which is the limit"
            )
        async with self._slots:
            worker = await self._take()
            self._lent.add(worker)
            try:
                yield worker
            except BaseException:
                await self._kill(worker)
                raise
            finally:
                self._lent.discard(worker)
            await self._put_back(worker)

    async def _take(self) -> WorkerProcess:
        if self._closed:
            raise SpeechUnavailable("speech is shut down")
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                self._refill_soon()
                return worker
            await self._kill(worker)
        worker = await WorkerProcess.start(*self._arguments)
        self._refill_soon()
        return worker

    async def _put_back(self, worker: WorkerProcess) -> None:
        if self._closed or not worker.alive or len(self._idle) >= self._spare:
            await self._kill(worker)
        else:
            self._idle.append(worker)

    async def _kill(self, worker: WorkerProcess) -> None:
        """Kill a worker; who is cancelled meanwhile leaves the rest to `aclose`."""
        dying = asyncio.create_task(worker.kill())
        self._dying.add(dying)
        dying.add_done_callback(self._dying.discard)
        await asyncio.shield(dying)

    def _refill_soon(self) -> None:
        if self._refill and not self._starting and len(self._idle) < self._spare:
            task = asyncio.create_task(self._start_spare())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start_spare(self) -> None:
        # A spare that cannot start is no one's error yet: the next user will hear it.
        with contextlib.suppress(SpeechError, OSError):
            await self._put_back(await WorkerProcess.start(*self._arguments))

    async def aclose(self) -> None:
        """Kill all workers; those who still use one hear SpeechUnavailable."""
        self._closed = True
        for task in list(self._starting):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        while self._idle:
            await self._kill(self._idle.pop())
        for worker in list(self._lent):
            await self._kill(worker)
        if self._dying:
            await asyncio.wait(self._dying)
