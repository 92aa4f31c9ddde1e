"""Bans of the node: made by its guard, told to the core, set by the core."""

from voipbin.media.node.events import EventLog
from voipbin.media.sip.source_guard import SourceGuard
from voipbin.media.v1 import node_pb2


class Bans:
    """Keeps the guard and the core in step."""

    def __init__(self, guard: SourceGuard, events: EventLog) -> None:
        self._guard = guard
        self._events = events
        guard.on_ban = self._banned

    def set(self, command: node_pb2.SetBans) -> None:
        """Takes over what the core knows."""
        self._guard.trust(command.trusted)
        self._guard.set_bans(
            {
                banned.address: banned.remaining_ms / 1000 if banned.remaining_ms else None
                for banned in command.banned
            }
        )

    def _banned(self, source: str, reason: str, detail: str) -> None:
        event = node_pb2.SourceBanned(address=source, reason=reason, detail=detail)
        self._events.append(node_pb2.ChannelEvent(source_banned=event))
