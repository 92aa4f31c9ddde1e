"""A call under way, as this process knows it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from voipbin.core.activeflow.run import Run
from voipbin.core.call.model import CallRow
from voipbin.media.v1 import node_pb2

PlaybackEnd = Callable[[node_pb2.PlaybackFinished], Awaitable[None]]


@dataclass(slots=True)
class LiveCall:
    """The row, the run of its flow and what plays. The row here is the newest."""

    row: CallRow
    run: Run | None = None
    starts_at_ringing: bool = False
    "The flow starts with early media instead of at the answer."
    fate: str = ""
    """Why the legs of its last connect failed: an unanswered caller is refused for the same reason
    when its flow has nothing more to do."""
    ends_for: str = ""
    "Why the platform ends it, where that is not an ordinary hangup."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    playbacks: dict[str, PlaybackEnd] = field(default_factory=dict)
    digits_ends: dict[str, Callable[[], None]] = field(default_factory=dict)
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
