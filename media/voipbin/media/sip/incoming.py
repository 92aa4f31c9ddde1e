"""Calls we get."""

from collections.abc import Mapping

from .flow import Flow
from .handler import Aor
from .media import LocalMedia, MediaPlan
from .session import Session
from .uri import Uri


class IncomingCall(Session):
    """A call somebody makes to us; handed to `SipHandler.incoming_call`."""

    uri: Uri
    """Request-URI: whom the caller wants."""
    identity: Aor | None
    """User proven by digest; None when admitted as public."""
    flow: Flow
    """`flow.remote` is the source address."""
    headers: Mapping[str, str]
    """First line of each header of the INVITE, canonical names."""

    def ring(self) -> None:
        """Send 180 Ringing."""
        raise NotImplementedError

    def progress(self, media: LocalMedia) -> MediaPlan | None:
        """Send 183 with our SDP: early media. None when the INVITE had no SDP (no 183 then)."""
        raise NotImplementedError

    def answer(self, media: LocalMedia) -> MediaPlan | None:
        """Send 200 with our SDP, repeated until the ACK comes.

        Returns the plan at once, or None when the INVITE had no SDP and the ACK will carry the
        answer. An ended call returns None and nothing is sent.
        """
        raise NotImplementedError

    def reject(self, status: int, cause: int | None = None, reason: str = "") -> None:
        """Refuse with a final status 300-699; `cause` adds a Q.850 Reason header."""
        raise NotImplementedError
