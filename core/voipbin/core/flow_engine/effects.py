"""What a run wants done; the runner does it and answers with inputs."""

from dataclasses import dataclass
from typing import Any

from voipbin.core.flow_engine.record import Record


@dataclass(frozen=True, slots=True)
class Effect(Record):
    """Something to do; doing it twice must do it once (the token tells)."""


@dataclass(frozen=True, slots=True)
class ActivityChanged(Effect):
    """The current action changed: time for activeflow_updated."""

    action: dict[str, Any]
    """The action, variables substituted."""
    executed_count: int
    """Length of executed_actions at that moment."""


@dataclass(frozen=True, slots=True)
class StartTimer(Effect):
    """TimerFired follows, after a restart too."""

    token: int
    """Comes back in the answer."""
    duration_ms: int
    """Milliseconds from now."""
    due_us: int
    """The same moment in microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class CancelTimer(Effect):
    """The timer of that token is not needed any more."""

    token: int
    """Of the timer."""


@dataclass(frozen=True, slots=True)
class TranscribeRecordings(Effect):
    """Transcribe the recordings of the call, one after the other; ActionDone or ActionFailed."""

    token: int
    """Comes back in the answer."""
    language: str
    """BCP 47."""
    provider: str
    """As asked for; "" is the configured one."""
    direction: str
    """in, out or both."""
    on_end_flow_id: str
    """Flow started when one of them is done; "" is none."""


@dataclass(frozen=True, slots=True)
class Summarise(Effect):
    """Summarise something; ActionDone with variables or ActionFailed once that is stored."""

    token: int
    """Comes back in the answer."""
    reference_type: str
    """call, conference, transcribe or recording."""
    reference_id: str
    """That resource."""
    language: str
    """BCP 47 of the summary."""
    on_end_flow_id: str
    """Flow started when it is written; "" is none."""


@dataclass(frozen=True, slots=True)
class MakeCalls(Effect):
    """Make calls with flows of their own; ActionDone or ActionFailed when they are made."""

    token: int
    """Comes back in the answer."""
    source: dict[str, Any] | None
    """Caller shown; None is the caller of this call."""
    destinations: tuple[dict[str, Any], ...]
    """Addresses, at least one."""
    flow_id: str
    """Flow of the new calls; "" for actions."""
    actions: tuple[dict[str, Any], ...]
    """Actions of the new calls, not checked yet."""
    chained: bool
    """They end with the call of this run."""
    early_execution: bool
    """Their flow starts with early media."""


@dataclass(frozen=True, slots=True)
class SendEmail(Effect):
    """Take an email on; ActionDone or ActionFailed when that is stored."""

    token: int
    """Comes back in the answer."""
    destinations: tuple[dict[str, Any], ...]
    """Addresses, at least one."""
    subject: str
    """Subject line."""
    content: str
    """Plain text."""
    attachments: tuple[dict[str, Any], ...]
    """What goes along: reference_type and reference_id of each."""


@dataclass(frozen=True, slots=True)
class Connect(Effect):
    """Call the destinations, each joining the bridge; LegsCreated or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    bridge_id: str
    """Bridge the legs join."""
    source: dict[str, Any] | None
    """Caller shown; None is the caller of this call."""
    destinations: tuple[dict[str, Any], ...]
    """Addresses, at least one."""
    early_media: bool
    """Legs join while they ring."""
    relay_reason: bool
    """The caller is hung up as the other side was."""


@dataclass(frozen=True, slots=True)
class CancelConnect(Effect):
    """Drop the legs of a connect that is no longer wanted."""

    token: int
    """Of the connect."""
    bridge_id: str
    """Of the connect."""


@dataclass(frozen=True, slots=True)
class EnterConference(Effect):
    """Begin a stay of the call in a conference; ConferenceEntered or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    conference_id: str
    """The conference."""


@dataclass(frozen=True, slots=True)
class EnterQueue(Effect):
    """Begin a stay of the call in a queue; QueueEntered or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    queue_id: str
    """The queue."""


@dataclass(frozen=True, slots=True)
class JoinBridge(Effect):
    """Put the call into the bridge, ringback until somebody answers; BridgeEnded follows."""

    token: int
    """Comes back in the answers."""
    bridge_id: str
    """The bridge."""


@dataclass(frozen=True, slots=True)
class LeaveBridge(Effect):
    """Take the call out of the bridge."""

    token: int
    """Of the join."""
    bridge_id: str
    """The bridge."""


@dataclass(frozen=True, slots=True)
class HttpFetch(Effect):
    """Ask a web server for actions; HttpResult or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    url: str
    """http or https."""
    method: str
    """GET, POST, PUT or DELETE."""
    body: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class FetchFlow(Effect):
    """Ask for the actions of a flow of the same customer; FlowFetched or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    flow_id: str
    """The flow."""


@dataclass(frozen=True, slots=True)
class WebhookSend(Effect):
    """Call a web server; HttpResult or ActionFailed follows when it is synchronous."""

    token: int
    """Comes back in the answer."""
    uri: str
    """http or https."""
    method: str
    """GET, POST, PUT or DELETE."""
    data_type: str
    """Content-Type."""
    data: str
    """Body."""
    sync: bool
    """The flow waits."""


@dataclass(frozen=True, slots=True)
class MessageSend(Effect):
    """Send a text to telephones; ActionDone when it is stored, or ActionFailed."""

    token: int
    """Comes back in the answer."""
    source: dict[str, Any] | None
    """Number it comes from; None for the one this run is about."""
    destinations: tuple[dict[str, Any], ...]
    """Numbers it goes to."""
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class ConversationSend(Effect):
    """Say something in a conversation; ActionDone or ActionFailed when it is synchronous."""

    token: int
    """Comes back in the answer."""
    conversation_id: str
    """The conversation."""
    text: str
    """What to say."""
    sync: bool
    """The flow waits until it was handed over."""


@dataclass(frozen=True, slots=True)
class HangUp(Effect):
    """Hang the call up; CallHungUp follows."""

    reason: str
    """Hangup reason."""
    reference_id: str
    """A call to hang up like, if it is over; "" is none."""


@dataclass(frozen=True, slots=True)
class ActionProblem(Effect):
    """An action could not do its work, and its failure rule applies: time to say so."""

    action_id: str
    """The action."""
    action_type: str
    """Its type."""
    reason: str
    """Why."""


@dataclass(frozen=True, slots=True)
class EndFlow(Effect):
    """The run is over: time for activeflow_updated and for what follows it."""

    reason: str
    """An EndReason."""
