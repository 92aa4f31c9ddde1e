"""One call: what is common to incoming and outgoing INVITE sessions."""

from enum import StrEnum

from .address import NameAddr
from .events import Observer
from .media import LocalMedia, MediaPlan


class SessionState(StrEnum):
    """Life of a session."""

    CALLING = "calling"
    """Outgoing, no 18x yet."""
    RINGING = "ringing"
    """Outgoing with a 18x, or incoming and unanswered."""
    UP = "up"
    ENDED = "ended"


class Session:
    """A call. Commands act at once and never block; results arrive as events at `observer`."""

    observer: Observer | None
    call_id: str
    """SIP Call-ID."""
    local: NameAddr
    """Who we are in this call (our From or To, with tag)."""
    remote: NameAddr
    """Who the peer says it is."""
    state: SessionState
    local_media: LocalMedia | None
    plan: MediaPlan | None
    """What is agreed now; early media before the answer. None before any answer was seen."""
    on_hold: bool
    """We hold the peer."""

    def hang_up(self, cause: int = 16, reason: str = "") -> None:
        """End the call whatever its state: CANCEL, refusal or BYE; later calls do nothing.

        Args:
            cause: Q.850 cause, written into the Reason header and, for an unanswered incoming
                call, mapped to its final status (chapter table: 17 -> 486, ...).
            reason: text for the Reason header.
        """
        raise NotImplementedError

    async def hold(self) -> MediaPlan:
        """Hold the peer by re-INVITE (sendonly), so that it stops sending.

        Raises:
            SessionError: not up, or the peer refused it.
        """
        raise NotImplementedError

    async def resume(self) -> MediaPlan:
        """Undo `hold`; errors as there."""
        raise NotImplementedError

    async def change_media(self, media: LocalMedia) -> MediaPlan:
        """Move our end of the audio (new address, port or codecs) by re-INVITE; errors as `hold`."""
        raise NotImplementedError

    async def wait_answered(self) -> MediaPlan:
        """Return when the call is up.

        Raises:
            SessionError: it ended first.
        """
        raise NotImplementedError

    async def wait_ended(self) -> None:
        """Return when the call is over (its Ended event has been delivered)."""
        raise NotImplementedError
