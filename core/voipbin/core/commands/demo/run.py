"""The demo itself: platform, phone, flow, call, verdict."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo import scenario
from voipbin.core.commands.demo.checks import Check, checks
from voipbin.core.commands.demo.events import end_tasks, follow_phone, follow_platform
from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.failure import StepFailed
from voipbin.core.commands.demo.harvest import harvest
from voipbin.core.commands.demo.narrator import Narrator
from voipbin.core.commands.demo.phone_process import PhoneProcess
from voipbin.core.commands.demo.platform_process import PlatformProcess
from voipbin.core.commands.demo.rest import Rest
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.sound import listen_to
from voipbin.core.commands.demo.witness import Witness
from voipbin.core.commands.demo.words import write_words

_REGISTER_S = 10.0
_RING_S = 10.0
_TALK_S = 40.0
_LAST_WORDS_S = 15.0
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
        output = options.output.resolve()
        self._options = options
        self._output = output
        self._screen = screen
        self._witness = Witness()
        self._narrator = Narrator(screen)
        self._platform_log = output / "platform.log"
        self._phone_log = output / "phone.log"
        self.evidence = Evidence(self._witness, self._platform_log, self._phone_log)

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
        platform = PlatformProcess(folder, self._platform_log)
        try:
            yield platform
        finally:
            code = await platform.stop()
            if not self._options.keep:
                shutil.rmtree(folder, ignore_errors=True)
            if code != 0 and platform.facts:
                self._screen.line("platform", f"ended with code {code}; see {self._platform_log}")

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
            async with AsyncExitStack() as stack:
                phone = self._phone(platform, words)
                stack.push_async_callback(phone.stop)
                await phone.start()
                rest = await stack.enter_async_context(Rest(platform.facts, self._platform_log))
                following = [
                    asyncio.create_task(follow_platform(platform, self._witness, self._narrator)),
                    asyncio.create_task(follow_phone(phone, self._witness, self._narrator)),
                ]
                stack.push_async_callback(end_tasks, *following)
                call_id = await self._call(rest, platform)
                await harvest(rest, call_id, self.evidence, self._output, self._screen)
        return checks(self.evidence)

    def _phone(self, platform: PlatformProcess, words: Path) -> PhoneProcess:
        accounts = platform.account["extensions"]
        account = next(a for a in accounts if a["extension"] == scenario.EXTENSION)
        if self._options.phone_password:
            account = {**account, "password": self._options.phone_password}
        script = scenario.phone_script(str(words))
        return PhoneProcess(account, platform.facts["sip"], script, words.parent, self._phone_log)

    async def _call(self, rest: Rest, platform: PlatformProcess) -> str:
        await self._wait("phone", "registered", "a registered phone", _REGISTER_S)
        flow = await rest.post("/flows", scenario.flow())
        self._screen.line("REST", f"POST /v1.0/flows: flow {flow['id']}")
        made = await rest.post("/calls", scenario.call(flow["id"], platform.account["number"]))
        call_id = _call_id(made)
        self._screen.line("REST", f"POST /v1.0/calls: call {call_id}")
        await self._wait("platform", "call_ringing", "a phone that rings", _RING_S)
        await self._wait("phone", "answered", "a phone that answers", _RING_S)
        await self._wait("phone", "digits", "a prompt, words and digits", _TALK_S)
        await self._wait("platform", "call_hangup", "a flow that hangs up", _TALK_S)
        ended = await self._wait("phone", "ended", "a phone that is hung up", _RING_S)
        self.evidence.phone_heard = await asyncio.to_thread(_heard_by_phone, ended)
        finished = ("platform", "recording_finished", "a finished recording", _RING_S)
        self.evidence.recording = await self._wait(*finished)
        await self._wait("platform", "transcribe_done", "a finished transcribe", _LAST_WORDS_S)
        return call_id

    async def _wait(self, source: str, kind: str, expected: str, within_s: float) -> dict[str, Any]:
        log = self._platform_log if source == "platform" else self._phone_log
        return await self._witness.until(
            kind.replace("_", " "),
            expected,
            lambda witness: witness.first(source, kind),
            within_s=within_s,
            log=log,
        )


def _call_id(made: dict[str, Any]) -> str:
    calls = [call["id"] for call in made["calls"]]
    calls += [id for group in made["groupcalls"] for id in group["call_ids"]]
    if not calls:
        raise StepFailed("POST /calls", "one call", "none: the extension has no phone")
    return str(calls[0])


def _heard_by_phone(ended: dict[str, Any]) -> Any:
    heard = next((path for path in ended["recordings"] if path.endswith("_in.wav")), None)
    return listen_to(Path(heard)) if heard else None
