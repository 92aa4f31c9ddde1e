"""Playing to a party: prompts, files, beeps, and hearing when they are over."""

from collections.abc import Sequence
from pathlib import Path

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall, PlaybackEnd
from voipbin.core.node.link import CommandFailed
from voipbin.media.v1 import node_pb2


def files(paths: Sequence[Path]) -> list[node_pb2.AudioSource]:
    """Wav files to play one after the other."""
    return [node_pb2.AudioSource(path=str(path)) for path in paths]


BEEP = [node_pb2.AudioSource(beep=node_pb2.Beep())]
"One beep."


async def play(
    calls: Calls,
    live: LiveCall,
    playback_id: str,
    sources: Sequence[node_pb2.AudioSource],
    ended: PlaybackEnd,
    *,
    in_front: bool = False,
) -> None:
    """Plays to the party; `ended` is called when it is over, however.

    Args:
        in_front: what plays is held back meanwhile, instead of being replaced.

    Raises:
        CommandFailed: it cannot be played now.
    """
    live.playbacks[playback_id] = ended
    try:
        command = node_pb2.Play(playback_id=playback_id, sources=sources, in_front=in_front)
        await calls.media.command(live.channel_id, play=command)
    except CommandFailed:
        live.playbacks.pop(playback_id, None)
        raise


async def stop(calls: Calls, live: LiveCall, playback_id: str) -> None:
    """Ends a playback if it is still there."""
    live.playbacks.pop(playback_id, None)
    try:
        command = node_pb2.StopPlay(playback_id=playback_id)
        await calls.media.command(live.channel_id, stop_play=command)
    except CommandFailed:
        return
