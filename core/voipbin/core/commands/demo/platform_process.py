"""The platform as a child: `voipbin serve --dev` on free loopback ports."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo.child import Child
from voipbin.core.commands.demo.failure import StepFailed, last_line

READY_TIMEOUT_S = 30.0
_POLL_S = 0.05
_FREE = "127.0.0.1:0"


class PlatformProcess:
    """Starts the platform and reads its addresses.

    Args:
        folder: data and the ready file.
        log: file for everything it says.
        flags: more flags of `voipbin serve`.
    """

    def __init__(self, folder: Path, log: Path, flags: Sequence[str] = ()) -> None:
        self._ready = folder / "ready.json"
        addresses = [
            part for name in ("http", "grpc", "media", "sip") for part in (f"--{name}", _FREE)
        ]
        arguments = [
            "serve",
            "--dev",
            *("--data-dir", str(folder / "data")),
            *addresses,
            *("--ready-file", str(self._ready)),
            *("--parent", str(os.getpid())),
            *flags,
        ]
        self.child = Child("voipbin.core", arguments, log, piped=False)
        self.log = log
        self.facts: dict[str, Any] = {}

    @property
    def account(self) -> dict[str, Any]:
        """The demo tenant."""
        demo: dict[str, Any] = self.facts["demo"]
        return demo

    async def start(self) -> None:
        """Returns when it is ready.

        Raises:
            StepFailed: it ended or did not become ready within 30 s.
        """
        await self.child.start()
        deadline = asyncio.get_running_loop().time() + READY_TIMEOUT_S
        while not self._ready.exists():
            if self.child.process.returncode is not None:
                came = f"it ended with code {self.child.process.returncode}: {last_line(self.log)}"
                raise StepFailed("platform", "a platform that starts", came, self.log)
            if asyncio.get_running_loop().time() > deadline:
                expected = f"a platform that is ready within {READY_TIMEOUT_S:.0f} s"
                raise StepFailed("platform", expected, "nothing", self.log)
            await asyncio.sleep(_POLL_S)
        self.facts = json.loads(self._ready.read_text())

    async def stop(self) -> int:
        """Lets it hang up and end; its exit code."""
        return await self.child.stop()
