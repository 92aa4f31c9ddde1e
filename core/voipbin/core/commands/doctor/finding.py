"""One thing the doctor looked at."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    "The platform runs; something will not work."
    ERROR = "error"
    "The platform does not run like this."


MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in words."""

    level: Level
    subject: str
    text: str
    mend: str = ""
    "How to mend it; empty when nothing is to be mended."

    def to_json(self) -> dict[str, str]:
        """For programs."""
        return {name: str(value) for name, value in asdict(self).items()}


def ok(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, text)


def warning(subject: str, text: str, mend: str) -> Finding:
    """Something will not work."""
    return Finding(Level.WARNING, subject, text, mend)


def error(subject: str, text: str, mend: str) -> Finding:
    """The platform does not run like this."""
    return Finding(Level.ERROR, subject, text, mend)
