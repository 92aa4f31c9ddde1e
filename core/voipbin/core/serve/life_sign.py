"""A sign of life on the disk: how long the last process is known to have lived."""

import os
from pathlib import Path

_FILE = "alive"
EVERY_S = 5.0


class LifeSign:
    """A file in the data directory that is touched again and again.

    What died with a process ended when the process did, not when the next one starts: nobody is
    charged for the time between.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE

    async def give(self) -> None:
        """We live."""
        self._path.touch()
        os.utime(self._path)

    @property
    def last_us(self) -> int:
        """When one was given last, in microseconds since 1970; 0 when that is not known."""
        try:
            return self._path.stat().st_mtime_ns // 1000
        except OSError:
            return 0
