"""The CSeq header: order of requests in a dialog (RFC 3261 20.16)."""

import re
from dataclasses import dataclass

from .grammar import parse_number

CSEQ_LIMIT = 2**31 - 1
"""Largest sequence number (8.1.1.5)."""

_CSEQ = re.compile(r"\s*([0-9]+)\s+([A-Za-z0-9\-.!%*_+`'~]+)\s*\Z")


@dataclass(frozen=True, slots=True)
class CSeq:
    """Sequence number and method."""

    number: int
    method: str

    @classmethod
    def parse(cls, text: str) -> "CSeq":
        """Parse a CSeq value.

        Raises:
            ValueError: malformed or out of range.
        """
        match = _CSEQ.match(text)
        if match is None:
            raise ValueError(f"CSeq: malformed {text!r}")
        return cls(parse_number(match[1], "CSeq", CSEQ_LIMIT), match[2])

    def __str__(self) -> str:
        return f"{self.number} {self.method}"
