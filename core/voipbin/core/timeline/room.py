"""FIXME timelines."""

from voipbin.core.room import Operations


class TimelineRoom(Operations):
    """Serves TimelineService."""
