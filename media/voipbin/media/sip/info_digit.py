"""Keys pressed in INFO requests: what telephones send that know no telephone events.

No RFC describes the two bodies: `application/dtmf-relay` has lines such as `Signal=5` and
`Duration=160`, `application/dtmf` the key alone.
"""

import re
from dataclasses import dataclass
from typing import Final

DEFAULT_MS: Final = 100
MAX_MS: Final = 10_000

_RELAY: Final = "application/dtmf-relay"
_BARE: Final = "application/dtmf"
_LINE: Final = re.compile(
    rb"^[ \t]*(signal|duration)[ \t]*=[ \t]*([^\s]{1,5})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_CODES: Final = {"10": "*", "11": "#", "12": "A", "13": "B", "14": "C", "15": "D"}
"""Some write the event codes of RFC 4733 3.2."""


@dataclass(frozen=True, slots=True)
class InfoDigit:
    """One key."""

    digit: str
    """One of 0-9, *, # and A-D."""
    duration_ms: int
    """How long it was held."""


def read_digit(content_type: str, body: bytes) -> InfoDigit | None:
    """The key that an INFO tells of; None when it tells of something else."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _BARE:
        return _digit(body.strip(), b"")
    if kind != _RELAY:
        return None
    fields = {name.lower(): value for name, value in _LINE.findall(body)}
    return _digit(fields.get(b"signal", b""), fields.get(b"duration", b""))


def _digit(signal: bytes, duration: bytes) -> InfoDigit | None:
    text = signal.decode("latin-1").upper()
    digit = _CODES.get(text, text)
    if len(digit) != 1 or digit not in "0123456789*#ABCD":
        return None
    held_ms = int(duration) if duration.isdigit() else 0
    return InfoDigit(digit, min(held_ms, MAX_MS) or DEFAULT_MS)
