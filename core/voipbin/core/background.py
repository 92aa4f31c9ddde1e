"""Work that goes on after its request was answered."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class BackgroundTasks:
    """Tasks of one owner, which ends them.

    Args:
        name: what they do, for the log.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts work; what it raises is logged."""
        task = asyncio.create_task(work, name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self) -> None:
        """Waits until nothing is left to do."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Cancels everything; may be called twice."""
        for task in self._tasks:
            task.cancel()
        await self.settled()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("background work failed", work=self._name, exc_info=error)


async def end(task: "asyncio.Task[Any] | None") -> None:
    """Cancels a task and waits until it is over; None for one that never began.

    What the task raises instead is raised.
    """
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
