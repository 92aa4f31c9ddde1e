"""One call of the demo, from the registration of the phone to the verdict."""

import asyncio
from contextlib import AsyncExitStack
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
from voipbin.core.commands.demo.sound import Heard, listen_to
from voipbin.core.commands.demo.witness import Witness

_REGISTER_S = 10.0
_RING_S = 10.0
_TALK_S = 40.0
_LAST_WORDS_S = 15.0


class Attempt:
    """A phone, a flow, a call.

    Args:
        platform: running.
        output: folder for what is fetched; the log of the phone too.
        after_id: event of the log after which the call begins.
    """

    def __init__(
        self, platform: PlatformProcess, screen: Screen, output: Path, after_id: str = "0"
    ) -> None:
        self._platform = platform
        self._screen = screen
        self._output = output
        self._after_id = after_id
        self.witness = Witness()
        self.evidence = Evidence(self.witness, platform.log, output / "phone.log")

    async def perform(self, words: Path, phone_password: str) -> list[Check]:
        """Does everything and judges it.

        Args:
            words: wav the phone plays; what it hears is written beside it.
            phone_password: in place of the right one; "" for that.

        Raises:
            StepFailed: something did not happen at all.
        """
        platform, narrator = self._platform, Narrator(self._screen)
        async with AsyncExitStack() as stack:
            phone = self._phone(words, phone_password)
            stack.push_async_callback(phone.stop)
            await phone.start()
            rest = await stack.enter_async_context(Rest(platform.facts, platform.log))
            following = [
                asyncio.create_task(
                    follow_platform(platform, self._after_id, self.witness, narrator)
                ),
                asyncio.create_task(follow_phone(phone, self.witness, narrator)),
            ]
            stack.push_async_callback(end_tasks, *following)
            call_id = await self._call(rest)
            await harvest(rest, call_id, self.evidence, self._output, self._screen)
        return checks(self.evidence)

    def _phone(self, words: Path, phone_password: str) -> PhoneProcess:
        accounts = self._platform.account["extensions"]
        account = next(a for a in accounts if a["extension"] == scenario.EXTENSION)
        if phone_password:
            account = {**account, "password": phone_password}
        script = scenario.phone_script(str(words))
        sip = self._platform.facts["sip"]
        return PhoneProcess(account, sip, script, words.parent, self.evidence.phone_log)

    async def _call(self, rest: Rest) -> str:
        await self._wait("phone", "registered", "a registered phone", _REGISTER_S)
        flow = await rest.post("/flows", scenario.flow())
        self._screen.line("REST", f"POST /v1.0/flows: flow {flow['id']}")
        number = self._platform.account["number"]
        call_id = _call_id(await rest.post("/calls", scenario.call(flow["id"], number)))
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
        evidence = self.evidence
        return await self.witness.until(
            kind.replace("_", " "),
            expected,
            lambda witness: witness.first(source, kind),
            within_s=within_s,
            log=evidence.platform_log if source == "platform" else evidence.phone_log,
        )


def _call_id(made: dict[str, Any]) -> str:
    calls = [call["id"] for call in made["calls"]]
    calls += [id for group in made["groupcalls"] for id in group["call_ids"]]
    if not calls:
        raise StepFailed("POST /calls", "one call", "none: the extension has no phone")
    return str(calls[0])


def _heard_by_phone(ended: dict[str, Any]) -> Heard | None:
    heard = next((path for path in ended["recordings"] if path.endswith("_in.wav")), None)
    return listen_to(Path(heard)) if heard else None
