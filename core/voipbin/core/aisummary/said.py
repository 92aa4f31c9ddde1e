"""What was said, as a summary is made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One sentence; they sort by time."""

    offset_us: int
    "From the beginning of the recording or the listening."
    direction: str
    "in: the party speaks; out: it hears."
    text: str

    @classmethod
    def of_json(cls, kept: Iterable[Mapping[str, Any]]) -> "list[Said]":
        """Sentences as a row keeps them, in order of time."""
        return sorted(cls(one["offset_us"], one["direction"], one["text"]) for one in kept)

    def to_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"offset_us": self.offset_us, "direction": self.direction, "text": self.text}


def minutes_of(said: Sequence[Said]) -> str:
    """One line a sentence, with its time and who speaks."""
    voices = {one.direction for one in said}
    return "\n".join(_line(one, names_voice=len(voices) > 1) for one in said)


def _line(one: Said, *, names_voice: bool) -> str:
    seconds = one.offset_us // 1_000_000
    voice = f" {'caller' if one.direction == 'in' else 'other party'}:" if names_voice else ""
    return f"[{seconds // 60:02}:{seconds % 60:02}]{voice} {one.text}"
