"""What is wanted of new calls, and what was made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voipbin.core.call.address import Address, Leg
from voipbin.core.call.live import LiveCall
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.groupcall.model import GroupcallRow

Placed = tuple[LiveCall, Leg]
"A stored call and the phone it is for."


@dataclass(frozen=True, slots=True)
class CallRequest:
    """What is wanted of a new call."""

    customer_id: str
    source: Address
    plan: FlowPlan
    master: LiveCall | None = None
    "The call that the new one hangs on."
    starts_at_ringing: bool = False
    "The flow starts with early media."
    more: Callable[[Sequence[LiveCall]], None] | None = None
    "Told of calls that are made later, when the ones before were not answered."


@dataclass(slots=True)
class Dialled:
    """What was made for one destination."""

    calls: list[LiveCall] = field(default_factory=list)
    groupcall: GroupcallRow | None = None
