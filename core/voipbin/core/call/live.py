"""A call under way, as this process knows it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from voipbin.core.activeflow.run import Run
from voipbin.core.call.address import Leg
from voipbin.core.call.model import CallRow
from voipbin.media.v1 import node_pb2

DetectionEnd = Callable[[node_pb2.MachineDetected], Awaitable[None]]
MAX_HOPS = 70
"Max-Forwards of a call that no other one led to (RFC 3261 8.1.1.6)."
PlaybackEnd = Callable[[node_pb2.PlaybackFinished], Awaitable[None]]


@dataclass(slots=True)
class LiveCall:
    """The row, the run of its flow and what plays. The row here is the newest."""

    row: CallRow
    run: Run | None = None
    starts_at_ringing: bool = False
    "The flow starts with early media instead of at the answer."
    is_heard_early: bool = False
    "The party described its audio before it answered (RFC 3960 3), which a bare 180 does not."
    fate: str = ""
    """Why the legs of its last connect failed: an unanswered caller is refused for the same reason
    when its flow has nothing more to do."""
    outlives_master: bool = False
    "It was handed over: the end of the call it was made for is not its end."
    is_holding: bool = False
    "The party has put the platform on hold."
    hears_music: bool = False
    "Music on hold was started for what happens in its bridge."
    fate_cause: int = 0
    "Q.850 cause of that failure where it is known better than by the word; 0 otherwise."
    leg_causes: dict[str, int] = field(default_factory=dict)
    "Q.850 cause of each call that was dialled for it and is over."
    alternatives: list[Leg] = field(default_factory=list)
    "Routes that were not tried yet, as they were when the call began."
    hops_left: int = MAX_HOPS
    "SIP servers it may still pass: a call that is made for it has one less (RFC 7332)."
    dial_timeout_s: int = 0
    "How long it rings; 0 for the setting's."
    ends_for: str = ""
    "Why the platform ends it, where that is not an ordinary hangup."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    playbacks: dict[str, PlaybackEnd] = field(default_factory=dict)
    digits_ends: dict[str, Callable[[], None]] = field(default_factory=dict)
    detection: DetectionEnd | None = None
    "Waits for who answered."
    machine_answered: bool = False
    "It is hung up on for that."
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def id(self) -> str:
        """Of the call."""
        return self.row.id

    @property
    def channel_id(self) -> str:
        """Of its channel on the media node."""
        return self.row.channel_id
