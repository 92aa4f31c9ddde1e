"""Forgetting sounds that nobody plays any more."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from voipbin.core.clock import Clock
from voipbin.core.customer.deletion import GRACE_US

UNUSED_US = GRACE_US
"""A spoken text or a fetched file may tell of people, and no row says whose it is. A customer plays
nothing in the days before its deletion: what only it played leaves with it."""


class SoundSweep:
    """Removes cached sounds that were not played for as long as a deletion takes.

    Args:
        folders: of wav files whose time of change is that of their last use.
    """

    def __init__(self, folders: Sequence[Path], clock: Clock) -> None:
        self._folders = folders
        self._clock = clock

    async def sweep(self) -> int:
        """Removes what is due; how many files there were."""
        before_us = self._clock.now_us() - UNUSED_US
        return await asyncio.to_thread(self._remove, before_us)

    def _remove(self, before_us: int) -> int:
        due = [path for path in self._sounds() if _used_us(path) < before_us]
        for path in due:
            path.unlink(missing_ok=True)
        return len(due)

    def _sounds(self) -> Iterator[Path]:
        # What a program that died left half written is not listed as a sound, but is one.
        for folder in self._folders:
            yield from (path for path in folder.rglob("*") if path.is_file())


def _used_us(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns // 1000
    except FileNotFoundError:
        return 0
