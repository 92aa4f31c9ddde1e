"""One caller in a queue, as this process knows it."""

import asyncio
from dataclasses import dataclass, field

from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import (
    EngineState,
    Forward,
    SetVariables,
    queue_join_action_id,
    queue_out_action_id,
    queue_wait_action_id,
)
from voipbin.core.queue.model import QueueRow


@dataclass(slots=True)
class Waiting:
    """From the entry to the end of the stay; the queue here is as it was at the entry."""

    id: str
    "Of the stay, and of the bridge in which the caller meets its agent."
    live: LiveCall
    queue: QueueRow
    token: int
    "With which the flow waits for the entry."
    was_placed: bool = False
    "Its flow has come to the round of waiting."
    is_beginning: bool = True
    "Its row is about to be."
    is_entered: bool = False
    is_waiting: bool = True
    "No agent is rung or talks to it."
    is_served: bool = False
    "An agent answered it."
    is_over: bool = False
    is_late: bool = False
    "It has waited for as long as the queue allows."
    agent_id: str = ""
    "Who is rung for it."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    timer: asyncio.TimerHandle | None = None
    "Of the longest wait, then of the longest service."

    def is_in(self, state: EngineState) -> bool:
        """Whether the flow of the call is in the queue, or about to come there."""
        join_id = queue_join_action_id(self.id)
        here = any(action["id"] == join_id for one in state.stacks for action in one.actions)
        self.was_placed |= here
        return here or (not self.was_placed and state.token == self.token)

    def variables(self) -> dict[str, str]:
        """What flows see of the stay."""
        queue = self.queue
        return {
            "voipbin.queue.id": queue.id,
            "voipbin.queue.name": queue.name,
            "voipbin.queue.detail": queue.detail,
            "voipbin.queuecall.id": self.id,
            "voipbin.queuecall.timeout_wait": str(queue.wait_timeout),
            "voipbin.queuecall.timeout_service": str(queue.service_timeout),
        }

    def call_in(self) -> None:
        """The flow of the caller goes to the bridge, where an agent is expected."""
        self._feed(Forward(queue_join_action_id(self.id)))

    def send_back(self) -> None:
        """The flow of the caller waits again."""
        self._feed(Forward(queue_wait_action_id(self.id)))

    def let_go(self) -> None:
        """The flow of the caller goes on behind the queue."""
        self._feed(Forward(queue_out_action_id(self.id)))

    def forget_variables(self) -> None:
        """What follows the queue does not see them any more."""
        self._feed(SetVariables(remove=tuple(self.variables())))

    def stop_timer(self) -> None:
        """Nothing is due any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _feed(self, event: Forward | SetVariables) -> None:
        if self.live.run is not None:
            self.live.run.feed(event)
