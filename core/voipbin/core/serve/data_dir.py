"""The data directory: private to its owner, used by one platform at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

_LOCK = "voipbin.lock"
_PRIVATE = 0o700


class DataDir:
    """Makes the directory and holds it until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def open(self) -> None:
        """Takes the directory.

        Raises:
            OSError: it cannot be made or written, or another platform uses it.
        """
        if self.path.exists() and not self.path.is_dir():
            raise OSError(f"--data-dir {self.path} is a file; name a directory")
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
            self._lock = (self.path / _LOCK).open("a+")
        except OSError as error:
            fault = f"--data-dir {self.path} cannot be written ({error.strerror})"
            raise OSError(f"{fault}; name another directory or change its owner") from error
        self._take()

    def close(self) -> None:
        """Lets another platform use it; may be called twice."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.close()

    def _take(self) -> None:
        assert self._lock is not None
        self._lock.seek(0)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = self._lock.read().strip() or "unknown"
            self.close()
            # Two would end each other's calls: at its start, each takes what runs for left behind.
            fault = f"another voipbin (pid {owner}) uses the data directory {self.path}"
            raise OSError(f"{fault}; stop it or name another --data-dir") from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()
