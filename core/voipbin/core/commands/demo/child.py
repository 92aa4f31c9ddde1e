"""A program the demo starts, writes down and surely ends."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_END_S = 10.0


class Child:
    """A Python module in a process of its own; its standard error goes to a file.

    Args:
        log: file for what it writes on standard error, and on standard output unless piped.
        piped: standard output can be read from `process.stdout`.
    """

    def __init__(self, module: str, arguments: Sequence[str], log: Path, *, piped: bool) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._piped = piped
        self._process: asyncio.subprocess.Process | None = None
        self.log = log

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The running process; there after start."""
        assert self._process is not None, "start() comes first"
        return self._process

    async def start(self) -> None:
        """Starts it."""
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if self._piped else log,
                stderr=log,
                env=clean_environment(os.environ),
            )

    async def stop(self) -> int:
        """Asks it to end, kills it after 10 s; returns its exit code, may be called twice."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
        try:
            async with asyncio.timeout(_END_S):
                return await self._process.wait()
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Without VOIPBIN_*: a demo must not reach for the operator's database or accounts."""
    kept = {name: value for name, value in environment.items() if not name.startswith("VOIPBIN_")}
    return {**kept, "PYTHONUNBUFFERED": "1"}
