"""Where a call stands."""

from enum import StrEnum


class SessionState(StrEnum):
    """Life of a session."""

    CALLING = "calling"
    """Outgoing, no 18x yet."""
    RINGING = "ringing"
    """Outgoing with a 18x, or incoming and unanswered."""
    UP = "up"
    ENDED = "ended"
