"""Every message on the wire, for whoever keeps SIP history."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .flow import Flow


@dataclass(frozen=True, slots=True)
class TraceRecord:
    """One message sent or received, as it was on the wire."""

    direction: Literal["in", "out"]
    flow: Flow
    data: bytes
    time_s: float
    """Unix time."""


Trace = Callable[[TraceRecord], None]
