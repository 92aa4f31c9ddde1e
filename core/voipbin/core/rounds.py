"""Work that waits in a table: looked for when somebody tells of it, and every so often."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from voipbin.core.background import BackgroundTasks, end

_log = structlog.get_logger(__name__)


class Rounds:
    """Goes round as long as there is work, then waits.

    Args:
        name: what is done, for the log.
        look: begins with what is due, by `begin`; says whether there was anything.
        poll_s: seconds from one look to the next when nobody tells of work: for what falls due,
            and what other processes left.
        gather_s: seconds to wait after a look, so that what comes together is looked at together.
    """

    def __init__(
        self,
        name: str,
        look: Callable[[], Awaitable[bool]],
        *,
        poll_s: float,
        gather_s: float = 0.0,
    ) -> None:
        self._name = name
        self._look = look
        self._poll_s = poll_s
        self._gather_s = gather_s
        self._background = BackgroundTasks(name)
        self._signal = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to go round."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """There is something to do."""
        self._signal.set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Does one thing; there may be more than there was room for when it is done."""
        self._background.begin(self._then_wake(work))

    async def until_idle(self) -> None:
        """Does all there is to do now, and returns when that is done."""
        while await self._round():
            await self._background.settled()

    async def close(self, grace_s: float) -> None:
        """Lets work end for a while, then cuts it off; may be called twice."""
        task, self._task = self._task, None
        await end(task)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._background.settled()
        await self._background.close()

    async def _then_wake(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._signal.set()

    async def _round(self) -> bool:
        self._signal.clear()
        return await self._look()

    async def _run(self) -> None:
        while True:
            try:
                if await self._round():
                    self._signal.set()
            except Exception as error:
                _log.error("work could not be looked for", work=self._name, exc_info=error)
                await asyncio.sleep(self._poll_s)
            await asyncio.sleep(self._gather_s)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._signal.wait()
