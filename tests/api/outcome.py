"""What a caller learns of a call, whichever face it went through."""

from dataclasses import dataclass, field
from typing import Any

HTTP_STATUS = {
    "OK": (200, 201, 204, 307),
    "INVALID_ARGUMENT": (400, 413),
    "UNAUTHENTICATED": (401,),
    "PERMISSION_DENIED": (403,),
    "NOT_FOUND": (404,),
    "ALREADY_EXISTS": (409,),
    "FAILED_PRECONDITION": (402, 409, 426),
    "ABORTED": (409,),
    "RESOURCE_EXHAUSTED": (413, 429),
    "UNIMPLEMENTED": (501,),
    "INTERNAL": (500,),
    "UNKNOWN": (500,),
    "UNAVAILABLE": (503,),
    "DEADLINE_EXCEEDED": (504,),
}
"Restated here on purpose: the gateway's own table is what is tested."

OUR_FAULT = frozenset({"INTERNAL", "UNKNOWN", "UNAVAILABLE", "DEADLINE_EXCEEDED", "DATA_LOSS"})
"Nothing a caller sends may lead to these while every part runs."


@dataclass(frozen=True)
class Outcome:
    """An answer or a refusal."""

    code: str
    "Name of the gRPC status."
    body: dict[str, Any] = field(default_factory=dict)
    "The answer in REST form."
    reason: str = ""
    message: str = ""
    violations: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    "Of HTTP; 0 elsewhere."

    @property
    def ok(self) -> bool:
        """The call did what it was to do."""
        return self.code == "OK"

    @property
    def is_engine_missing(self) -> bool:
        """All that can be checked was right, and the engine is not there."""
        return (self.code, self.reason) == ("UNIMPLEMENTED", "ENGINE_NOT_AVAILABLE")

    def ok_or_engine(self, engine: str) -> bool:
        """The call did what it was to do, as far as this version can.

        Args:
            engine: what the operation declares to need; "" for nothing.
        """
        return self.ok or (bool(engine) and self.is_engine_missing)

    def text(self) -> str:
        """All that was said of a refusal."""
        listed = " ".join(f"{name} {fault}" for name, fault in self.violations)
        return f"{self.message} {listed}"
