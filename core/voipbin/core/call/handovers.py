"""Giving a place in a bridge to somebody else: blind, referred by a phone, or attended.

Called by `Bridges` with the lock of the bridge held.
"""

from collections.abc import Awaitable, Callable, Sequence

from voipbin.core.call.bridge import Bridge, Handover, HandoverKind
from voipbin.core.call.bridge_audio import BridgeAudio
from voipbin.core.call.calls import Calls
from voipbin.core.call.hangup_reason import ANSWERED_ELSEWHERE
from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import BridgeAnswered

End = Callable[[Bridge], Awaitable[None]]


class Handovers:
    """What happens to bridges while a party leaves them."""

    def __init__(self, calls: Calls, audio: BridgeAudio, end: End) -> None:
        """
        Args:
            end: closes a bridge; who is left in it goes on with its flow.
        """
        self._calls = calls
        self._audio = audio
        self._end = end

    async def begin(self, bridge: Bridge, handover: Handover, legs: Sequence[LiveCall]) -> None:
        """Takes the transferer out of the conversation and waits for one of the legs."""
        leaver = handover.transferer
        stays = bridge.other(leaver)
        assert stays is not None
        handover.token, handover.was_caller = bridge.token_of(leaver), leaver is bridge.caller
        if handover.was_caller:
            stays.outlives_master = True
        bridge.wait_for(stays, legs)
        bridge.handover = handover
        await self._part(stays, leaver)
        if handover.kind is HandoverKind.BLIND:
            handover.token = None
            self._calls.spawn(self._calls.hang_up(leaver))
        if handover.kind is HandoverKind.ATTENDED:
            await self._audio.music(stays, True)
            await self._audio.ring_back(bridge.id, leaver)
        else:
            await self._audio.ring_back(bridge.id, stays)
        if not bridge.legs:
            await self.fail(bridge)
        else:
            await self.settle(bridge)

    async def settle(self, bridge: Bridge) -> None:
        """Looks whether a newcomer has come."""
        handover, newcomer = bridge.handover, bridge.answered_leg()
        assert handover is not None
        if handover.newcomer is not None or newcomer is None:
            return
        handover.newcomer = newcomer
        for leg in bridge.legs.values():
            if leg is not newcomer:
                self._calls.spawn(self._calls.hang_up(leg, cause=ANSWERED_ELSEWHERE))
        _tell_answered(newcomer, bridge.leg_tokens[newcomer.id])
        if handover.kind is HandoverKind.ATTENDED:
            await self._audio.stop_ringing(bridge.id, handover.transferer)
            await self._audio.join(bridge.id, handover.transferer, newcomer)
        else:
            await self._complete(bridge, handover, newcomer)

    async def leg_left(self, bridge: Bridge, leg: LiveCall) -> None:
        """A newcomer is gone, or never came."""
        handover = bridge.handover
        assert handover is not None
        if leg is handover.newcomer or not bridge.legs:
            await self.fail(bridge)

    async def transferer_left(self, bridge: Bridge) -> None:
        """The transferer hung up."""
        handover = bridge.handover
        assert handover is not None
        handover.token = None
        if handover.kind is not HandoverKind.ATTENDED:
            return  # its phone did not wait for the newcomer: blind from now on
        if handover.newcomer is not None:
            await self._complete(bridge, handover, handover.newcomer)
        else:
            await self.fail(bridge)

    async def caller_left(self, bridge: Bridge) -> None:
        """Who should have stayed hung up; the other two keep each other if they talk."""
        handover = bridge.handover
        assert handover is not None
        bridge.handover = None
        await self._audio.stop_ringing(bridge.id, bridge.caller)
        await self._audio.music(bridge.caller, False)
        await handover.watcher.failed("normal")
        newcomer = handover.newcomer
        if newcomer is not None and handover.token is not None:
            token = bridge.leg_tokens[newcomer.id]
            bridge.pair(handover.transferer, handover.token, newcomer, token)
            return
        self._drop(bridge)
        bridge.caller, bridge.caller_token = handover.transferer, handover.token
        await self._end(bridge)

    async def fail(self, bridge: Bridge) -> None:
        """Nobody came: the two are connected again, or who is left goes on with its flow."""
        handover, stays = bridge.handover, bridge.caller
        assert handover is not None
        bridge.handover = None
        await handover.watcher.failed(bridge.first_reason)
        self._drop(bridge)
        leaver, token = handover.transferer, handover.token
        if handover.newcomer is not None and token is not None:
            await self._audio.part(leaver)
        await self._audio.stop_ringing(bridge.id, leaver)
        await self._audio.stop_ringing(bridge.id, stays)
        await self._audio.music(stays, False)
        stays_token = bridge.caller_token
        if token is None or stays_token is None:
            await self._end(bridge)
            return
        if handover.was_caller:
            stays.outlives_master = False
            bridge.pair(leaver, token, stays, stays_token)
        else:
            bridge.pair(stays, stays_token, leaver, token)
        await self._audio.join(bridge.id, stays, leaver)

    async def _complete(self, bridge: Bridge, handover: Handover, newcomer: LiveCall) -> None:
        bridge.handover = None
        stays = bridge.caller
        if handover.kind is HandoverKind.ATTENDED:
            await self._part(newcomer, handover.transferer)
        await self._audio.stop_ringing(bridge.id, stays)
        await self._audio.music(stays, False)
        bridge.pair(stays, bridge.caller_token, newcomer, bridge.leg_tokens[newcomer.id])
        await self._audio.join(bridge.id, stays, newcomer)
        if bridge.caller_token is not None:
            _tell_answered(stays, bridge.caller_token)
        await handover.watcher.done(newcomer)
        if handover.token is not None:
            self._calls.spawn(self._calls.hang_up(handover.transferer))

    async def _part(self, one: LiveCall, other: LiveCall) -> None:
        await self._audio.part(one)
        await self._audio.music(one, False)
        await self._audio.music(other, False)

    def _drop(self, bridge: Bridge) -> None:
        for leg in bridge.legs.values():
            self._calls.spawn(self._calls.hang_up(leg))
        bridge.legs, bridge.leg_tokens = {}, {}


def _tell_answered(live: LiveCall, token: int) -> None:
    if live.run is not None:
        live.run.feed(BridgeAnswered(token))
