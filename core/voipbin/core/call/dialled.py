"""What is wanted of new calls, and what was made."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voipbin.core.call.address import Address, Leg
from voipbin.core.call.live import MAX_HOPS, LiveCall
from voipbin.core.call.model import CallRow
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.groupcall.model import GroupcallRow
from voipbin.core.unit_of_work import UnitOfWork

Beginning = Callable[[UnitOfWork, CallRow], Awaitable[None]]
Placed = tuple[LiveCall, Leg]
"A stored call and the phone it is for."


class Newcomers(Protocol):
    """A place that calls are dialled for, one after the other when they are not answered."""

    @property
    def are_wanted(self) -> bool:
        """Whether a further call would be of use."""

    def add(self, legs: Sequence[LiveCall]) -> None:
        """Takes calls that were made after the first ones."""


@dataclass(frozen=True, slots=True)
class CallRequest:
    """What is wanted of a new call."""

    customer_id: str
    source: Address
    plan: FlowPlan
    master: LiveCall | None = None
    "The call that the new one hangs on."
    cause: LiveCall | None = None
    "The call whose flow makes it, where it does not hang on that."
    starts_at_ringing: bool = False
    "The flow starts with early media."
    names_source: bool = False
    "The source was named by a request or a flow, and has to be the customer's own (see `Sources`)."
    takes_free_agent: bool = False
    "An agent is called only if it is available, and nobody else gets it then."
    dial_timeout_s: int = 0
    "Seconds until a phone is given up; 0 for the setting's."
    newcomers: Newcomers | None = None
    "Where the calls are wanted; None when that is for their own flows to say."
    beginning: Beginning | None = None
    "Takes part in the transaction of each new call, just before its row is stored."
    variables: Mapping[str, str] = field(default_factory=dict)
    "What their flows know beside the call itself."

    @property
    def hops_left(self) -> int:
        """SIP servers the new call may pass: calls that go in a circle come to an end."""
        cause = self.master or self.cause
        return MAX_HOPS if cause is None else max(cause.hops_left - 1, 0)


@dataclass(slots=True)
class Dialled:
    """What was made for one destination."""

    calls: list[LiveCall] = field(default_factory=list)
    groupcall: GroupcallRow | None = None
