"""Calls we make."""

from dataclasses import dataclass

from .address import NameAddr
from .digest import Credentials
from .flow import Flow
from .media import LocalMedia
from .session import Session
from .uri import Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingInvite:
    """A call to make."""

    target: Uri
    """Request-URI; its `transport` parameter picks udp or tcp."""
    caller: NameAddr
    """From; the display name may be any text without line breaks."""
    media: LocalMedia
    callee: NameAddr | None = None
    """To; the target when None."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further header lines (P-Asserted-Identity, Privacy, tech headers)."""
    credentials: Credentials | None = None
    """For 401 and 407 of the provider."""
    route: Uri | None = None
    """Outbound proxy: the request goes there, with a Route header."""
    flow: Flow | None = None
    """Send on this flow instead of resolving a name: how to call a registered contact."""
    dial_timeout_s: float = 60.0
    """Seconds until CANCEL when nobody answers."""


class OutgoingCall(Session):
    """A call we make; created by `SipEndpoint.invite`."""
