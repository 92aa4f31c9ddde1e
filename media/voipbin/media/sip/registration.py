"""Our own REGISTER: binding a contact at somebody's registrar and keeping it (RFC 3261 10.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .digest import Credentials
from .flow import Flow
from .uri import Uri


class RegistrationState(StrEnum):
    """Life of a registration."""

    TRYING = "trying"
    REGISTERED = "registered"
    FAILED = "failed"
    """Refused or silent; tried again later, except after `close`."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """A contact to keep registered."""

    registrar: Uri
    """Where to send REGISTER, e.g. sip:127.0.0.1:5060;transport=tcp."""
    aor: Uri
    """Address of record: sip:user@domain. Its host is the Request-URI's domain."""
    credentials: Credentials | None = None
    expires_s: int = 3600
    flow: Flow | None = None
    retry_s: float = 30.0
    """Pause after a failure."""


RegistrationObserver = Callable[[RegistrationState, int], None]
"""Gets the state and the SIP status that led to it (0: none)."""


class Registration:
    """A registration being kept; created by `SipEndpoint.register`."""

    state: RegistrationState

    async def wait_registered(self) -> None:
        """Return when the registrar has accepted.

        Raises:
            SessionError: it refused or stayed silent; `.status` says which.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Unregister (waits for the answer, at most 5 s) and stop refreshing."""
        raise NotImplementedError
