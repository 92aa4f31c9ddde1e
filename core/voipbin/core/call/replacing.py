"""A phone that calls to take the place of another one: INVITE with Replaces (RFC 3891)."""

from typing import Any

from voipbin.core.call.bridge import Handover, HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.conference.conferences import Conferences
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.ids import new_id
from voipbin.media.v1 import node_pb2


class Replacing:
    """Finds the place a call wants and puts it there."""

    def __init__(self, calls: Calls, bridges: Bridges, conferences: Conferences) -> None:
        self._calls = calls
        self._bridges = bridges
        self._conferences = conferences
        self._leaving: dict[str, LiveCall] = {}
        "Who leaves a conference when a call has come in, by that call."
        conferences.when_joined(self._came_in)
        calls.when_over(self._is_over)

    def wanted(self, incoming: node_pb2.Incoming) -> LiveCall | None:
        """The call to be replaced; None when the caller is no phone of its customer."""
        old = self._calls.by_channel(incoming.replaces_channel_id)
        if old is None or not incoming.extension_id:
            return None
        is_own = old.row.customer_id == incoming.customer_id
        return old if is_own and self.place_of(old) else None

    def plan(self, place: str) -> FlowPlan:
        """What the new call does: answer, and be where the old one is."""
        answer: dict[str, Any] = {
            "id": new_id(),
            "next_id": "",
            "type": "answer",
            "option": {},
            "tm_execute": None,
        }
        return FlowPlan([answer, *bridge_leg_actions(place)])

    async def put(self, new: LiveCall, old: LiveCall) -> None:
        """Gives the place to the new call; the phone that had it stops ringing, or is hung up."""
        bridge = self._bridges.connection_of(old)
        if bridge is not None:
            handover = Handover(HandoverKind.REFERRED, old, _NobodyWaits())
            await self._bridges.hand_over(bridge, handover, [new])
        elif (waiting := self._bridges.awaiting(old)) is not None:
            await self._bridges.take_call(waiting, new)
        elif self._conferences.stay_of(old) is not None:
            self._leaving[new.id] = old
            if new.over.is_set():
                await self._is_over(new)
            elif self._conferences.stay_of(new) is not None:
                await self._came_in(new)
        else:
            await self._calls.hang_up(new)

    def place_of(self, old: LiveCall) -> str:
        """The bridge in which it talks, is waited for, or takes part; "" for none."""
        bridge = self._bridges.connection_of(old) or self._bridges.awaiting(old)
        if bridge is not None:
            return bridge.id
        stay = self._conferences.stay_of(old)
        return stay.row.conference_id if stay is not None else ""

    async def _came_in(self, new: LiveCall) -> None:
        if (old := self._leaving.pop(new.id, None)) is not None:
            self._calls.spawn(self._calls.hang_up(old))

    async def _is_over(self, live: LiveCall) -> None:
        self._leaving.pop(live.id, None)


class _NobodyWaits:
    """The new phone sees by its own call how it goes."""

    async def rang(self) -> None:
        return

    async def done(self, newcomer: LiveCall) -> None:
        return

    async def failed(self, reason: str) -> None:
        return
