"""The front door: one SIP endpoint with its listeners, calls and registrations."""

from .config import EndpointConfig, Listen
from .events import Observer
from .handler import SipHandler
from .outgoing import OutgoingCall, OutgoingInvite
from .registration import RegisterRequest, Registration, RegistrationObserver
from .trace import Trace


class SipEndpoint:
    """A SIP user agent, registrar included."""

    def __init__(
        self,
        config: EndpointConfig | None = None,
        handler: SipHandler | None = None,
        *,
        trace: Trace | None = None,
    ) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Bind every listener.

        Raises:
            OSError: an address cannot be bound; nothing stays open.
        """

    @property
    def addresses(self) -> tuple[Listen, ...]:
        """Listening addresses with their real ports, in the order of the configuration."""
        raise NotImplementedError

    def invite(self, invite: OutgoingInvite, observer: Observer | None = None) -> OutgoingCall:
        """Start a call and return it at once.

        Raises:
            ValueError: a field cannot be put into a message (line break in a name, ...).
        """
        raise NotImplementedError

    def register(
        self, request: RegisterRequest, observer: RegistrationObserver | None = None
    ) -> Registration:
        """Start keeping a contact registered."""
        raise NotImplementedError

    async def close(self, timeout_s: float = 2.0) -> None:
        """Hang up every call, wait for the answers up to `timeout_s`, close the sockets."""
