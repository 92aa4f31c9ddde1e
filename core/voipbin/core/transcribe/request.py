"""What a transcribe is asked to do."""

from dataclasses import dataclass
from typing import Any

from voipbin.core.errors import InvalidArgument
from voipbin.core.transcribe.calls import CallFacts
from voipbin.core.transcribe.language import language_of
from voipbin.core.transcribe.speech_port import ListenOptions

BOTH = "both"
DIRECTIONS = {"": ("in", "out"), BOTH: ("in", "out"), "in": ("in",), "out": ("out",)}


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """Language, voices, engine."""

    language: str = ""
    "BCP 47; en-US when it cannot be read."
    direction: str = ""
    '"" or "both", "in", "out".'
    provider: str = ""

    @property
    def directions(self) -> tuple[str, ...]:
        """in, out or both of them.

        Raises:
            InvalidArgument: no such direction.
        """
        if self.direction not in DIRECTIONS:
            fault = f"must be both, in or out, got {self.direction!r}"
            raise InvalidArgument.of([("direction", fault)])
        return DIRECTIONS[self.direction]

    @property
    def listening(self) -> ListenOptions:
        """What engines must know."""
        return ListenOptions(language_of(self.language), self.provider)

    def columns(self) -> dict[str, Any]:
        """The same as a row stores it."""
        return {
            "language": language_of(self.language),
            "direction": self.direction or BOTH,
            "provider": self.provider,
        }


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """A call to be transcribed as it goes on."""

    call: CallFacts
    options: TranscribeOptions = TranscribeOptions()
    on_end_flow_id: str = ""
    activeflow_id: str = ""
