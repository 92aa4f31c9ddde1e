"""Two calls that hear each other: what `connect` makes of its caller and the legs it dials."""

from collections.abc import Sequence

import structlog

from voipbin.core.call.bridge import Bridge, BridgeKeeper, Handover
from voipbin.core.call.bridge_audio import BridgeAudio
from voipbin.core.call.bridge_newcomers import BridgeNewcomers
from voipbin.core.call.calls import Calls
from voipbin.core.call.handovers import Handovers
from voipbin.core.call.hangup_reason import ANSWERED_ELSEWHERE
from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import BridgeAnswered, BridgeEnded

_log = structlog.get_logger(__name__)

_NOBODY = "noanswer"
_NO_TOKEN = -1
"Of a party whose flow does not wait in the bridge: no flow ever waits with it."


class Bridges:
    """All bridges of this process."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._by_id: dict[str, Bridge] = {}
        self._audio = BridgeAudio(calls)
        self._handovers = Handovers(calls, self._audio, self._end)
        calls.when_rung(self._rang)
        calls.when_answered(self._answered)
        calls.when_over(self._over)

    @property
    def open_ones(self) -> tuple[str, ...]:
        """Ids of the bridges that are not over."""
        return tuple(self._by_id)

    def open(
        self,
        id: str,
        caller: LiveCall,
        legs: Sequence[LiveCall],
        *,
        early_media: bool = False,
        keeper: BridgeKeeper | None = None,
    ) -> None:
        """Notes a bridge whose legs are being dialled.

        Where it takes more than a moment to know them it is opened without any, before they are
        dialled, and they are added: a leg that answers at once has to find it.
        """
        if caller.over.is_set():
            # It hung up while its legs were being made, before anybody listened for that.
            for leg in legs:
                self._calls.spawn(self._calls.hang_up(leg))
            return
        # A leg may have failed between being dialled and now.
        alive = {leg.id: leg for leg in legs if not leg.over.is_set()}
        failed = [leg.row.hangup_reason for leg in legs if leg.over.is_set()]
        bridge = Bridge(id, caller, early_media, alive, keeper=keeper)
        bridge.first_reason = next(iter(failed), "") if legs else _NOBODY
        self._by_id[id] = bridge

    def has(self, id: str) -> bool:
        """Whether this is the bridge of a connect that goes on."""
        return id in self._by_id

    def newcomers(self, id: str) -> BridgeNewcomers:
        """What collects the legs that are about to be dialled for a bridge."""
        return BridgeNewcomers(self, id)

    def waits(self, id: str) -> bool:
        """Whether a bridge waits for one of its legs to answer."""
        bridge = self._by_id.get(id)
        if bridge is None or bridge.is_over:
            return False
        handover = bridge.handover
        return handover.newcomer is None if handover is not None else not bridge.is_answered

    def add(self, id: str, legs: Sequence[LiveCall]) -> None:
        """Further legs are dialled for a bridge, because those before were not answered."""
        bridge = self._by_id.get(id)
        for leg in legs:
            if bridge is None or not self.waits(id):
                self._calls.spawn(self._calls.hang_up(leg))
            elif not leg.over.is_set():
                bridge.legs[leg.id] = leg

    async def hand_over(self, bridge: Bridge, handover: Handover, legs: Sequence[LiveCall]) -> bool:
        """A connected party gives its place to whichever leg answers first.

        Returns:
            False when the party is connected no more; the legs are hung up then.
        """
        async with bridge.lock:
            if not bridge.is_answered or bridge.is_over or not bridge.has(handover.transferer):
                for leg in legs:
                    self._calls.spawn(self._calls.hang_up(leg))
                return False
            await self._handovers.begin(bridge, handover, legs)
        return True

    async def consult(self, id: str) -> None:
        """The caller, whose flow waits elsewhere, hears how the legs are rung, then one of them."""
        bridge = self._by_id.get(id)
        if bridge is not None:
            async with bridge.lock:
                await self._join(bridge, bridge.caller, _NO_TOKEN)

    def absorb(self, bridge: Bridge, other: Bridge) -> None:
        """Whoever looks for the other one finds this bridge; called with both locks held."""
        other.is_over = True
        bridge.aliases |= {other.id, *other.aliases}
        bridge.keeper = bridge.keeper or other.keeper
        for id in (other.id, *other.aliases):
            self._by_id[id] = bridge

    async def dissolve(self, bridge: Bridge) -> None:
        """Ends a bridge whose flows do not hear of it; called with its lock held."""
        self._forget(bridge)
        if bridge.keeper is not None:
            await self._tell_over(bridge.keeper, bridge)

    async def take_call(self, bridge: Bridge, live: LiveCall) -> None:
        """A further call that answers in place of those that are rung for a bridge."""
        async with bridge.lock:
            if bridge.is_over or bridge.is_answered:
                self._calls.spawn(self._calls.hang_up(live))
                return
            bridge.legs[live.id] = live
            await self._settle(bridge)

    async def held(self, live: LiveCall, on: bool) -> None:
        """A party puts the platform on hold, or takes it back: who it talks to hears music."""
        live.is_holding = on
        for bridge in self._of(live):
            async with bridge.lock:
                is_heard = bridge.is_answered and not bridge.is_over
                peer = bridge.other(live) if is_heard else None
                if peer is not None:
                    await self._audio.music(peer, on)

    async def heard_early(self, live: LiveCall) -> None:
        """A leg can be heard before its answer, maybe long after it began to ring."""
        for bridge in self._of(live):
            async with bridge.lock:
                await self._settle(bridge)

    async def join(self, id: str, live: LiveCall, token: int) -> None:
        """A call's flow has come to the bridge and waits there."""
        bridge = self._by_id.get(id)
        is_own = bridge is not None and bridge.caller.row.customer_id == live.row.customer_id
        if bridge is None or bridge.is_over or not is_own:
            _feed_end(live, token, "")
            return
        async with bridge.lock:
            await self._join(bridge, live, token)

    async def leave(self, id: str, live: LiveCall, token: int | None = None) -> None:
        """A call's flow goes on without the bridge.

        Args:
            token: with which the flow waited in it: another bridge may have the id by now, in
                which it does not wait. None for the call itself, whatever its flow does.
        """
        bridge = self._by_id.get(id)
        if bridge is not None:
            async with bridge.lock:
                if token is None or bridge.token_of(live) == token:
                    await self._left(bridge, live)

    async def cancel(self, id: str) -> None:
        """The caller's flow moved on before the legs were known."""
        bridge = self._by_id.get(id)
        if bridge is not None:
            async with bridge.lock:
                await self._left(bridge, bridge.caller)

    def partner_of(self, live: LiveCall) -> LiveCall | None:
        """Whom a call is connected to now; None when to nobody."""
        bridge = self.connection_of(live)
        return None if bridge is None else bridge.other(live)

    def connection_of(self, live: LiveCall) -> Bridge | None:
        """The bridge in which a call is connected to another; None when there is none."""
        connected = (one for one in self._of(live) if one.is_answered and not one.is_over)
        return next((one for one in connected if live is one.caller or live is one.partner), None)

    def party(self, live: LiveCall) -> Bridge | None:
        """The bridge that a call waits or talks in, or is dialled for."""
        return next(iter(self._of(live)), None)

    def awaiting(self, live: LiveCall) -> Bridge | None:
        """The bridge for which a call is dialled that has not been answered yet."""
        waiting = (one for one in self._of(live) if not one.is_answered and not one.is_over)
        return next((one for one in waiting if live.id in one.legs), None)

    # -- what happens to its calls

    async def _rang(self, live: LiveCall) -> None:
        for bridge in self._of(live):
            if bridge.handover is not None and live.id in bridge.legs:
                await bridge.handover.watcher.rang()

    async def _answered(self, live: LiveCall) -> None:
        for bridge in self._of(live):
            async with bridge.lock:
                if live is not bridge.caller:
                    await self._settle(bridge)
                elif bridge.partner is None and bridge.caller_token is not None:
                    await self._audio.ring_back(bridge.id, bridge.caller)

    async def _over(self, live: LiveCall) -> None:
        for bridge in self._of(live):
            async with bridge.lock:
                await self._left(bridge, live)

    def _of(self, live: LiveCall) -> list[Bridge]:
        return [one for id, one in self._by_id.items() if id == one.id and one.has(live)]

    async def _join(self, bridge: Bridge, live: LiveCall, token: int) -> None:
        if bridge.is_over or live.over.is_set():
            _feed_end(live, token, "")
        elif live is not bridge.caller:
            bridge.leg_tokens[live.id] = token
            await self._settle(bridge)
        else:
            bridge.caller_token = token
            if not bridge.legs:
                await self._end(bridge)
                return
            await self._audio.ring_back(bridge.id, bridge.caller)
            await self._settle(bridge)

    async def _left(self, bridge: Bridge, live: LiveCall) -> None:
        if bridge.is_over or not bridge.has(live):
            return
        if bridge.handover is not None and live is bridge.handover.transferer:
            await self._handovers.transferer_left(bridge)
        elif live is not bridge.caller:
            await self._leg_left(bridge, live)
        elif bridge.handover is not None:
            bridge.caller_token = None
            await self._handovers.caller_left(bridge)
        else:
            if bridge.caller_token is not None:
                bridge.caller_token = None
                await self._silence(live, bridge)
            goes_on = bridge.is_answered and bridge.keeper and bridge.keeper.keeps_newcomer
            self._drop_legs(bridge, keep=bridge.partner if goes_on else None)
            await self._end(bridge)

    async def _leg_left(self, bridge: Bridge, leg: LiveCall) -> None:
        bridge.legs.pop(leg.id, None)
        bridge.leg_tokens.pop(leg.id, None)
        bridge.first_reason = bridge.first_reason or leg.row.hangup_reason
        if bridge.handover is not None:
            await self._handovers.leg_left(bridge, leg)
            return
        if bridge.caller_token is None:
            return
        if not bridge.legs or (bridge.is_answered and leg is bridge.partner):
            await self._end(bridge)
        elif leg is bridge.partner:
            # It was heard before its answer, which never came; others may still answer.
            bridge.partner = None
            await self._audio.ring_back(bridge.id, bridge.caller)
            await self._settle(bridge)

    # -- connecting

    async def _settle(self, bridge: Bridge) -> None:
        """Connects the caller with a leg that waits and can be heard, an answered one first."""
        if bridge.is_over or bridge.is_answered or bridge.caller_token is None:
            return
        if bridge.handover is not None:
            await self._handovers.settle(bridge)
            return
        answered = bridge.answered_leg()
        partner = answered or bridge.partner or bridge.early_leg()
        if partner is None:
            return
        if bridge.partner is not partner:
            await self._connect(bridge, partner)
        if answered is not None:
            bridge.is_answered = True
            self._drop_legs(bridge, keep=answered)
            for live, token in (
                (bridge.caller, bridge.caller_token),
                (answered, bridge.leg_tokens[answered.id]),
            ):
                if live.run is not None:
                    live.run.feed(BridgeAnswered(token))
            if bridge.keeper is not None:
                await bridge.keeper.answered(answered)

    async def _connect(self, bridge: Bridge, partner: LiveCall) -> None:
        caller = bridge.caller
        if bridge.partner is not None:
            await self._audio.part(caller)
        elif caller.row.is_answered:
            await self._audio.stop_ringing(bridge.id, caller)
        elif bridge.early_media and not partner.row.is_answered:
            await self._audio.early(caller)
        bridge.partner = partner
        await self._audio.join(bridge.id, caller, partner)

    def _drop_legs(self, bridge: Bridge, keep: LiveCall | None = None) -> None:
        for leg in list(bridge.legs.values()):
            if leg is not keep:
                cause = 0 if keep is None else ANSWERED_ELSEWHERE
                self._calls.spawn(self._calls.hang_up(leg, cause=cause))

    async def _end(self, bridge: Bridge) -> None:
        if bridge.is_over:
            return
        self._forget(bridge)
        if not bridge.is_answered:
            bridge.caller.fate = bridge.first_reason
        tokens = {id: token for id, token in bridge.leg_tokens.items() if id in bridge.legs}
        if bridge.caller_token is not None:
            tokens[bridge.caller.id] = bridge.caller_token
        parties = [one for one in (bridge.caller, *bridge.legs.values()) if one.id in tokens]
        for live in parties:
            await self._silence(live, bridge)
        if bridge.keeper is not None and not await self._tell_over(bridge.keeper, bridge):
            parties = [live for live in parties if live is not bridge.caller]
        for live in parties:
            _feed_end(live, tokens[live.id], bridge.first_reason)

    def _forget(self, bridge: Bridge) -> None:
        bridge.is_over = True
        for id in (bridge.id, *bridge.aliases):
            self._by_id.pop(id, None)

    async def _tell_over(self, keeper: BridgeKeeper, bridge: Bridge) -> bool:
        try:
            return await keeper.over(bridge)
        except Exception as error:  # nobody may be left in a bridge that is over
            _log.error("the end of a bridge", bridge_id=bridge.id, exc_info=error)
            return True

    async def _silence(self, live: LiveCall, bridge: Bridge) -> None:
        """Takes the call out of what it heard."""
        if bridge.partner is not None:
            await self._audio.part(live)
        else:
            await self._audio.stop_ringing(bridge.id, live)
        await self._audio.music(live, False)


def _feed_end(live: LiveCall, token: int, reason: str) -> None:
    if live.run is not None:
        live.run.feed(BridgeEnded(token, reason))
