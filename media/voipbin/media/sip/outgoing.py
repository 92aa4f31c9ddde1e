"""Calls we make."""

import logging
import secrets
from collections.abc import Callable

from .address import NameAddr
from .body import read_sdp
from .cause import NO_ANSWER, cause_of_status, find_q850, q850
from .constants import SDP
from .cseq import CSeq
from .dialog import Dialog
from .digest_client import ClientDigest
from .early import EarlyDialogs
from .events import Ended, EndKind, Provisional
from .first_offer import FirstOffer
from .flow import Flow
from .headers import Headers
from .invite import OutgoingInvite, check_invite, make_cancel
from .media import (
    NotAcceptable,
)
from .message import Request, Response
from .path import Path
from .redirection import Targets
from .reliable import Acknowledger
from .session import Session, SessionState
from .session_timer import agreed
from .timers import TimerHandle
from .transaction import ClientTransaction
from .ua import Line, UserAgent, add_common, new_tag
from .uri import Uri

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
"""INVITEs sent for one call: challenges, 422, other servers and redirections included."""
_PROTOCOL_ERROR = 111
"""Q.850 cause."""
CANCEL_GRACE_S = 2.0
"""How long the observer waits for the answer to CANCEL; signalling goes on behind it."""


class OutgoingCall(Session):
    """A call we make; created by `SipEndpoint.invite`."""

    def __init__(self, ua: UserAgent, invite: OutgoingInvite) -> None:
        """Raises ValueError when a field cannot be put into a message."""
        caller = NameAddr(invite.caller.uri, invite.caller.display_name, ()).with_param(
            "tag", new_tag()
        )
        callee = invite.callee or NameAddr(invite.target.without_headers())
        check_invite(invite, caller, callee)
        super().__init__(ua, secrets.token_hex(16), caller, callee, SessionState.CALLING)
        self.local_media = invite.media
        self._invite = invite
        self._offer = FirstOffer(self, invite)
        self._cseq = 0
        self._min_se_s = ua.config.min_se_s
        self._attempts = 0
        self._targets = Targets(invite.target, invite.redirects)
        self._path: Path | None = None
        self._transaction: ClientTransaction | None = None
        self._heard = False
        self._given_up: tuple[Ended, tuple[Line, ...]] | None = None
        self._dial_timer: TimerHandle | None = None
        self._grace: TimerHandle | None = None
        self._acknowledger = Acknowledger(ua)
        self._early = EarlyDialogs(ua, self)
        self._acks: dict[str, Callable[[], None]] = {}
        if invite.credentials is not None:
            self._digest = ClientDigest(invite.credentials)

    @property
    def owns_call_id(self) -> bool:
        """We made it."""
        return True

    def start(self) -> None:
        """Send the INVITE; called once, by the endpoint."""
        if self._given_up is not None:
            self._settle()
            return
        self._dial_timer = self._ua.clock.call_later(self._invite.dial_timeout_s, self._no_answer)
        self._attempt(self._invite.flow or self._invite.route or self._invite.target)

    # -- sending --------------------------------------------------------------------------------

    def _attempt(self, destination: Flow | Uri) -> None:
        permitted = self._invite.permitted
        self._ua.with_path(destination, self._take_path, self._failed, permitted)

    def _take_path(self, path: Path) -> None:
        self._path = path
        self._send_invite(path.next())

    def _send_invite(self, flow: Flow) -> None:
        if self._given_up is not None:
            self._settle()
            return
        self._attempts += 1
        self._cseq += 1
        self._heard = False
        self._offer.suit(flow)
        request = self._build(flow)
        if self._path is not None:
            flow = self._ua.fit(self._path, request, flow)
        number = self._cseq

        def receive(response: Response) -> None:
            if number == self._cseq:
                self._receive(response, flow)

        def failed(status: int, text: str) -> None:
            if number == self._cseq and not self._try_next(flow, text):
                self._failed(status, text)

        # Set before the first byte leaves: an answer may come from within `send`.
        self._transaction = None
        self._transaction = self._ua.send(request, flow, receive, failed)

    def _try_next(self, flow: Flow, text: str) -> bool:
        """Call the next server after one that failed (RFC 3263 4.3); False when there is none."""
        path = self._path
        if path is None or self._given_up is not None:
            return False
        path.failed(flow)
        if path.is_over:
            return False
        log.info("INVITE goes to the next server: %s", text)
        self._send_invite(path.next())
        return True

    def _build(self, flow: Flow) -> Request:
        invite, config = self._invite, self._ua.config
        headers = Headers()
        headers.add("Max-Forwards", invite.max_forwards)
        if invite.route is not None:
            headers.add("Route", NameAddr(invite.route.with_param("lr", None)))
        headers.add("From", self.local)
        headers.add("To", self.remote)
        headers.add("Call-ID", self.call_id)
        headers.add("CSeq", CSeq(self._cseq, "INVITE"))
        request = Request("INVITE", self._targets.now.without_headers(), headers)
        add_common(
            headers, self._ua.contact(flow, self.local.uri.user, self._targets.now.scheme), "INVITE"
        )
        if config.session_expires_s:
            headers.add("Session-Expires", max(config.session_expires_s, self._min_se_s))
            headers.add("Min-SE", self._min_se_s)
        for name, value in invite.headers:
            headers.add(name, value)
        if self._digest is not None:
            self._digest.sign(request)
        request.body = self._offer.body
        headers.add("Content-Type", SDP)
        return request

    # -- giving up ------------------------------------------------------------------------------

    def _abandon(self, cause: int, reason: str) -> None:
        self._give_up("cancelled", 487, cause, reason or "cancelled")

    def _no_answer(self) -> None:
        if self.state in (SessionState.CALLING, SessionState.RINGING):
            self._give_up("no_answer", 408, NO_ANSWER, "nobody answered")

    def _give_up(self, kind: EndKind, status: int, cause: int, reason: str) -> None:
        if self._given_up is not None:
            return
        line = ("Reason", str(q850(cause, reason)))
        self._given_up = (Ended("local", status, cause, reason, False, kind), (line,))
        self._stop_dial_timer()
        if self._heard:
            self._cancel()
            self._grace = self._ua.clock.call_later(CANCEL_GRACE_S, self._end_given_up)
        else:  # 9.1: CANCEL only after a provisional response; it is sent when one comes
            self._end_given_up()

    def _cancel(self) -> None:
        transaction = self._transaction
        if transaction is None:
            return
        cancel = make_cancel(transaction.request)
        assert self._given_up is not None
        for name, value in self._given_up[1]:
            cancel.headers.add(name, value)
        cancel.headers.add("User-Agent", self._ua.product)
        self._ua.transactions.request(cancel, transaction.flow, _ignore_response, _ignore_failure)
        # 9.1: an answer to the INVITE that does not come within 64*T1 never will.
        self._ua.clock.call_later(self._ua.config.timers.timeout_s, self._forget_invite)

    def _forget_invite(self) -> None:
        if self._dialog is None:  # still no final response
            if self._transaction is not None:
                self._transaction.abandon()
            self._early.drop(None)
            self._settle()

    def _end_given_up(self) -> None:
        assert self._given_up is not None
        if self._grace is not None:
            self._grace.cancel()
        self._end(self._given_up[0])

    def _stop_dial_timer(self) -> None:
        if self._dial_timer is not None:
            self._dial_timer.cancel()

    # -- responses ------------------------------------------------------------------------------

    def _receive(self, response: Response, flow: Flow) -> None:
        if response.status < 200:
            self._take_provisional(response)
        elif response.status < 300:
            self._take_success(response)
        else:
            self._take_refusal(response, flow)

    def _take_provisional(self, response: Response) -> None:
        first, self._heard = not self._heard, True
        self._early.note(response, self._request, self._kept_flow)
        early = self._early.of(response.to.tag or "")
        is_news = self._acknowledger.take(response, early, self._digest)
        if self._given_up is not None:
            if first:
                self._cancel()
            return
        if response.status == 100 or self.state is SessionState.UP or not is_news:
            return
        self.state = SessionState.RINGING
        plan = self._early.media_of(response, self._offer)
        if plan is not None:
            self.plan = plan
        self.emit(Provisional(response.status, response.reason, plan))

    @property
    def _kept_flow(self) -> Flow | None:
        """The flow the dialog stays on; None when its route or target decides."""
        assert self._transaction is not None
        flow = self._transaction.flow
        return flow if flow.lasting else self._invite.flow

    @property
    def _request(self) -> Request:
        assert self._transaction is not None
        return self._transaction.request

    def _take_success(self, response: Response) -> None:
        tag = response.to.tag or ""
        if tag in self._acks:  # the 2xx again: our ACK was lost (13.2.2.4)
            self._acks[tag]()
            return
        dialog, fault = self._answered_dialog(response)
        if (early := self._early.of(tag)) is not None:  # what was said there counts on
            dialog.local_cseq, dialog.remote_cseq = early.local_cseq, early.remote_cseq
        self._acks[tag] = self._ua.send_ack(dialog, response.cseq.number)
        if self._dialog is not None:  # another fork answered too
            self._ua.send_in_dialog(
                dialog, "BYE", _ignore_response, _ignore_failure, digest=self._digest
            )
            return
        self._stop_dial_timer()
        self._early.drop(dialog)
        self.adopt_dialog(dialog)
        self.remote = dialog.remote
        if self._given_up is not None:  # the answer crossed our CANCEL
            self._say_bye(self._given_up[1])
            self._end_given_up()
        elif self.state is SessionState.ENDED:  # it crossed a BYE in the early dialog
            self._say_bye()
        elif fault:
            self.fail("protocol", 502, _PROTOCOL_ERROR, fault)
        else:
            self._begin(response, tag)

    def _answered_dialog(self, response: Response) -> tuple[Dialog, str]:
        """The dialog of a 2xx, and what makes it useless.

        Without a Contact nobody knows where the call is; yet its ACK and a BYE are owed (13.2.2.4),
        and go where the INVITE went.
        """
        invite, flow = self._request, self._kept_flow
        try:
            return Dialog.from_response(invite, response, flow), ""
        except ValueError as error:
            log.warning("answer of %s cannot be used: %s", self._targets.now.host, error)
            assert self._transaction is not None
            headers = Headers()
            headers.add("To", response.headers.get("To"))
            bare = Response(response.status, response.reason, headers)
            sent_to = self._transaction.flow
            return Dialog.from_response(invite, bare, sent_to, target=invite.uri), str(error)

    def _begin(self, response: Response, tag: str) -> None:
        try:
            answer = read_sdp(response)
            plan = self._early.plan_of(tag)
            if answer is not None:
                plan = self._offer.read(answer)
            if plan is None:
                raise NotAcceptable("no SDP in the 2xx")
        except ValueError as error:
            self.fail("protocol", 488, cause_of_status(488), f"unusable answer: {error}")
            return
        self.start_timer(agreed(response), "uac")
        self.go_up(plan)

    def _take_refusal(self, response: Response, flow: Flow) -> None:
        if response.status == 503 and self._try_next(flow, f"{flow.remote} is not available"):
            return
        if self._given_up is None and self._attempts < MAX_ATTEMPTS:
            if response.status in (401, 407):
                if self._digest is not None and self._digest.learn(response):
                    self._send_invite(flow)
                    return
            elif self._mend(response):
                self._send_invite(flow)
                return
            if self._redirect(response):
                return
        cause = find_q850(response.headers.all("Reason"))
        self._finish(
            Ended(
                "remote",
                response.status,
                cause_of_status(response.status) if cause is None else cause,
                response.reason,
                False,
                "refused",
            )
        )

    def _redirect(self, response: Response) -> bool:
        """Call where a 3xx leads, or where an earlier one led as well (8.1.3.4)."""
        assert self._transaction is not None
        here = self._transaction.flow.remote.host
        self._targets.learn(response, here)
        return response.status < 600 and self._try_other()

    def _try_other(self) -> bool:
        """Call the next of the targets that redirections named; False when there is none."""
        if not self._targets.advance():
            return False
        log.info("redirected to %s", self._targets.now.host)
        self._attempt(self._targets.now)
        return True

    def _mend(self, response: Response) -> bool:
        """Ask for less, if that is what the peer wants; False when nothing can be done."""
        if response.status == 488:
            return self._offer.lessen()
        return response.status == 422 and self._raise_interval(response)

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

    def _failed(self, status: int, text: str) -> None:
        if self._given_up is None and self._try_other():
            return
        kind: EndKind = "timeout" if status == 408 else "transport"
        self._finish(Ended("remote", status, cause_of_status(status), text, False, kind))

    def _finish(self, event: Ended) -> None:
        """The INVITE is over without a call."""
        self._stop_dial_timer()
        if self._given_up is not None:
            self._end_given_up()
        else:
            self._end(event)
        self._early.drop(None)
        self._settle()

    def _dialog_of(self, request: Request) -> Dialog | None:
        tag = request.from_.tag or ""
        if self._dialog is not None:
            return self._dialog if (self._dialog.remote.tag or "") == tag else None
        return self._early.of(tag)

    def _cut_off(self) -> None:
        self._stop_dial_timer()
        if self._dialog is None:  # BYE in an early dialog; the INVITE is owed an answer
            self._ua.clock.call_later(self._ua.config.timers.timeout_s, self._forget_invite)


def _ignore_response(response: Response) -> None:
    """The answer changes nothing."""


def _ignore_failure(status: int, text: str) -> None:
    """Nor does its absence."""
