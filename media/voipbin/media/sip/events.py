"""What a session tells its observer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .media import MediaPlan

if TYPE_CHECKING:
    from .session import Session

EndKind = Literal["hangup", "refused", "cancelled", "no_answer", "timeout", "transport", "protocol"]
"""How a session came to its end; see `Ended.kind`."""


@dataclass(frozen=True, slots=True)
class Provisional:
    """A 18x response to our INVITE. May come repeatedly; 100 is not reported."""

    status: int
    reason: str
    plan: MediaPlan | None
    """Early media, when the response carried SDP."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The call is up: our INVITE got 2xx, or the peer acknowledged ours. Once per session."""

    plan: MediaPlan


@dataclass(frozen=True, slots=True)
class MediaChanged:
    """A re-INVITE or UPDATE of either side changed the plan (hold, resume, new address)."""

    plan: MediaPlan
    by: Literal["local", "remote"]


@dataclass(frozen=True, slots=True)
class InfoReceived:
    """The peer sent INFO (answered 200 already)."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class ReferNotified:
    """The peer tells how far it is with the call we referred it to."""

    status: int
    """Status of that call: 100, 180, 200, 486 ..."""
    reason: str
    last: bool
    """Nothing more will be told."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over. Always the last event, always exactly one."""

    by: Literal["local", "remote"]
    """Who ended it. A refusal, a BYE and a CANCEL of the peer are remote."""
    status: int
    """Final SIP status of the INVITE: 200 after an answered call, 486, 487 (cancelled), ...
    408 also stands for silence (no response, no ACK)."""
    cause: int
    """Q.850 cause: from the peer's Reason header, else from the status; 16 after an answer."""
    reason: str
    """For people: reason phrase or what went wrong."""
    answered: bool
    """Whether the call had been up."""
    kind: Literal["hangup", "refused", "cancelled", "no_answer", "timeout", "transport", "protocol"]
    """hangup: BYE; refused: final status 300-699; cancelled: CANCEL; no_answer: our dial timeout;
    timeout: the peer fell silent (Timer B, lost ACK, session timer); transport: cannot be
    reached; protocol: it answered with something unusable (bad SDP)."""


SessionEvent = Provisional | Answered | MediaChanged | InfoReceived | ReferNotified | Ended
Observer = Callable[["Session", SessionEvent], None]
"""Called from the event loop, must not block; an exception in it is logged and swallowed."""
