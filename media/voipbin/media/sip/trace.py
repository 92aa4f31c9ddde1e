"""Every message on the wire, for whoever keeps SIP history."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .flow import Flow, HostPort


@dataclass(frozen=True, slots=True)
class TraceRecord:
    """One message sent or received, as it was on the wire."""

    direction: Literal["in", "out"]
    flow: Flow
    local: HostPort
    """Our end as the peer sees it: never a wildcard."""
    data: bytes
    time_s: float
    """Unix time."""


Trace = Callable[[TraceRecord], None]
