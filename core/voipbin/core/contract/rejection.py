"""Why a JSON value was refused, and where in the document it stands."""

from typing import Any

_LONGEST_SHOWN = 80

Violation = tuple[str, str]
"""Path of the field ("actions[2].option.text") and what is wrong with it."""


class CodecError(ValueError):
    """A document does not fit its message type."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        super().__init__("; ".join(f"{path} {text}".lstrip() for path, text in violations))


class Rejected(Exception):
    """Carries violations, relative to the value that was being read, up to the document."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        super().__init__(violations)

    @classmethod
    def one(cls, description: str) -> "Rejected":
        """Refuse the value being read."""
        return cls([("", description)])

    def under(self, name: str, earlier: "Rejected | None") -> "Rejected":
        """Place the violations below a field or an index, after those found earlier."""
        placed = [(join(name, path), text) for path, text in self.violations]
        if earlier is None:
            return Rejected(placed)
        earlier.violations.extend(placed)
        return earlier


def join(name: str, path: str) -> str:
    """Put a name before a path: actions + [2].id, option + text."""
    if not path or path.startswith("["):
        return name + path
    return f"{name}.{path}"


def shown(value: Any) -> str:
    """Describe a refused value in a few words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 256:
        return f"an integer of {value.bit_length()} bits"
    text = repr(value) if isinstance(value, str) else f"{value!r} ({type(value).__name__})"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
