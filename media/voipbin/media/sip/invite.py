"""The INVITE of an outgoing call: what to say in it, checked before anything is sent."""

from dataclasses import dataclass

from .address import NameAddr
from .constants import MAX_FORWARDS
from .cseq import CSeq
from .digest import Credentials
from .flow import Flow
from .headers import Headers, canonical_name
from .media import LocalMedia
from .message import Request
from .path import Permitted
from .redirection import Redirects, same_host
from .uri import Uri

_OURS = frozenset(
    (
        "Via",
        "From",
        "To",
        "Call-ID",
        "CSeq",
        "Contact",
        "Max-Forwards",
        "Content-Length",
        "Content-Type",
        "Record-Route",
        "Route",
        "Session-Expires",
        "Min-SE",
        "Authorization",
        "Proxy-Authorization",
    )
)
"""Headers a caller of `invite` must not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingInvite:
    """A call to make."""

    target: Uri
    """Request-URI; its `transport` parameter picks udp, tcp, tls, ws or wss."""
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
    routes: tuple[NameAddr, ...] = ()
    """Further proxies on the way, the next hop first (8.1.2): how a registered contact wants to be
    reached (RFC 3327)."""
    flow: Flow | None = None
    """Send on this flow instead of resolving a name: how to call a registered contact."""
    srtp_optional: bool = False
    """Whether to offer plain RTP to a peer that refuses an offer of SRTP with 488."""
    srtp_on_demand: bool = False
    """Whether to offer SRTP to a peer that refuses an offer of plain RTP with 488, its keys for
    everybody on the way to read."""
    srtp_only_on_tls: bool = False
    """Whether to offer plain RTP on a server's flow that everybody could read keys from: a name may
    lead to TLS and to UDP."""
    dial_timeout_s: float = 60.0
    """Seconds until CANCEL when nobody answers."""
    max_forwards: int = MAX_FORWARDS
    """Hops it may still take (RFC 7332: a call that goes on counts on from the one it came by)."""
    redirects: Redirects = Redirects.NONE
    """Which Contacts of a 3xx are called in place of the target."""
    has_alternative: bool = False
    """Whether somebody else is called when this fails: nobody waits for timer B of a silent server
    then, be it the last one."""
    permitted: Permitted | None = None
    """Whether it may go to a numeric address, whatever names and redirections led there."""

    def routes_to(self, target: Uri) -> tuple[NameAddr, ...]:
        """The proxies an INVITE to a target passes, the next hop first.

        A redirection starts over with a new Request-URI (8.1.3.4), and what is known of the way
        before the call is known of a URI (8.1.2): the outbound proxy, which was configured, stands
        before all of them, and `routes` lead to the first target. At another host whoever gets
        them would be asked to pass the call to proxies that are none of its own.
        """
        proxy = () if self.route is None else (NameAddr(self.route.with_param("lr", None)),)
        return (*proxy, *(self.routes if same_host(target, self.target) else ()))

    def destination_of(self, target: Uri) -> Flow | Uri:
        """Where an INVITE to a target is sent (8.1.2)."""
        if self.flow is not None and target == self.target:
            return self.flow
        if self.route is not None:
            return self.route
        routes = self.routes_to(target)
        return (self.flow or routes[0].uri) if routes else target


def make_cancel(invite: Request) -> Request:
    """The CANCEL of a pending INVITE (9.1)."""
    headers = Headers()
    headers.add("Via", invite.via)
    headers.add("Max-Forwards", MAX_FORWARDS)
    for route in invite.headers.all("Route"):
        headers.add("Route", route)
    for name in ("From", "To", "Call-ID"):
        headers.add(name, invite.headers.get(name))
    headers.add("CSeq", CSeq(invite.cseq.number, "CANCEL"))
    return Request("CANCEL", invite.raw_uri, headers)


def check_invite(invite: OutgoingInvite, caller: NameAddr, callee: NameAddr) -> None:
    """Raise ValueError early for what could not be written into a message."""
    if not invite.target.is_sip:
        raise ValueError(f"target: {invite.target} is no sip: URI")
    probe = Headers()
    for value in (caller, callee, NameAddr(invite.target)):
        probe.add("To", value)
    for name, text in invite.headers:
        if canonical_name(name) in _OURS:
            raise ValueError(f"headers: {name} is set by the stack")
        probe.add(name, text)
