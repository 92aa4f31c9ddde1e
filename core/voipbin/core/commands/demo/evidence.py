"""Everything a finished demo is judged by."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo.sound import Heard
from voipbin.core.commands.demo.witness import Witness


@dataclass(slots=True)
class Evidence:
    """What was seen, fetched and measured."""

    witness: Witness
    platform_log: Path
    phone_log: Path
    call: dict[str, Any] = field(default_factory=dict)
    "GET /v1.0/calls/{id} at the end."
    activeflow: dict[str, Any] = field(default_factory=dict)
    recording: dict[str, Any] = field(default_factory=dict)
    recorded: list[Heard] = field(default_factory=list)
    "The files of the recording, in and out."
    phone_heard: Heard | None = None
    "What the phone itself wrote down of what it heard."
    graphql: dict[str, Any] = field(default_factory=dict)
    "The call of the GraphQL answer."
    picture: Path | None = None

    def executed(self, type: str) -> list[dict[str, Any]]:
        """Options of the actions of a type that were run, variables filled in."""
        actions = self.activeflow.get("executed_actions", [])
        return [action["option"] for action in actions if action["type"] == type]

    def live_text(self) -> str:
        """What was understood of the phone during the call, by GraphQL."""
        return _text(self.graphql.get("transcribes") or [])

    def recording_text(self) -> str:
        """What was understood of the phone from the recording, by GraphQL."""
        recordings = self.graphql.get("recordings") or []
        return " ".join(_text(recording.get("transcribes") or []) for recording in recordings)


def _text(transcribes: list[dict[str, Any]]) -> str:
    transcripts = [t for transcribe in transcribes for t in transcribe.get("transcripts") or []]
    return " ".join(str(t["message"]) for t in transcripts if t["direction"].lower() == "in")
