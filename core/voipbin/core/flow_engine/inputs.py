"""What can happen to a run, as the runner tells the engine."""

from dataclasses import dataclass, field
from typing import Any

from voipbin.core.flow_engine.record import Record


@dataclass(frozen=True, slots=True)
class Input(Record):
    """Something happened."""


@dataclass(frozen=True, slots=True)
class Start(Input):
    """Run the first action; counts once."""


@dataclass(frozen=True, slots=True)
class Stop(Input):
    """End the run; its call is hung up."""


@dataclass(frozen=True, slots=True)
class Forward(Input):
    """Leave the current action and go on with another."""

    target_id: str
    """Id of an action, or a reserved id."""


@dataclass(frozen=True, slots=True)
class CallRinging(Input):
    """The call of this run rings."""


@dataclass(frozen=True, slots=True)
class CallAnswered(Input):
    """The call of this run is answered, either way."""


@dataclass(frozen=True, slots=True)
class CallHungUp(Input):
    """The call of this run is over."""

    reason: str = ""
    """Hangup reason of the call."""


@dataclass(frozen=True, slots=True)
class DigitPressed(Input):
    """The party pressed a key."""

    digit: str
    """One of 0-9 A-D * #."""


@dataclass(frozen=True, slots=True)
class SetVariables(Input):
    """Somebody outside the flow changes its variables."""

    values: dict[str, str] = field(default_factory=dict)
    """Name to value."""
    remove: tuple[str, ...] = ()
    """Names that cease to exist."""


@dataclass(frozen=True, slots=True)
class Answer(Input):
    """Reply to an effect; ignored when its token is no longer waited for."""

    token: int
    """Token of the effect."""


@dataclass(frozen=True, slots=True)
class ActionDone(Answer):
    """What was asked is done, or has started where starting is what counts."""

    variables: dict[str, str] = field(default_factory=dict)
    """Variables to set first."""


@dataclass(frozen=True, slots=True)
class ActionFailed(Answer):
    """What was asked cannot be done."""

    reason: str = ""
    """Words for the log."""


@dataclass(frozen=True, slots=True)
class TimerFired(Answer):
    """A timer has run out."""


@dataclass(frozen=True, slots=True)
class HttpResult(Answer):
    """A web server answered."""

    status: int = 0
    """HTTP status."""
    body: str = ""
    """Decoded body."""


@dataclass(frozen=True, slots=True)
class FlowFetched(Answer):
    """The actions of another flow."""

    actions: tuple[dict[str, Any], ...] | list[dict[str, Any]] = ()
    """As stored."""


@dataclass(frozen=True, slots=True)
class LegsCreated(Answer):
    """The other side of a connect is being called."""

    call_ids: tuple[str, ...] | list[str] = ()
    """Calls made, in the order of the destinations."""


@dataclass(frozen=True, slots=True)
class ConferenceEntered(Answer):
    """The call is on its way into a conference."""

    conferencecall_id: str = ""
    """Its stay."""
    conference_id: str = ""
    """The conference, whose bridge has the same id."""
    pre_flow_id: str = ""
    """Flow that comes before the bridge; "" for none."""
    post_flow_id: str = ""
    """Flow that comes after it; "" for none."""


@dataclass(frozen=True, slots=True)
class QueueEntered(Answer):
    """The call waits in a queue."""

    queuecall_id: str = ""
    """Its stay."""
    bridge_id: str = ""
    """Where it is to meet an agent."""
    wait_flow_id: str = ""
    """Flow it hears meanwhile, over and over; "" for silence."""


@dataclass(frozen=True, slots=True)
class BridgeAnswered(Answer):
    """Somebody answered in the bridge this call waits in."""


@dataclass(frozen=True, slots=True)
class BridgeEnded(Answer):
    """The bridge is over: the other side left, or nobody could be reached."""

    reason: str = ""
    """Hangup reason of the other side."""


@dataclass(frozen=True, slots=True)
class AiEnded(Answer):
    """The ai talks no more."""

    actions: tuple[dict[str, Any], ...] | list[dict[str, Any]] = ()
    """What comes before the action after this one."""
