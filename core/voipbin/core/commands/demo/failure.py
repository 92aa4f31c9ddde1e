"""A step that did not happen, in words."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(eq=False)
class StepFailed(Exception):
    """Ends a demo or a self-call: what was expected, what came, where more is written."""

    step: str
    expected: str
    came: str
    log: Path | None = None

    def __str__(self) -> str:
        more = f"; see {self.log}" if self.log else ""
        return f"{self.step}: expected {self.expected}, got {self.came}{more}"


def last_line(path: Path) -> str:
    """The last line of a log that is not blank; "" when there is none."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
