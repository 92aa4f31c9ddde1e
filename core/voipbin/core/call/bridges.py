"""Two calls that hear each other: what `connect` makes of its caller and the legs it dials."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import BridgeAnswered, BridgeEnded
from voipbin.core.node.link import CommandFailed
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_RINGBACK = "ringback"
_NOBODY = "noanswer"


@dataclass(slots=True)
class Bridge:
    """One caller, the legs dialled for it, and the leg that got it."""

    id: str
    caller: LiveCall
    early_media: bool
    legs: dict[str, LiveCall] = field(default_factory=dict)
    "Legs that are not over."
    caller_token: int | None = None
    leg_tokens: dict[str, int] = field(default_factory=dict)
    partner: LiveCall | None = None
    "The leg the caller hears."
    is_answered: bool = False
    is_over: bool = False
    first_reason: str = ""
    "Hangup reason of the first leg that failed."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    "Two legs may answer at once; connecting takes several commands."


class Bridges:
    """All bridges of this process."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._by_id: dict[str, Bridge] = {}
        calls.when_answered(self._answered)
        calls.when_over(self._over)

    @property
    def open_ones(self) -> tuple[str, ...]:
        """Ids of the bridges that are not over."""
        return tuple(self._by_id)

    def open(
        self, id: str, caller: LiveCall, legs: Sequence[LiveCall], *, early_media: bool
    ) -> None:
        """Notes a bridge whose legs are being dialled."""
        if caller.over.is_set():
            # It hung up while its legs were being made, before anybody listened for that.
            for leg in legs:
                self._calls.spawn(self._calls.hang_up(leg))
            return
        # A leg may have failed between being dialled and now.
        alive = {leg.id: leg for leg in legs if not leg.over.is_set()}
        failed = [leg.row.hangup_reason for leg in legs if leg.over.is_set()]
        bridge = Bridge(id, caller, early_media, alive)
        bridge.first_reason = next(iter(failed), "") if legs else _NOBODY
        self._by_id[id] = bridge

    def has(self, id: str) -> bool:
        """Whether this is the bridge of a connect that goes on."""
        return id in self._by_id

    async def join(self, id: str, live: LiveCall, token: int) -> None:
        """A call's flow has come to the bridge and waits there."""
        bridge = self._by_id.get(id)
        is_own = bridge is not None and bridge.caller.row.customer_id == live.row.customer_id
        if bridge is None or bridge.is_over or not is_own:
            _feed_end(live, token, "")
            return
        async with bridge.lock:
            await self._join(bridge, live, token)

    async def leave(self, id: str, live: LiveCall) -> None:
        """A call's flow goes on without the bridge."""
        bridge = self._by_id.get(id)
        if bridge is not None:
            async with bridge.lock:
                await self._left(bridge, live)

    async def cancel(self, id: str) -> None:
        """The caller's flow moved on before the legs were known."""
        bridge = self._by_id.get(id)
        if bridge is not None:
            async with bridge.lock:
                await self._left(bridge, bridge.caller)

    def partner_of(self, live: LiveCall) -> LiveCall | None:
        """Whom a call is connected to now; None when to nobody."""
        for bridge in self._of(live):
            if bridge.is_answered and not bridge.is_over:
                return bridge.partner if live is bridge.caller else bridge.caller
        return None

    # -- what happens to its calls

    async def _answered(self, live: LiveCall) -> None:
        for bridge in self._of(live):
            async with bridge.lock:
                if live is not bridge.caller:
                    await self._settle(bridge)
                elif bridge.partner is None and bridge.caller_token is not None:
                    await self._ring_back(bridge)

    async def _over(self, live: LiveCall) -> None:
        for bridge in self._of(live):
            async with bridge.lock:
                await self._left(bridge, live)

    def _of(self, live: LiveCall) -> list[Bridge]:
        bridges = self._by_id.values()
        return [one for one in bridges if live is one.caller or live.id in one.legs]

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
            await self._ring_back(bridge)
            await self._settle(bridge)

    async def _left(self, bridge: Bridge, live: LiveCall) -> None:
        if live is not bridge.caller:
            await self._leg_left(bridge, live)
            return
        bridge.caller_token = None
        self._drop_legs(bridge)
        await self._end(bridge)

    async def _leg_left(self, bridge: Bridge, leg: LiveCall) -> None:
        bridge.legs.pop(leg.id, None)
        bridge.leg_tokens.pop(leg.id, None)
        bridge.first_reason = bridge.first_reason or leg.row.hangup_reason
        if bridge.caller_token is None:
            return
        if not bridge.legs or (bridge.is_answered and leg is bridge.partner):
            await self._end(bridge)
        elif leg is bridge.partner:
            # It was heard before its answer, which never came; others may still answer.
            bridge.partner = None
            await self._ring_back(bridge)
            await self._settle(bridge)

    # -- connecting

    async def _settle(self, bridge: Bridge) -> None:
        """Connects the caller with a leg that waits, an answered one first."""
        if bridge.is_over or bridge.is_answered or bridge.caller_token is None:
            return
        waiting = [leg for id, leg in bridge.legs.items() if id in bridge.leg_tokens]
        answered = next((leg for leg in waiting if leg.row.is_answered), None)
        partner = answered or next(iter(waiting), None)
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

    async def _connect(self, bridge: Bridge, partner: LiveCall) -> None:
        caller = bridge.caller
        try:
            if bridge.partner is not None:
                await self._calls.media.command(caller.channel_id, unbridge=node_pb2.Unbridge())
            elif caller.row.is_answered:
                stop = node_pb2.StopPlay(playback_id=_playback_id(bridge))
                await self._calls.media.command(caller.channel_id, stop_play=stop)
            elif bridge.early_media and not partner.row.is_answered:
                await self._calls.media.command(
                    caller.channel_id, early_media=node_pb2.EarlyMedia()
                )
            bridge.partner = partner
            join = node_pb2.Bridge(bridge_id=bridge.id, peer_channel_id=partner.channel_id)
            await self._calls.media.command(caller.channel_id, bridge=join)
        except CommandFailed as error:
            _log.info("a bridge could not be made", bridge_id=bridge.id, error=str(error))

    async def _ring_back(self, bridge: Bridge) -> None:
        """Lets the caller hear that it rings."""
        caller = bridge.caller
        try:
            if caller.row.is_answered:
                ringback = node_pb2.AudioSource(ringback=node_pb2.Ringback())
                play = node_pb2.Play(
                    playback_id=_playback_id(bridge), sources=[ringback], loop=True
                )
                await self._calls.media.command(caller.channel_id, play=play)
            elif caller.row.direction == "incoming":
                await self._calls.media.command(caller.channel_id, ring=node_pb2.Ring())
        except CommandFailed as error:
            _log.info("no ringback", call_id=caller.id, error=str(error))

    def _drop_legs(self, bridge: Bridge, keep: LiveCall | None = None) -> None:
        for leg in list(bridge.legs.values()):
            if leg is not keep:
                self._calls.spawn(self._calls.hang_up(leg))

    async def _end(self, bridge: Bridge) -> None:
        if bridge.is_over:
            return
        bridge.is_over = True
        self._by_id.pop(bridge.id, None)
        if not bridge.is_answered:
            bridge.caller.fate = bridge.first_reason
        for live in (bridge.caller, *bridge.legs.values()):
            token = bridge.caller_token if live is bridge.caller else bridge.leg_tokens.get(live.id)
            if token is not None:
                await self._silence(live, bridge)
                _feed_end(live, token, bridge.first_reason)

    async def _silence(self, live: LiveCall, bridge: Bridge) -> None:
        """Takes the call out of what it heard; it may be gone already."""
        if live.over.is_set():
            return
        try:
            if bridge.partner is not None:
                await self._calls.media.command(live.channel_id, unbridge=node_pb2.Unbridge())
            else:
                stop = node_pb2.StopPlay(playback_id=_playback_id(bridge))
                await self._calls.media.command(live.channel_id, stop_play=stop)
        except CommandFailed as error:
            _log.debug("leaving a bridge", call_id=live.id, error=error.error)


def _playback_id(bridge: Bridge) -> str:
    return f"{_RINGBACK}:{bridge.id}"


def _feed_end(live: LiveCall, token: int, reason: str) -> None:
    if live.run is not None:
        live.run.feed(BridgeEnded(token, reason))
