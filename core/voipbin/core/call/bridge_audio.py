"""What the parties of a bridge hear: each other, ringback, or music while they wait."""

from typing import Any

import structlog

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.node.link import CommandFailed
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)


class BridgeAudio:
    """Commands to media nodes; a party that is gone meanwhile is no error."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def ring_back(self, bridge_id: str, live: LiveCall) -> None:
        """Lets a party hear that it rings elsewhere."""
        if live.row.is_answered:
            ringback = node_pb2.AudioSource(ringback=node_pb2.Ringback())
            play = node_pb2.Play(playback_id=_ringback(bridge_id), sources=[ringback], loop=True)
            await self._try(live, play=play)
        elif live.row.direction == "incoming":
            await self._try(live, ring=node_pb2.Ring())

    async def stop_ringing(self, bridge_id: str, live: LiveCall) -> None:
        """Ends that."""
        await self._try(live, stop_play=node_pb2.StopPlay(playback_id=_ringback(bridge_id)))

    async def early(self, live: LiveCall) -> None:
        """Lets an unanswered caller hear what comes."""
        await self._try(live, early_media=node_pb2.EarlyMedia())

    async def join(self, bridge_id: str, one: LiveCall, other: LiveCall) -> None:
        """Lets two parties hear each other; whoever is on hold by the other hears music."""
        bridge = node_pb2.Bridge(bridge_id=bridge_id, peer_channel_id=other.channel_id)
        await self._try(one, bridge=bridge)
        for holder, held in ((one, other), (other, one)):
            if holder.is_holding:
                await self.music(held, True)

    async def part(self, live: LiveCall) -> None:
        """Takes a party, and so the one it hears, out of what it hears."""
        await self._try(live, unbridge=node_pb2.Unbridge())

    async def music(self, live: LiveCall, on: bool) -> None:
        """Starts or stops music on hold."""
        if live.hears_music != on:
            live.hears_music = on
            # What the API started goes on whatever the other party does.
            await self._try(live, moh=node_pb2.SetMoh(on=on, wanted_by="bridge"))

    async def _try(self, live: LiveCall, **command: Any) -> None:
        if live.over.is_set():
            return
        try:
            await self._calls.media.command(live.channel_id, **command)
        except CommandFailed as error:
            # A channel that has gone meanwhile is told of by its own last event.
            is_gone = error.error in ("CHANNEL_NOT_FOUND", "WRONG_STATE")
            tell = _log.debug if is_gone else _log.info
            tell("audio of a bridge", call_id=live.id, error=str(error))


def _ringback(bridge_id: str) -> str:
    return f"ringback:{bridge_id}"
