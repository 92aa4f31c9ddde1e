"""The INVITE of a call as it stands: what is said anew after each answer that asks for changes."""

from typing import TYPE_CHECKING
from weakref import proxy as weak_proxy

from .constants import SDP
from .cseq import CSeq
from .digest_client import ClientDigest
from .first_offer import FirstOffer
from .flow import Flow
from .headers import Headers
from .invite import OutgoingInvite
from .message import Request, Response
from .route import routed
from .ua import UserAgent, add_common
from .uri import Uri

if TYPE_CHECKING:
    from .session import Session

MAX_AMENDED = 10
"""INVITEs of one call that are changed as an answer asks: challenges, 422 and 488. Other servers
and redirections, which are bounded by themselves, take none of them."""


class InviteDraft:
    """Writes each INVITE of a call."""

    def __init__(self, ua: UserAgent, session: "Session", invite: OutgoingInvite) -> None:
        self.offer = FirstOffer(session, invite)
        self.digest = None if invite.credentials is None else ClientDigest(invite.credentials)
        self._ua = ua
        self._session: Session = weak_proxy(session)  # its owner: a circle would outlive the call
        self._invite = invite
        self._cseq = 0
        self._amended = 0
        self._min_se_s = ua.config.min_se_s

    def write(self, target: Uri, flow: Flow) -> Request:
        """The next one, without Via."""
        self._cseq += 1
        self.offer.suit(flow)
        invite, session = self._invite, self._session
        uri, routes = routed(target, invite.routes_to(target))
        headers = Headers()
        headers.add("Max-Forwards", invite.max_forwards)
        for route in routes:
            headers.add("Route", route)
        headers.add("From", session.local)
        headers.add("To", session.remote)
        headers.add("Call-ID", session.call_id)
        headers.add("CSeq", CSeq(self._cseq, "INVITE"))
        request = Request("INVITE", uri, headers)
        contact = self._ua.contact(flow, session.local.uri.user, target.scheme)
        add_common(headers, contact, "INVITE")
        if self._ua.config.session_expires_s:
            headers.add("Session-Expires", max(self._ua.config.session_expires_s, self._min_se_s))
            headers.add("Min-SE", self._min_se_s)
        for name, value in invite.headers:
            headers.add(name, value)
        if self.digest is not None:
            self.digest.sign(request, flow.remote)
        request.body = self.offer.body
        headers.add("Content-Type", SDP)
        return request

    def amend(self, response: Response) -> bool:
        """Change what a refusal asks to be changed; False when nothing can be done, or that was
        done as often as is good for anybody."""
        if self._amended >= MAX_AMENDED or not self._change(response):
            return False
        self._amended += 1
        return True

    def _change(self, response: Response) -> bool:
        match response.status:
            case 401 | 407:
                return self.digest is not None and self.digest.learn(response)
            case 422:
                return self._raise_interval(response)
            case 488:
                return self.offer.change()
        return False

    def _raise_interval(self, response: Response) -> bool:
        """Take the Min-SE of a 422 (RFC 4028 7.4)."""
        try:
            lowest = response.number("Min-SE", 86_400)
        except ValueError:
            return False
        if lowest is None or lowest <= self._min_se_s:
            return False
        self._min_se_s = lowest
        return True
