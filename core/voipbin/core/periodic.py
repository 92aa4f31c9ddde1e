"""Jobs that run again and again while the platform does."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from voipbin.core.background import BackgroundTasks
from voipbin.core.clock import Clock

Job = Callable[[], Awaitable[Any]]
_log = structlog.get_logger(__name__)


class PeriodicJobs:
    """Runs jobs at the start and then at intervals; one that fails is tried again in time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: list[tuple[float, Job]] = []
        self._tasks = BackgroundTasks("periodic job")

    def every(self, interval_s: float, job: Job) -> None:
        """Adds a job."""
        self._jobs.append((interval_s, job))

    def start(self) -> None:
        """Begins with all of them."""
        for interval_s, job in self._jobs:
            self._tasks.begin(self._run(interval_s, job))

    async def close(self) -> None:
        """Ends them; may be called twice."""
        await self._tasks.close()

    async def _run(self, interval_s: float, job: Job) -> None:
        while True:
            try:
                await job()
            except Exception as error:
                _log.error("a periodic job failed", job=repr(job), exc_info=error)
            await self._clock.sleep(interval_s)
