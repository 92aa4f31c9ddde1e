"""Calls we get."""

import logging
from collections.abc import Mapping

from .body import read_sdp
from .cause import (
    NORMAL,
    cause_of_status,
    q850,
    status_of_cause,
)
from .constants import SDP
from .dialog import Dialog
from .events import Ended
from .flow import Flow
from .grammar import refuse_line_break
from .handler import Aor
from .media import (
    LocalMedia,
    MediaPlan,
    NotAcceptable,
    Security,
    answer_for,
    negotiate,
    offer_for,
    read_answer,
)
from .message import Request, Response
from .protection import wanted_security
from .reliable import ReliableResponses
from .sdp import SessionDescription
from .session import Session
from .session_state import SessionState
from .session_timer import agree
from .timers import TimerHandle
from .transaction import InviteServer, ServerTransaction
from .ua import Line, UserAgent, new_tag
from .uri import Uri

log = logging.getLogger(__name__)

REPEAT_PROVISIONAL_S = 60.0
"""Proxies drop a call that shows no sign of life for three minutes (13.3.1.1)."""


class IncomingCall(Session):
    """A call somebody makes to us; handed to `SipHandler.incoming_call`."""

    def __init__(
        self,
        ua: UserAgent,
        transaction: InviteServer,
        offer: SessionDescription | None,
        identity: Aor | None,
        replaces: Session | None = None,
    ) -> None:
        """Raises ValueError when the INVITE has no usable Contact."""
        request = transaction.request
        local = request.to.with_param("tag", new_tag())
        dialog = Dialog.from_request(request, local, transaction.source)
        super().__init__(ua, request.call_id, local, request.from_, SessionState.RINGING)
        self.uri: Uri = request.uri
        """Request-URI: whom the caller wants."""
        self.identity = identity
        """User proven by digest; None when admitted as public."""
        self.replaces = replaces
        """The session whose place this call wants (RFC 3891); whoever takes the call ends that."""
        self.admitted: object = None
        """What the handler noted when it let the call in."""
        self.flow: Flow = transaction.source
        """`flow.remote` is the source address."""
        self.max_forwards: int = request.max_forwards
        """Hops it may still take."""
        self.headers: Mapping[str, str] = request.headers.first_lines()
        """First line of each header of the INVITE, canonical names."""
        self._transaction = transaction
        self._offer = offer
        self._body = b""
        self._repeat: TimerHandle | None = None
        self._reliable = ReliableResponses(ua, transaction, self._not_acknowledged)
        self._is_answering = False
        self._is_renewed = False  # by an offer since the first was answered
        self.adopt_dialog(dialog)

    @property
    def owns_call_id(self) -> bool:
        """The caller made it."""
        return False

    @property
    def offered_security(self) -> Security:
        """What the caller's offer asks for; none when the INVITE had no SDP."""
        return Security.NONE if self._offer is None else wanted_security(self._offer)

    def ring(self) -> None:
        """Send 180 Ringing."""
        self._provisional(180)

    def progress(self, media: LocalMedia) -> MediaPlan | None:
        """Send 183 with our SDP: early media. None when the INVITE had no SDP (no 183 then)."""
        if self.state is not SessionState.RINGING or self._offer is None:
            return None
        if self._choose(media):
            self._provisional(183, self._body)
        return self.plan

    def answer(self, media: LocalMedia) -> MediaPlan | None:
        """Send 200 with our SDP, repeated until the ACK comes.

        Returns the plan at once, or None when the INVITE had no SDP and the ACK will carry the
        answer. An ended call returns None and nothing is sent; so does one that is ended here
        with 488, because `media` shares no codec with the offer.
        """
        if self._is_answering or self.state is not SessionState.RINGING:
            return self.plan
        if self._offer is None:
            media = self.local_media = media.towards(self.flow.remote.host)
            session_id, version = self.next_sdp_version()
            offer = offer_for(media, session_id=session_id, version=version)
            self._body = self.signed(offer)
        elif not self._choose(media):
            return None
        self._is_answering = True
        if not self._reliable.after_sdp(self._say_ok):
            self._say_ok()
        return self.plan

    def reject(self, status: int, cause: int | None = None, reason: str = "") -> None:
        """Refuse with a final status 300-699; `cause` adds a Q.850 Reason header.

        Raises:
            ValueError: another status, or a line break in `reason`.
        """
        if not 300 <= status <= 699:
            raise ValueError(f"status {status} refuses no call")
        refuse_line_break(reason, "reason")
        if self.state is SessionState.ENDED:
            return
        if self._transaction.answered:
            self.hang_up(NORMAL if cause is None else cause, reason)
            return
        lines: tuple[Line, ...] = () if cause is None else (("Reason", str(q850(cause, reason))),)
        self._refuse(status, lines)
        code = cause_of_status(status) if cause is None else cause
        self._end(Ended("local", status, code, reason or "rejected", False, "refused"))
        self._settle()

    def receive_cancel(self) -> None:
        """The caller gave up (9.2)."""
        if self._transaction.answered or self.state is SessionState.ENDED:
            return
        self._refuse(487)
        self._end(Ended("remote", 487, NORMAL, "cancelled by the caller", False, "cancelled"))
        self._settle()

    def _abandon(self, cause: int, reason: str) -> None:
        if self._transaction.answered:  # 200 sent, ACK not here yet: BYE has to wait for it
            self._say_bye((("Reason", str(q850(cause, reason))),))
            self._end(Ended("local", 200, cause, reason or "hung up", False, "hangup"))
        else:
            self.reject(status_of_cause(cause), cause, reason)

    def _cut_off(self) -> None:
        if not self._transaction.answered:
            self._refuse(487)
        elif self.state is SessionState.RINGING and self.plan is not None:
            self.go_up(self.plan)  # the ACK was lost; who says BYE has seen our 200

    def _choose(self, media: LocalMedia) -> bool:
        """Settle plan and SDP for `media`; False: the call was refused with 488."""
        assert self._offer is not None
        if self._is_renewed:
            return True
        media = media.towards(self.flow.remote.host)
        if self.plan is not None and media.towards(self.plan.remote_host) == self.local_media:
            return True
        try:
            plan = negotiate(self._offer, media.codecs, media)
        except NotAcceptable as error:
            self.reject(488, None, str(error))
            return False
        media = media.towards(plan.remote_host)
        self.local_media, self.plan = media, plan
        session_id, version = self.next_sdp_version()
        self._body = self.signed(
            answer_for(self._offer, plan, media, session_id=session_id, version=version)
        )
        return True

    def drop(self) -> None:
        """The endpoint closes its sockets."""
        self._stop_repeating()
        self._reliable.stop()
        super().drop()

    def _provisional(self, status: int, body: bytes = b"") -> None:
        if self._is_answering or self.state is not SessionState.RINGING:
            return
        self._stop_repeating()
        if self._reliable.is_required and self._offer is None:
            return  # it would have to carry our offer; that goes into the 200 (RFC 3262 5)
        body = b"" if self._is_renewed else body

        def send(lines: tuple[Line, ...]) -> Response:
            return self._ua.respond(
                self._transaction,
                status,
                to_tag=self.local.tag or "",
                lines=(("Contact", self._ua.contact(self.flow, None, self.uri.scheme)), *lines),
                body=body,
                content_type=SDP,
            )

        if self._reliable.applies(has_sdp=bool(body)):
            self._reliable.send(send, has_sdp=bool(body))
        else:
            send(())
        self._repeat = self._ua.clock.call_later(
            REPEAT_PROVISIONAL_S, self._provisional, status, body
        )

    def _stop_repeating(self) -> None:
        if self._repeat is not None:
            self._repeat.cancel()
            self._repeat = None

    def _refuse(self, status: int, lines: tuple[Line, ...] = ()) -> None:
        self._stop_repeating()
        self._reliable.stop()
        self._ua.respond(self._transaction, status, to_tag=self.local.tag or "", lines=lines)

    def _say_ok(self) -> None:
        self._stop_repeating()
        self._reliable.stop()
        config = self._ua.config
        interval = agree(
            self._transaction.request,
            session_expires_s=config.session_expires_s,
            min_se_s=config.min_se_s,
        )
        lines: list[Line] = [("Contact", self._ua.contact(self.flow, None, self.uri.scheme))]
        if interval is not None:
            lines.append(("Session-Expires", str(interval)))
            if interval.refresher == "uac":
                lines.append(("Require", "timer"))
        response = self._ua.respond(
            self._transaction,
            200,
            to_tag=self.local.tag or "",
            lines=tuple(lines),
            # 13.2.1: what answered the first offer is out of date after another.
            body=b"" if self._is_renewed else self._body,
            content_type=SDP,
        )
        self.refresh.arm(interval, "uas")
        self.await_ack(self._transaction, response, self._take_ack)

    def _take(self, transaction: ServerTransaction) -> None:
        if transaction.request.method == "PRACK":
            self._take_prack(transaction)
        else:
            super()._take(transaction)

    def _take_prack(self, transaction: ServerTransaction) -> None:
        try:
            is_ours = self._reliable.take(transaction.request)
        except ValueError as error:
            log.info("PRACK refused: %s", error)
            self._ua.respond(transaction, 400, reason="Bad RAck")
            return
        if is_ours:
            self.renegotiation.receive_prack(transaction)
            self._reliable.go_on()
        else:
            self._ua.respond(transaction, 481)

    def may_offer(self, request: Request) -> bool:
        """Before the answer once the caller has acknowledged what its first offer came to."""
        return self._reliable.has_agreed or super().may_offer(request)

    def renew_plan(self, request: Request, plan: MediaPlan) -> None:
        """Adopt what an offer in a request of the peer led to."""
        self._is_renewed = True
        super().renew_plan(request, plan)

    def _not_acknowledged(self) -> None:
        """RFC 3262 3: the caller may not know what it was told."""
        self.reject(504, None, "no PRACK")

    def _take_ack(self, ack: Request) -> None:
        if self.state is SessionState.ENDED:
            return
        plan = self.plan
        if self._offer is None:
            try:
                plan = self._late_answer(ack)
            except ValueError as error:
                self.fail("protocol", 488, 58, f"bad SDP in ACK: {error}")
                return
        assert plan is not None
        self.go_up(plan)

    def _late_answer(self, ack: Request) -> MediaPlan:
        assert self.local_media is not None
        answer = read_sdp(ack)
        if answer is None:
            raise NotAcceptable("no SDP in the ACK")
        return read_answer(answer, self.local_media.codecs, self.local_media.security)
