"""The demo: a platform, and a call that is judged."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from voipbin.core.commands.demo.attempt import Attempt
from voipbin.core.commands.demo.checks import Check, dictation_alone_failed
from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.platform_process import PlatformProcess
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.words import write_words

_FILES = {
    "phone.wav": "what the phone said",
    "platform.wav": "what the platform said",
    "waveform.png": "both as a picture: the phone above, the platform below",
    "graphql.json": "the answer above",
    "platform.log": "what the platform logged",
}


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line asks for."""

    output: Path
    keep: bool = False
    "Leave the platform running."
    verbose: bool = False
    watchdog_s: float = 90.0
    phone_password: str = ""
    "Instead of the right one, to see a failure."


class Demo:
    """One run."""

    def __init__(self, options: DemoOptions, screen: Screen) -> None:
        self._options = options
        self._output = options.output.resolve()
        self._screen = screen
        self._attempt: Attempt | None = None

    @property
    def evidence(self) -> Evidence | None:
        """Of the last attempt; None before the first."""
        return self._attempt.evidence if self._attempt else None

    @property
    def files(self) -> dict[Path, str]:
        """What there is to look at and listen to."""
        named = {self._output / name: what for name, what in _FILES.items()}
        return {path: what for path, what in named.items() if path.exists()}

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[PlatformProcess]:
        """The platform, running; afterwards it is gone, its data too."""
        self._output.mkdir(parents=True, exist_ok=True)
        for file in self.files:
            file.unlink()
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._output))
        platform = PlatformProcess(folder, self._output / "platform.log")
        try:
            yield platform
        finally:
            code = await platform.stop()
            shutil.rmtree(folder, ignore_errors=True)
            if code != 0 and platform.facts:
                self._screen.line("platform", f"ended with code {code}; see {platform.log}")

    async def perform(self, platform: PlatformProcess) -> list[Check]:
        """Does everything and judges it.

        Raises:
            StepFailed: something did not happen at all.
        """
        with tempfile.TemporaryDirectory(dir=self._output, prefix="phone-") as folder:
            words = Path(folder) / "words.wav"
            self._screen.line("platform", "starts")
            await asyncio.gather(platform.start(), write_words(words))
            self._screen.line("platform", f"is ready: {platform.facts['rest']}")
            verdict = await self._call(platform, words, after_id="0")
            if dictation_alone_failed(verdict) and self._attempt is not None:
                # A machine that stands still for a tenth of a second tears words apart.
                for check in verdict:
                    if not check.ok:
                        self._screen.line("transcript", f"is poor: {check.came}")
                self._screen.line("transcript", "perhaps this machine is busy; once more")
                verdict = await self._call(platform, words, self._attempt.witness.last_id)
        return verdict

    async def _call(self, platform: PlatformProcess, words: Path, after_id: str) -> list[Check]:
        self._attempt = Attempt(platform, self._screen, self._output, after_id)
        return await self._attempt.perform(words, self._options.phone_password)
