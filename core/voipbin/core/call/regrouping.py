"""Parties that a telephone brings together: it talked to each of them, and leaves."""

from voipbin.core.call.bridge import Bridge
from voipbin.core.call.bridge_audio import BridgeAudio
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.stay import Stay
from voipbin.core.errors import VoipbinError


class Regrouping:
    """Makes one conversation of the two calls of a telephone, which has to be hung up then."""

    def __init__(self, calls: Calls, bridges: Bridges, conferences: Conferences) -> None:
        self._bridges = bridges
        self._conferences = conferences
        self._audio = BridgeAudio(calls)

    async def bring_together(self, one: LiveCall, other: LiveCall) -> bool:
        """Connects those it talks to; whom it talks to alone goes into the conference it is in.

        Returns:
            False when it talks to nobody in one of the calls, or is in two conferences.
        """
        for here, there in ((one, other), (other, one)):
            stay = self._conferences.stay_of(here)
            if stay is not None:
                is_apart = self._bridges.connection_of(here) is not None
                return not is_apart and await self._into_conference(stay, there)
        return await self._merge(one, other)

    async def _merge(self, one: LiveCall, other: LiveCall) -> bool:
        first, second = self._talk_of(one), self._talk_of(other)
        if first is None or second is None or first is second:
            return False
        low, high = sorted((first, second), key=lambda bridge: bridge.id)
        async with low.lock, high.lock:
            if not (self._talk_of(one) is first and self._talk_of(other) is second):
                return False
            stays, comes = first.other(one), second.other(other)
            assert stays is not None and comes is not None
            token, come_token = first.token_of(stays), second.token_of(comes)
            if come_token is None:
                return False
            for live in (stays, comes):
                await self._free(live)
            self._bridges.absorb(first, second)
            first.pair(stays, token, comes, come_token)
            await self._audio.join(first.id, stays, comes)
        return True

    async def _into_conference(self, stay: Stay, there: LiveCall) -> bool:
        bridge = self._talk_of(there)
        comes = bridge.other(there) if bridge is not None else None
        token = bridge.token_of(comes) if bridge is not None and comes is not None else None
        if bridge is None or comes is None or token is None:
            return False
        try:
            place = await self._conferences.reserve(stay.row.conference_id, comes, token, bridge.id)
        except VoipbinError:
            return False
        async with bridge.lock:
            is_free = self._talk_of(there) is bridge
            if is_free:
                await self._free(comes)
                await self._bridges.dissolve(bridge)
        if not is_free:
            await self._conferences.give_up(place)
            return False
        await self._conferences.occupy(place)
        return True

    def _talk_of(self, live: LiveCall) -> Bridge | None:
        """In which it talks to somebody who is not about to go elsewhere."""
        bridge = self._bridges.connection_of(live)
        is_bound = bridge is not None and bridge.keeper is not None and bridge.keeper.keeps_newcomer
        return None if is_bound else bridge

    async def _free(self, live: LiveCall) -> None:
        live.outlives_master = True
        await self._audio.part(live)
        await self._audio.music(live, False)
