"""Noticing that the process which started us is gone."""

import asyncio
import os
from collections.abc import Callable
from typing import Final

CHECK_S: Final = 0.5


class ParentWatch:
    """Calls back once when our parent is another process than the expected one.

    Polling the parent's id works everywhere and, unlike a death signal, is not set off by the end
    of the thread that started us.
    """

    def __init__(self, parent_pid: int, gone: Callable[[], None]) -> None:
        self._parent_pid = parent_pid
        self._gone = gone
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle = self._loop.call_soon(self._check)

    def close(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    def _check(self) -> None:
        if os.getppid() != self._parent_pid:
            self._gone()
            return
        self._timer = self._loop.call_later(CHECK_S, self._check)
