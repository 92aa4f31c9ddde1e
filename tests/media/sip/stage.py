"""Putting endpoints and a scripted peer onto one simulated network."""

import contextlib
from collections.abc import AsyncIterator, Sequence

from voipbin.media.sip import (
    Credentials,
    Ended,
    EndpointConfig,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingCall,
    OutgoingInvite,
    Session,
    SessionEvent,
    SipEndpoint,
    SipHandler,
    Uri,
)
from voipbin.media.sip.path import Permitted
from voipbin.media.sip.redirection import Redirects
from voipbin.media.sip.transport import Names

from .fake_names import FakeNames
from .network import Network
from .script import ScriptedPeer

HOST = "10.0.0.1"


@contextlib.asynccontextmanager
async def endpoint(
    network: Network,
    handler: SipHandler | None = None,
    host: str = HOST,
    transports: Sequence[str] = ("udp",),
    names: Names | None = None,
    **settings: object,
) -> AsyncIterator[SipEndpoint]:
    """A running endpoint at `host`:5060, which knows of no names unless told."""
    listen = tuple(Listen(transport, host, 5060) for transport in transports)
    config = EndpointConfig(listen=listen, **settings)  # type: ignore[arg-type]
    sip = SipEndpoint(
        config, handler, open_transport=network.opener(host), names=names or FakeNames()
    )
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


class Caller:
    """An endpoint calling the scripted peer, with its events."""

    def __init__(self, sip: SipEndpoint, network: Network) -> None:
        self.sip = sip
        self.network = network
        self.peer = ScriptedPeer(network, HOST)
        self.events: list[SessionEvent] = []

    def dial(
        self,
        target: str = "sip:bob@10.0.0.9",
        *,
        dial_timeout_s: float = 60.0,
        credentials: Credentials | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        name: str = "Alice",
        route: str = "",
        routes: tuple[str, ...] = (),
        redirects: Redirects = Redirects.NONE,
        permitted: Permitted | None = None,
        max_forwards: int = 70,
        has_alternative: bool = False,
    ) -> OutgoingCall:
        """Start a call."""
        invite = OutgoingInvite(
            target=Uri.parse(target),
            caller=NameAddr(Uri.parse("sip:+821100000001@pstn.voipbin.net"), name),
            media=LocalMedia("10.0.0.1", 4000),
            dial_timeout_s=dial_timeout_s,
            credentials=credentials,
            headers=headers,
            route=Uri.parse(route) if route else None,
            routes=tuple(NameAddr.parse(one) for one in routes),
            redirects=redirects,
            permitted=permitted,
            max_forwards=max_forwards,
            has_alternative=has_alternative,
        )
        return self.sip.invite(invite, self._observe)

    def _observe(self, session: Session, event: SessionEvent) -> None:
        self.events.append(event)

    @property
    def kinds(self) -> list[str]:
        """Class names of the events so far."""
        return [type(event).__name__ for event in self.events]


@contextlib.asynccontextmanager
async def caller(**settings: object) -> AsyncIterator[Caller]:
    """An endpoint and a scripted peer to call."""
    network = Network()
    async with endpoint(network, **settings) as sip:  # type: ignore[arg-type]
        yield Caller(sip, network)


def ended(events: Sequence[object]) -> Ended:
    """The last event, which must be the only Ended."""
    assert [isinstance(event, Ended) for event in events].count(True) == 1
    last = events[-1]
    assert isinstance(last, Ended)
    return last
