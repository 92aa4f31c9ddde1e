"""`voipbin serve` on the same ports and data, killed and started again as often as one likes."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

from tests.commands.running import environment
from tests.fixtures.ports import free_ports
from tests.platform.api import Json

_READY_S = 60.0
_LOOK_S = 0.005
_FACES = ("http", "grpc", "media", "sip")


class MortalProcess:
    """One process at a time."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.data = folder / "data"
        self.ports = dict(zip(_FACES, free_ports(len(_FACES)), strict=True))
        self.facts: Json = {}
        self.starts_s: list[float] = []
        "From the command to ready, of each start that got there."
        self._ready = folder / "ready.json"
        self._log = folder / "serve.log"
        self._options = options
        # From the second start on its modules are compiled, as those of an installed program are.
        self._environment = environment(PYTHONPYCACHEPREFIX=str(folder / "compiled"))
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._process: asyncio.subprocess.Process | None = None
        self._began_s = 0.0
        self._is_timed = False

    def address(self, face: str) -> str:
        """Host and port of http, grpc, media or sip."""
        return f"127.0.0.1:{self.ports[face]}"

    @property
    def log(self) -> str:
        """What all of them wrote."""
        return self._log.read_text()

    async def spawn(self) -> None:
        """Starts it, and does not wait."""
        self._ready.unlink(missing_ok=True)
        self._began_s = time.perf_counter()
        self._is_timed = False
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def until_ready(self) -> None:
        """Waits until it is ready.

        Raises:
            AssertionError: it ended instead.
        """
        assert self._process is not None
        async with asyncio.timeout(_READY_S):
            while not self._ready.exists():
                assert self._process.returncode is None, self.log[-3000:]
                await asyncio.sleep(_LOOK_S)
        if not self._is_timed:
            self._is_timed = True
            self.starts_s.append(time.perf_counter() - self._began_s)
        self.facts = json.loads(self._ready.read_text())

    @property
    def is_ready(self) -> bool:
        """It said so."""
        return self._ready.exists()

    async def end(self, signal_number: signal.Signals = signal.SIGKILL) -> int:
        """Sends a signal to it and waits for its end; its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal_number)
        return await asyncio.wait_for(self._process.wait(), 30)

    def _command(self) -> list[str]:
        flags = [part for face in _FACES for part in (f"--{face}", self.address(face))]
        return [
            *(sys.executable, "-m", "voipbin.core", "serve", "--dev", *flags),
            *("--data-dir", str(self.data), "--ready-file", str(self._ready), *self._options),
        ]
