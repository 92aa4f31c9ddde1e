"""Calls we make."""

import logging
import secrets

from .address import NameAddr
from .attempt import Attempt
from .body import read_sdp
from .cause import NO_ANSWER, cause_of_status, find_q850, reason_lines
from .dialog import Dialog
from .draft import InviteDraft
from .early import EarlyDialogs
from .events import Ended, EndKind, Provisional
from .failed_servers import retry_after_s
from .flow import Flow
from .invite import OutgoingInvite, check_invite
from .media import MediaPlan, NotAcceptable
from .message import Request, Response
from .path import Path
from .redirection import Targets
from .reliable import Acknowledger
from .session import Session
from .session_state import SessionState
from .session_timer import agreed
from .timers import TimerHandle
from .ua import Line, UserAgent, new_tag

log = logging.getLogger(__name__)

_PROTOCOL_ERROR = 111
"""Q.850 cause."""
MAX_SERVERS = 20
"""Servers a call is offered to, those that redirections lead to included (RFC 3263 4.3): a domain
may list ten, and each target of a redirection may lead to as many."""
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
        self._draft = InviteDraft(ua, self, invite)
        self._digest = self._draft.digest
        self._targets = Targets(invite.target, invite.redirects)
        self._path: Path | None = None
        self._servers_left = MAX_SERVERS
        self._attempt: Attempt | None = None
        self._given_up: tuple[Ended, tuple[Line, ...]] | None = None
        self._dial_timer: TimerHandle | None = None
        self._grace: TimerHandle | None = None
        self._oblivion: TimerHandle | None = None
        self._acknowledger = Acknowledger(ua)
        self._early = EarlyDialogs(ua, self)

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
        self._find()

    # -- sending --------------------------------------------------------------------------------

    def _find(self) -> None:
        destination = self._invite.destination_of(self._targets.now)
        permitted = self._invite.permitted
        self._ua.with_path(destination, self._take_path, self._failed, permitted)

    def _take_path(self, path: Path) -> None:
        self._path = path
        self._ask_next(path)

    def _ask_next(self, path: Path) -> None:
        self._servers_left -= 1
        self._send_invite(path, path.next())

    def _send_invite(self, path: Path, flow: Flow) -> None:
        if self._given_up is not None:
            self._settle()
            return
        self._early.forget_media()
        request = self._draft.write(self._targets.now, flow)
        flow = self._ua.fit(path, request, flow)
        attempt = Attempt(
            self._ua, request, flow, kept=self._invite.flow, digest=self._draft.digest
        )

        def receive(response: Response) -> None:
            if attempt is self._attempt:
                self._receive(response, attempt)

        def failed(status: int, text: str) -> None:
            path.failed(flow, status)
            if attempt is self._attempt and not self._try_next(path, text):
                self._failed(status, text)

        # Set before the first byte leaves: an answer may come from within `send`.
        self._attempt = attempt
        is_last = not (self._servers_left and path.leads_past(flow))
        goes_on = not is_last or self._invite.has_alternative
        patience_s = self._ua.config.server_patience_s / (4 if path.has_failed(flow) else 1)
        attempt.send(
            receive,
            failed,
            patience_s=patience_s if goes_on else None,
            connect_s=patience_s / 2 if path.stands_in(flow) else None,
        )

    def _try_next(self, path: Path, text: str) -> bool:
        """Call the next server after one that failed (RFC 3263 4.3); False when there is none, or
        there were enough."""
        if self._given_up is not None or path.is_over or not self._servers_left:
            return False
        log.info("INVITE goes to the next server: %s", text)
        self._ask_next(path)
        return True

    # -- giving up ------------------------------------------------------------------------------

    def _abandon(self, cause: int, reason: str) -> None:
        self._give_up("cancelled", 487, cause, reason or "cancelled")

    def _no_answer(self) -> None:
        if self.state in (SessionState.CALLING, SessionState.RINGING):
            self._give_up("no_answer", 408, NO_ANSWER, "nobody answered")

    def _give_up(self, kind: EndKind, status: int, cause: int, reason: str) -> None:
        if self._given_up is not None:
            return
        event = Ended("local", status, cause, reason, False, kind)
        self._given_up = (event, reason_lines(cause, reason))
        self._stop_dial_timer()
        attempt = self._attempt
        if attempt is not None and attempt.heard:
            self._cancel(attempt)
            self._grace = self._ua.clock.call_later(CANCEL_GRACE_S, self._end_given_up)
            return
        if attempt is not None:  # 9.1: CANCEL only after a provisional response; it waits for one
            attempt.wait()
        self._end_given_up()

    def _cancel(self, attempt: Attempt) -> None:
        assert self._given_up is not None
        if attempt.cancel(self._given_up[1]):
            # 9.1: an answer to the INVITE that does not come within 64*T1 never will.
            self._forget_later()

    def _forget_later(self) -> None:
        if self._oblivion is None:
            after_s = self._ua.config.timers.timeout_s
            self._oblivion = self._ua.clock.call_later(after_s, self._forget_invite)

    def _forget_invite(self) -> None:
        if self._dialog is None:  # still no final response
            if self._attempt is not None:
                self._attempt.forget()
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

    def _receive(self, response: Response, attempt: Attempt) -> None:
        if response.status < 200:
            self._take_provisional(response, attempt)
        elif response.status < 300:
            self._take_success(response, attempt)
        else:
            self._take_refusal(response, attempt)

    def _take_provisional(self, response: Response, attempt: Attempt) -> None:
        self._early.note(response, attempt.request, attempt.kept_flow)
        early = self._early.of(response.to.tag or "")
        is_news = self._acknowledger.take(response, early, self._digest)
        if self._given_up is not None:
            self._cancel(attempt)
            return
        if response.status == 100 or self.state is SessionState.UP or not is_news:
            return
        self.state = SessionState.RINGING
        plan = self._early.media_of(response, self._draft.offer)
        if plan is not None:
            self.plan = plan
        self.emit(Provisional(response.status, response.reason, plan))

    def _take_success(self, response: Response, attempt: Attempt) -> None:
        acknowledged = attempt.acknowledge(response)
        if acknowledged is None:
            return
        dialog, fault = acknowledged
        tag = response.to.tag or ""
        if (early := self._early.of(tag)) is not None:  # what was said there counts on
            dialog.local_cseq, dialog.remote_cseq = early.local_cseq, early.remote_cseq
        if self._dialog is not None:  # another fork answered too
            attempt.dismiss(dialog)
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

    def _begin(self, response: Response, tag: str) -> None:
        try:
            answer = read_sdp(response)
            plan = self._early.plan_of(tag)
            if answer is not None and not self._early.is_renewed(tag):
                plan = self._draft.offer.read(answer)
            if plan is None:
                raise NotAcceptable("no SDP in the 2xx")
        except ValueError as error:
            self.fail("protocol", 488, cause_of_status(488), f"unusable answer: {error}")
            return
        self.refresh.arm(agreed(response), "uac")
        self.go_up(plan)

    def _take_refusal(self, response: Response, attempt: Attempt) -> None:
        flow, path = attempt.flow, self._path
        assert path is not None
        if response.status == 503:
            path.unavailable(flow, retry_after_s(response))
            if self._try_next(path, f"{flow.remote} is not available"):
                return
        if self._given_up is None:
            if self._draft.amend(response):
                self._send_invite(path, flow)
                return
            if self._redirect(response, flow):
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

    def _redirect(self, response: Response, flow: Flow) -> bool:
        """Call where a 3xx leads, or where an earlier one led as well (8.1.3.4)."""
        self._targets.learn(response, flow.remote.host)
        return response.status < 600 and self._try_other()

    def _try_other(self) -> bool:
        """Call the next of the targets that redirections named; False when there is none."""
        if not self._servers_left or not self._targets.advance():
            return False
        log.info("redirected to %s", self._targets.now.host)
        self._find()
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

    def _settle(self) -> None:
        super()._settle()
        if self._attempt is not None:
            self._attempt.let_go()
            if self._attempt.is_decided and self._oblivion is not None:
                self._oblivion.cancel()

    def may_offer(self, request: Request) -> bool:
        """Before the answer whoever has answered our offer for good may make one."""
        if self.state is SessionState.RINGING and self._dialog is None:
            return self._early.has_agreed(request.from_.tag or "")
        return super().may_offer(request)

    def renew_plan(self, request: Request, plan: MediaPlan) -> None:
        """Adopt what an offer in a request of the peer led to."""
        if self.state is SessionState.RINGING:
            self._early.renew(request.from_.tag or "", plan)
        super().renew_plan(request, plan)

    def dialog_of(self, request: Request) -> Dialog | None:
        """An early one while nobody has answered: every fork has its own."""
        tag = request.from_.tag or ""
        if self._dialog is not None:
            return self._dialog if (self._dialog.remote.tag or "") == tag else None
        return self._early.of(tag)

    def _cut_off(self) -> None:
        self._stop_dial_timer()
        if self._dialog is None:  # BYE in an early dialog; the INVITE is owed an answer
            self._forget_later()
