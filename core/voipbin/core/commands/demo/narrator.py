"""Reports turned into lines for people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from voipbin.core.commands.demo.scenario import WORDS
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.witness import Seen

_SIDES: Final = {"in": "the phone", "out": "the platform"}
_ENDED_BY: Final = {"local": "the platform", "remote": "the phone"}


class Narrator:
    """Tells what is worth telling, each thing once."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._action_told: tuple[str, str | None] = ("", None)
        self._heard = False

    def tell(self, seen: Seen) -> None:
        """Writes the lines of one report, if it has any."""
        known = _LINES.get((seen.source, seen.kind))
        if known is not None:
            who, words = known
            self._screen.line(who, words(seen.data))
        elif seen.kind == "transcribe_speech_interim":
            self._screen.interim(str(seen.data["message"]))
        elif seen.kind == "transcript_created":
            self._transcript(seen.data)
        elif seen.kind == "activeflow_updated":
            self._action(seen.data["current_action"])
        elif seen.kind == "heard":
            self._voice(seen.data)

    def _transcript(self, transcript: dict[str, Any]) -> None:
        self._screen.interim("")
        who = _SIDES.get(str(transcript["direction"]), "somebody")
        self._screen.line("transcript", f"{who} said: {transcript['message']}")

    def _action(self, action: dict[str, Any]) -> None:
        moment = (action["id"], action["tm_execute"])
        if moment == self._action_told:
            return
        self._action_told = moment
        if action["type"] == "talk":
            self._screen.line("platform", f"says “{action['option']['text']}”")
        elif action["type"] == "beep":
            self._screen.line("platform", "gives the tone")

    def _voice(self, heard: dict[str, Any]) -> None:
        if heard["speaking"] and not self._heard:
            self._heard = True
            self._screen.line("phone", "hears a voice")


def call_duration_s(call: dict[str, Any]) -> float:
    """Seconds between answer and hangup; 0 when it was not answered."""
    if not (call.get("tm_progressing") and call.get("tm_hangup")):
        return 0.0
    answered, ended = (
        datetime.fromisoformat(call[name]) for name in ("tm_progressing", "tm_hangup")
    )
    return (ended - answered).total_seconds()


def _registered(event: dict[str, Any]) -> str:
    return f"registered as {event['user']}@{event['domain']}"


def _answered(event: dict[str, Any]) -> str:
    return f"answers; audio is {event['codec']} at {event['sample_rate_hz'] // 1000} kHz"


def _hangup(call: dict[str, Any]) -> str:
    by = _ENDED_BY.get(str(call["hangup_by"]), str(call["hangup_by"]) or "nobody")
    return f"hangup, {call['hangup_reason']}, by {by}, after {call_duration_s(call):.1f} s"


def _transcribed(transcribe: dict[str, Any]) -> str:
    if transcribe["reference_type"] == "call":
        return "listens to the phone, live"
    return "has listened to the recording"


def _ended(event: dict[str, Any]) -> str:
    received, lost = event["packets_received"], event["packets_lost"]
    return f"is hung up ({event['reason']}); {received} audio packets heard, {lost} lost"


_LINES: Final[dict[tuple[str, str], tuple[str, Callable[[dict[str, Any]], str]]]] = {
    ("phone", "registered"): ("phone", _registered),
    ("phone", "registration_failed"): ("phone", lambda e: f"is refused: {e.get('status')}"),
    ("phone", "answered"): ("phone", _answered),
    ("phone", "saying"): ("phone", lambda _: f"says “{WORDS}”"),
    ("phone", "pressing"): ("phone", lambda e: f"presses {' '.join(e['digits'])}"),
    ("phone", "ended"): ("phone", _ended),
    ("platform", "call_ringing"): ("call", lambda _: "ringing"),
    ("platform", "call_progressing"): ("call", lambda _: "answered"),
    ("platform", "call_hangup"): ("call", _hangup),
    ("platform", "recording_started"): ("recording", lambda _: "started"),
    ("platform", "recording_finished"): ("recording", lambda _: "written"),
    ("platform", "transcribe_created"): (
        "transcribe",
        _transcribed,
    ),
}
