"""Work that comes round again for as long as the process lives."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog

from voipbin.core.background import end

Work = Callable[[], Awaitable[object]]
_LOOK_S = 60.0
"How often a process looks whether whoever had the last turn is gone."
_log = structlog.get_logger(__name__)


class Turns(Protocol):
    """Who does a job of several processes (`cluster.lease.Leases`)."""

    async def take(self, name: str, hold_s: float = ...) -> bool:
        """Takes or prolongs a turn; False while another process has it."""

    def held(self, name: str) -> AbstractAsyncContextManager[None]:
        """Keeps a turn for as long as the block runs."""


class Periodic:
    """One job: done at the start, which picks up what fell due while nobody ran, and then again.

    Args:
        name: what it does, for the log.
        every_s: seconds from the end of one round to the next.
        work: one round; what it raises is logged, and the next round comes all the same.
        sleep: waits; a test gives the one of its clock.
    """

    def __init__(
        self,
        name: str,
        every_s: float,
        work: Work,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self._turns: Turns | None = None
        self._every_s = every_s
        self._work = work
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def shared(self, turns: "Turns | None") -> "Periodic":
        """The same job, done by one process at a time; None where there is only this one."""
        self._turns = turns
        return self

    def start(self) -> None:
        """Begins; once is enough."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=self.name)

    async def close(self) -> None:
        """Ends, even in the middle of a round; may be called twice."""
        task, self._task = self._task, None
        await end(task)

    async def _run(self) -> None:
        while True:
            pause_s = self._every_s
            try:
                pause_s = await self._round()
            except Exception as error:
                _log.error("a periodic job failed", job=self.name, exc_info=error)
            await self._sleep(pause_s)

    async def _round(self) -> float:
        """Does the job when it is our turn; seconds to the next round."""
        if self._turns is None:
            await self._work()
        elif await self._turns.take(self.name):
            try:
                async with self._turns.held(self.name):
                    await self._work()
            finally:
                # The others need not do again what was done just now.
                await self._turns.take(self.name, self._every_s)
        else:
            return min(self._every_s, _LOOK_S)
        return self._every_s
