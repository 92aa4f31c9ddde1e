"""A phone that calls to take the place of another one: INVITE with Replaces (RFC 3891)."""

from typing import Any

from voipbin.core.call.bridge import Handover, HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.ids import new_id
from voipbin.media.v1 import node_pb2


class Replacing:
    """Finds the place a call wants and puts it there."""

    def __init__(self, calls: Calls, bridges: Bridges) -> None:
        self._calls = calls
        self._bridges = bridges

    def wanted(self, incoming: node_pb2.Incoming) -> LiveCall | None:
        """The call to be replaced; None when the caller is no phone of its customer."""
        old = self._calls.by_channel(incoming.replaces_channel_id)
        if old is None or not incoming.extension_id:
            return None
        is_placed = self._bridges.connection_of(old) or self._bridges.awaiting(old)
        return old if is_placed and old.row.customer_id == incoming.customer_id else None

    def plan(self, old: LiveCall) -> FlowPlan:
        """What the new call does: answer, and be where the old one is."""
        bridge = self._bridges.connection_of(old) or self._bridges.awaiting(old)
        assert bridge is not None
        answer: dict[str, Any] = {
            "id": new_id(),
            "next_id": "",
            "type": "answer",
            "option": {},
            "tm_execute": None,
        }
        return FlowPlan([answer, *bridge_leg_actions(bridge.id)])

    async def put(self, new: LiveCall, old: LiveCall) -> None:
        """Gives the place to the new call; the phone that had it stops ringing, or is hung up."""
        bridge = self._bridges.connection_of(old)
        if bridge is not None:
            handover = Handover(HandoverKind.REFERRED, old, _NobodyWaits())
            await self._bridges.hand_over(bridge, handover, [new])
        elif (waiting := self._bridges.awaiting(old)) is not None:
            await self._bridges.take_call(waiting, new)
        else:
            await self._calls.hang_up(new)


class _NobodyWaits:
    """The new phone sees by its own call how it goes."""

    async def rang(self) -> None:
        return

    async def done(self, newcomer: LiveCall) -> None:
        return

    async def failed(self, reason: str) -> None:
        return
