"""FIXME rags."""

from voipbin.core.room import Operations


class RagRoom(Operations):
    """Serves RagService."""
