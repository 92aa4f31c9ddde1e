"""Time, as a value that tests can move."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the core knows of time."""

    def now_us(self) -> int:
        """Wall-clock time in microseconds since 1970, UTC; never the same twice in one process."""

    def monotonic_s(self) -> float:
        """Seconds that never go back."""

    async def sleep(self, seconds: float) -> None:
        """Waits."""


class SystemClock:
    """The machine's clock."""

    def __init__(self) -> None:
        self._last_us = 0

    def now_us(self) -> int:
        """Microseconds since 1970; unique, so that rows sort by creation."""
        self._last_us = max(time.time_ns() // 1000, self._last_us + 1)
        return self._last_us

    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits on the event loop."""
        await asyncio.sleep(seconds)
