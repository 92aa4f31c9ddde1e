"""Work that comes round again for as long as the process lives."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

Work = Callable[[], Awaitable[object]]
_log = structlog.get_logger(__name__)


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
        self._every_s = every_s
        self._work = work
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins; once is enough."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=self.name)

    async def close(self) -> None:
        """Ends, even in the middle of a round; may be called twice."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            try:
                await self._work()
            except Exception as error:
                _log.error("a periodic job failed", job=self.name, exc_info=error)
            await self._sleep(self._every_s)
