"""Every action type the engine can run: chapter and verse in one table."""

from voipbin.core.flow_engine.actions import (
    ai,
    amd,
    call_control,
    conditions,
    conference,
    connect,
    digits,
    email,
    external_media,
    jumps,
    messages,
    outbound,
    playback,
    queue,
    recording,
    summary,
    variable,
    web,
)
from voipbin.core.flow_engine.actions.kind import ActionKind

REGISTRY: dict[str, ActionKind] = {
    kind.type: kind
    for room in (
        amd,
        call_control,
        playback,
        digits,
        recording,
        external_media,
        connect,
        outbound,
        summary,
        email,
        messages,
        conference,
        queue,
        ai,
        jumps,
        conditions,
        variable,
        web,
    )
    for kind in room.KINDS
}
"""Type word to what the engine does for it."""
