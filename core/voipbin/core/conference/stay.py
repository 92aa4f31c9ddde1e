"""One call in a conference, or on its way in, as this process knows it."""

import asyncio
from dataclasses import dataclass, field

from voipbin.core.call.live import LiveCall
from voipbin.core.conferencecall.model import ConferencecallRow, is_in, is_out
from voipbin.core.flow_engine import BridgeEnded, EngineState, Forward, conference_join_action_id


@dataclass(slots=True)
class Stay:
    """The row here is the newest."""

    row: ConferencecallRow
    live: LiveCall
    token: int | None = None
    "Of the join in which the flow of the call waits."
    entry_token: int = 0
    "With which the flow waits for the entry."
    bridge_id: str = ""
    "Of another bridge, in which its flow waits while the call is here."
    was_placed: bool = False
    "The flow has come to the actions of the conference."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_out(self) -> bool:
        """It left, or is being taken out."""
        return is_out(self.row.status)

    @property
    def is_in(self) -> bool:
        """The others hear it."""
        return is_in(self.row.status)

    @property
    def join_action_id(self) -> str:
        """Of the action that joins the bridge, which follows the pre-flow."""
        return conference_join_action_id(self.row.id)

    def is_coming(self, state: EngineState) -> bool:
        """Whether the flow of the call has not gone elsewhere before it came to the bridge."""
        wanted = self.join_action_id
        ahead = any(action["id"] == wanted for one in state.stacks for action in one.actions)
        self.was_placed |= ahead
        return ahead or (not self.was_placed and state.token == self.entry_token)

    def let_go(self) -> None:
        """The flow of the call goes on behind the conference."""
        run = self.live.run
        if run is None:
            return
        if self.token is not None:
            run.feed(BridgeEnded(self.token))
        else:
            # Still in the pre-flow: straight to the join, which finds nothing to join.
            run.feed(Forward(self.join_action_id))
