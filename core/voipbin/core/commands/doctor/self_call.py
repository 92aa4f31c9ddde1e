"""A call to itself: the platform and a softphone, both as real processes on loopback."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo.events import end_tasks, read_phone
from voipbin.core.commands.demo.failure import StepFailed, last_line
from voipbin.core.commands.demo.phone_process import PhoneProcess
from voipbin.core.commands.demo.platform_process import PlatformProcess
from voipbin.core.commands.demo.rest import Rest
from voipbin.core.commands.demo.sound import listen_to
from voipbin.core.commands.demo.witness import Witness
from voipbin.core.commands.doctor.finding import Finding, error, ok
from voipbin.core.settings import Settings

_DIGITS = "73#"
_PAUSE_MS = 300
_STEP_S = 15.0
_FLOW: list[dict[str, Any]] = [
    {"type": "answer"},
    {"type": "beep"},
    {"type": "digits_receive", "option": {"duration": 8000, "length": 8, "key": "#"}},
    {"type": "variable_set", "option": {"key": "doctor", "value": "${voipbin.call.digits}"}},
    {"type": "hangup"},
]


async def check_call(settings: Settings) -> Finding:
    """Calls a softphone: a tone must be heard there, digits must come back."""
    try:
        async with asyncio.timeout(60):
            return ok("call to itself", await _call(settings))
    except StepFailed as failure:
        failure.log = None  # gone with its folder; what matters is in the text
        return error("call to itself", str(failure), "voipbin demo --verbose says more")
    except TimeoutError:
        return error("call to itself", "not over after 60 s", "voipbin demo --verbose says more")


async def _call(settings: Settings) -> str:
    with tempfile.TemporaryDirectory(prefix="voipbin-doctor-") as name:
        folder = Path(name)
        flags = ("--rtp-ports", settings.rtp_ports, "--grace-s", "1")
        platform = PlatformProcess(folder, folder / "platform.log", flags)
        try:
            await platform.start()
            return await _ring(platform, folder)
        finally:
            await platform.stop()


async def _ring(platform: PlatformProcess, folder: Path) -> str:
    account = platform.account["extensions"][0]
    script = f"listen:{_PAUSE_MS} press:{_DIGITS}"
    phone = PhoneProcess(account, platform.facts["sip"], script, folder, folder / "phone.log")
    witness = Witness()
    await phone.start()
    reading = asyncio.create_task(read_phone(phone, witness))
    try:
        async with Rest(platform.facts, platform.log) as rest:
            return await _talk(rest, witness, platform, phone)
    finally:
        await end_tasks(reading)
        await phone.stop()


async def _talk(
    rest: Rest, witness: Witness, platform: PlatformProcess, phone: PhoneProcess
) -> str:
    async def wait(kind: str, expected: str) -> dict[str, Any]:
        return await witness.until(
            kind,
            expected,
            lambda seen: seen.first("phone", kind),
            within_s=_STEP_S,
            log=phone.child.log,
        )

    await wait("registered", "a registered phone")
    made = await rest.post("/calls", _body(platform))
    answered = await wait("answered", "a phone that answers")
    ended = await wait("ended", "a call that ends")
    heard = next((listen_to(Path(p)) for p in ended["recordings"] if p.endswith("_in.wav")), None)
    if heard is None or not heard.has_beep:
        level = f"{heard.speech_dbfs:.0f} dBFS without it" if heard else "nothing"
        raise StepFailed("tone", "1000 Hz in the phone's ear", level)
    digits = await _digits(rest, made)
    if digits != _DIGITS:
        raise StepFailed("digits", _DIGITS, f"{digits!r}: {last_line(platform.log)}")
    codec, lost = answered["codec"], ended["packets_lost"]
    return f"registered, rang, tone heard, digits came back ({codec}, {lost} packets lost)"


def _body(platform: PlatformProcess) -> dict[str, Any]:
    return {
        "source": {"type": "tel", "target": platform.account["number"]},
        "destinations": [
            {"type": "extension", "target": platform.account["extensions"][0]["extension"]}
        ],
        "actions": _FLOW,
    }


async def _digits(rest: Rest, made: dict[str, Any]) -> str:
    ids = [id for group in made["groupcalls"] for id in group["call_ids"]]
    ids += [call["id"] for call in made["calls"]]
    call = await rest.get(f"/calls/{ids[0]}")
    activeflow = await rest.get(f"/activeflows/{call['activeflow_id']}")
    set_to = [a["option"] for a in activeflow["executed_actions"] if a["type"] == "variable_set"]
    return str(set_to[0]["value"]) if set_to else ""
