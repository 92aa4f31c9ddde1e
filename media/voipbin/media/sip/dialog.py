"""Dialogs: the peer-to-peer relation a call creates (RFC 3261 12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .address import NameAddr
from .constants import MAX_FORWARDS
from .cseq import CSeq
from .flow import Flow
from .headers import Headers
from .message import Message, Request, Response
from .origin import Origin
from .route import protected, routed, stays_on
from .uri import Uri, same_contact

REFRESHING = ("INVITE", "UPDATE")
"""Methods that refresh the target (12.2.2, RFC 3311 5.2)."""


class DialogId(NamedTuple):
    """Identifies a dialog on our side."""

    call_id: str
    local_tag: str
    remote_tag: str


@dataclass(slots=True)
class Dialog:
    """State of one dialog; changes with every request sent or taken."""

    call_id: str
    local: NameAddr
    """Our From or To, tag included."""
    remote: NameAddr
    target: Uri
    """Peer's Contact: Request-URI of what we send."""
    routes: tuple[NameAddr, ...] = ()
    """Route set, next hop first."""
    local_cseq: int = 0
    remote_cseq: int | None = None
    flow: Flow | None = None
    """Send on this flow, whatever route set and target say: registered contacts, peers behind NAT,
    and proxies that can only be reached on the connection they hold."""
    origin: Origin | None = None
    """The flow the dialog was made on: a connection of it serves on where the route leads to its
    peer."""
    allow: frozenset[str] = field(default_factory=frozenset)
    """Methods the peer says it takes, lower case."""

    @classmethod
    def from_request(cls, request: Request, local: NameAddr, flow: Flow) -> "Dialog":
        """Dialog a UAS creates by answering `request` (12.1.1); `local` is To with our tag.

        Raises:
            ValueError: no usable Contact.
        """
        target = _contact(request)
        direct = len(request.vias) == 1
        routes = tuple(NameAddr.parse(value) for value in request.headers.values("Record-Route"))
        # A phone behind NAT writes a Contact we cannot reach: answer where it came from.
        keep_flow = direct and (flow.reliable or target.host.strip("[]") != flow.remote.host)
        kept, origin = _kept(Origin.of_request(request, flow), routes, keeps_flow=keep_flow)
        return cls(
            request.call_id,
            local,
            request.from_,
            target,
            routes,
            remote_cseq=request.cseq.number,
            flow=kept,
            origin=origin,
            allow=request.headers.tokens("Allow"),
        )

    @classmethod
    def from_response(
        cls,
        invite: Request,
        response: Response,
        flow: Flow | None,
        *,
        target: Uri | None = None,
    ) -> "Dialog":
        """Dialog a UAC gets by `response` to its INVITE (12.1.2).

        A To without a tag, as phones of RFC 2543 write it, counts as an empty one.

        Args:
            target: takes the place of a Contact that is missing.

        Raises:
            ValueError: no usable Contact, and no `target`.
        """
        recorded = [NameAddr.parse(value) for value in response.headers.values("Record-Route")]
        routes = tuple(reversed(recorded))
        kept, origin = None, None
        if flow is not None:
            kept, origin = _kept(Origin.of_invite(invite, flow), routes, keeps_flow=True)
        return cls(
            invite.call_id,
            invite.from_,
            response.to,
            _contact(response) if target is None else target,
            routes,
            local_cseq=invite.cseq.number,
            flow=kept,
            origin=origin,
            allow=response.headers.tokens("Allow"),
        )

    @property
    def id(self) -> DialogId:
        """Key of this dialog."""
        return DialogId(self.call_id, self.local.tag or "", self.remote.tag or "")

    @property
    def destination(self) -> Flow | Uri:
        """Where the next request goes (12.2.1.1)."""
        if self.flow is not None:
            return self.flow
        uri = self.routes[0].uri if self.routes else self.target
        return uri if self.origin is None else protected(uri, self.origin)

    def next_cseq(self) -> int:
        """Take the next sequence number."""
        self.local_cseq += 1
        return self.local_cseq

    def request(self, method: str, cseq: int) -> Request:
        """Build a request within the dialog, without Via and Contact (12.2.1.1)."""
        uri, routes = routed(self.target, self.routes)
        headers = Headers()
        headers.add("Max-Forwards", MAX_FORWARDS)
        for route in routes:
            headers.add("Route", route)
        headers.add("From", self.local)
        headers.add("To", self.remote)
        headers.add("Call-ID", self.call_id)
        headers.add("CSeq", CSeq(cseq, method))
        return Request(method, uri, headers)

    def take(self, request: Request) -> bool:
        """Check and note the CSeq of a request from the peer; False: out of order (12.2.2)."""
        number = request.cseq.number
        if self.remote_cseq is not None and number < self.remote_cseq:
            return False
        self.remote_cseq = number
        return True

    @property
    def kept(self) -> Flow | None:
        """The connection of a peer that may be reached by no other, while it is there."""
        sole = self.origin if self.origin is not None and self.origin.is_sole else None
        flow = self.flow if sole is None else sole.flow
        return flow if flow is not None and flow.reliable and not flow.server_name else None

    def follow(self, request: Request, source: Flow, holds: Callable[[Flow], bool]) -> None:
        """Go on where a request of the peer came from, if that is no longer where it was.

        A phone whose network changed has another address, and it is the same party: nobody else
        knows the tags of the dialog. As long as a connection is there, nothing moves. Without one,
        the phone behind NAT says where it is by what refreshes its target; by way of a proxy it
        does not.

        Args:
            holds: whether a connection is there.
        """
        if self.kept is not None:
            if not holds(self.kept):
                self.move(source)
        elif self.flow is not None and request.method in REFRESHING and len(request.vias) == 1:
            self.move(source)

    def move(self, flow: Flow, target: Uri | None = None) -> None:
        """Go on by another flow of the same transport.

        Args:
            target: Contact of the peer from now on, if that has changed as well.
        """
        was = self._peer_flow
        if was is None or flow.transport != was.transport or flow.server_name or was.server_name:
            return
        if self.flow is not None:
            self.flow = flow
        if self.origin is not None:
            self.origin = replace(self.origin, flow=flow)
        if target is not None:
            self.target = target
            # Behind NAT now, and before it was not.
            if not self.routes and target.host.strip("[]") != flow.remote.host:
                self.flow = flow if self.kept is None else self.flow

    def leads_to(self, contact: Uri, flow: Flow) -> bool:
        """Whether its peer is the phone registered so.

        What somebody writes into a Contact proves nothing: it has to be where that phone was.
        """
        now = self._peer_flow
        if now is None or self.routes or not same_contact(self.target, contact):
            return False
        return (now.transport, now.remote) == (flow.transport, flow.remote)

    @property
    def _peer_flow(self) -> Flow | None:
        """Where the peer is, as far as its messages showed."""
        return self.kept or self.flow or (self.origin.flow if self.origin is not None else None)

    def refresh_target(self, message: Message) -> None:
        """Follow the peer's Contact after a target refresh request or its 2xx."""
        if len(message.contacts) == 1 and message.contacts[0].uri.is_sip:
            self.target = message.contacts[0].uri
        if "Allow" in message.headers:
            self.allow = message.headers.tokens("Allow")


def _kept(
    origin: Origin, routes: Sequence[NameAddr], *, keeps_flow: bool
) -> tuple[Flow | None, Origin]:
    """The flow a dialog goes on on, whatever comes, and else its origin.

    Args:
        keeps_flow: what is so where there is no route set.
    """
    if routes:
        return (origin.flow if stays_on(routes[0].uri, origin.flow) else None), origin
    if keeps_flow and origin.may_end:
        return None, origin.alone()
    return (origin.flow if keeps_flow else None), origin


def _contact(message: Message) -> Uri:
    contacts = message.contacts
    if len(contacts) != 1 or not contacts[0].uri.is_sip:
        raise ValueError(f"Contact: one sip: URI expected, {len(contacts)} values found")
    return contacts[0].uri
