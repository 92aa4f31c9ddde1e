"""One call: what is common to incoming and outgoing INVITE sessions."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from . import in_dialog
from .ack_wait import AckWaits
from .address import NameAddr
from .cause import NORMAL, RECOVERY_ON_TIMER, find_q850, q850
from .dialog import Dialog
from .digest_client import ClientDigest
from .errors import SessionError
from .events import Answered, Ended, EndKind, MediaChanged, Observer, SessionEvent
from .media import LocalMedia, MediaPlan, Security
from .message import Request, Response
from .past_dialog import PastDialog
from .refer import Referral, ReferralsSent
from .renegotiation import Renegotiation
from .sdp import SessionDescription
from .session_refresh import SessionRefresh
from .session_state import SessionState
from .transaction import ServerTransaction
from .ua import Line, UserAgent

log = logging.getLogger(__name__)


class Session:
    """A call. Commands act at once and never block; results arrive as events at `observer`."""

    def __init__(
        self, ua: UserAgent, call_id: str, local: NameAddr, remote: NameAddr, state: SessionState
    ) -> None:
        self.observer: Observer | None = None
        self.call_id = call_id
        """SIP Call-ID."""
        self.local = local
        """Who we are in this call (our From or To, with tag)."""
        self.remote = remote
        """Who the peer says it is."""
        self.state = state
        self.local_media: LocalMedia | None = None
        self.plan: MediaPlan | None = None
        """What is agreed now; early media before the answer. None before any answer was seen."""
        self.on_hold = False
        """We hold the peer."""
        self.ended: Ended | None = None
        """The last event, once it has been sent."""
        self.bye_lines: Callable[[], Sequence[Line]] | None = None
        """Asked for further headers of a BYE of an answered call, and of the answer to one."""
        self.on_refer: Callable[[Referral], None] | None = None
        """Gets every REFER of the peer; without it they are declined."""
        self._ua = ua
        self._dialog: Dialog | None = None
        self._digest: ClientDigest | None = None
        self._acks = AckWaits(ua.clock, ua.config.timers)
        self._sdp_id = secrets.randbits(40)
        self._sdp_version = 0
        self._sdp_host = ""
        self._answered = asyncio.Event()
        self._over = asyncio.Event()
        self.renegotiation = Renegotiation(self, ua)
        """Offers after the first."""
        self.refresh = SessionRefresh(self, ua)
        """The session timer."""
        self.referrals = ReferralsSent(self, ua)
        """REFERs of ours."""
        ua.sessions.add(self)

    # -- commands ---------------------------------------------------------------------------

    def hang_up(self, cause: int = NORMAL, reason: str = "") -> None:
        """End the call whatever its state: CANCEL, refusal or BYE; later calls do nothing.

        Args:
            cause: Q.850 cause, written into the Reason header and, for an unanswered incoming
                call, mapped to its final status (chapter table: 17 -> 486, ...).
            reason: text for the Reason header.

        Raises:
            ValueError: a line break in `reason`.
        """
        line = ("Reason", str(q850(cause, reason)))
        if self.state is SessionState.UP:
            self._say_bye((line, *self._farewell()))
            self._end(Ended("local", 200, cause, reason or "hung up", True, "hangup"))
        elif self.state is not SessionState.ENDED:
            self._abandon(cause, reason)

    async def hold(self) -> MediaPlan:
        """Hold the peer by re-INVITE (sendonly), so that it stops sending.

        Raises:
            SessionError: not up, or the peer refused it.
        """
        return await self.renegotiation.offer(on_hold=True, media=self.local_media)

    async def resume(self) -> MediaPlan:
        """Undo `hold`; errors as there."""
        return await self.renegotiation.offer(on_hold=False, media=self.local_media)

    async def change_media(self, media: LocalMedia) -> MediaPlan:
        """Move our audio (new address, port or codecs) by re-INVITE; errors as `hold`."""
        return await self.renegotiation.offer(on_hold=self.on_hold, media=media)

    async def refer(self, refer_to: str, *, subscribe: bool = True) -> None:
        """Ask the peer to call somebody else by REFER; errors as `ReferralsSent.send`."""
        await self.referrals.send(refer_to, subscribe=subscribe)

    async def wait_answered(self) -> MediaPlan:
        """Return when the call is up.

        Raises:
            SessionError: it ended first.
        """
        await self._answered.wait()
        if self.plan is None or (self.ended is not None and not self.ended.answered):
            ended = self.ended
            raise SessionError(
                f"call ended: {ended.reason}" if ended else "call ended",
                ended.status if ended else 0,
            )
        return self.plan

    async def wait_ended(self) -> Ended:
        """Return when the call is over; the event that said so."""
        await self._over.wait()
        assert self.ended is not None
        return self.ended

    # -- for subclasses and helpers -----------------------------------------------------------

    def _abandon(self, cause: int, reason: str) -> None:
        """Hang up before the answer."""
        raise NotImplementedError

    def next_sdp_version(self) -> tuple[int, int]:
        """Session id and the next version for an o= line (RFC 3264 8)."""
        self._sdp_version += 1
        return self._sdp_id, self._sdp_version

    def signed(self, description: SessionDescription, *, is_first: bool = False) -> bytes:
        """Our SDP as it is sent. Of its o= line nothing changes but the version (RFC 3264 8), also
        where the audio moves to the other address family.

        Args:
            is_first: no other that was written counts.
        """
        if is_first or not self._sdp_host:
            self._sdp_host = description.origin_host
        return bytes(replace(description, origin_host=self._sdp_host))

    @property
    def dialog(self) -> Dialog | None:
        """The confirmed dialog, or for incoming calls the early one."""
        return self._dialog

    @property
    def security(self) -> Security | None:
        """How the media is protected now: further offers ask for the same."""
        return None if self.plan is None else self.plan.security

    @property
    def digest(self) -> ClientDigest | None:
        """Credentials for challenges within the call."""
        return self._digest

    def adopt_dialog(self, dialog: Dialog) -> None:
        """Make `dialog` the one of this session and route its requests here."""
        self._dialog = dialog
        self._ua.dialogs[dialog.id] = self

    def emit(self, event: SessionEvent) -> None:
        """Tell the observer, shielding the stack from its mistakes."""
        if self.observer is None:
            return
        try:
            self.observer(self, event)
        except Exception:
            log.exception("session observer failed on %s", type(event).__name__)

    def go_up(self, plan: MediaPlan) -> None:
        """The call is up: tell once."""
        self.plan = plan
        self.state = SessionState.UP
        self._answered.set()
        self.emit(Answered(plan))

    def change_plan(self, plan: MediaPlan, by: Literal["local", "remote"]) -> None:
        """Adopt a renegotiated plan, telling only of real changes."""
        changed = plan != self.plan
        self.plan = plan
        if changed and self.state is not SessionState.ENDED:
            self.emit(MediaChanged(plan, by))

    async def refresh_by_invite(self) -> None:
        """Refresh the session timer with a re-INVITE that changes nothing; errors as `hold`."""
        await self.renegotiation.offer(on_hold=self.on_hold, media=self.local_media)

    @property
    def owns_call_id(self) -> bool:
        """Whether this side made the Call-ID (it waits longer after glare)."""
        raise NotImplementedError

    def await_ack(
        self, transaction: ServerTransaction, response: Response, on_ack: Callable[[Request], None]
    ) -> None:
        """Repeat a 2xx until its ACK."""
        self._acks.add(transaction, response, on_ack, self._ack_lost)

    @property
    def awaiting_ack(self) -> bool:
        """Whether a 2xx of ours is still unacknowledged."""
        return self._acks.pending

    def fail(self, kind: EndKind, status: int, cause: int, reason: str) -> None:
        """End an established call because the peer fell silent or lost its mind."""
        if self.state is SessionState.ENDED:
            return
        self._say_bye((("Reason", str(q850(cause, reason))), *self._farewell()))
        answered = self.state is SessionState.UP
        self._end(Ended("local", 200 if answered else status, cause, reason, answered, kind))

    def lose(self, reason: str) -> None:
        """The session timer lapsed or the peer no longer knows the dialog."""
        self.fail("timeout", 408, RECOVERY_ON_TIMER, reason)

    def _end(self, event: Ended) -> None:
        """Deliver the last event."""
        if self.state is SessionState.ENDED:
            return
        self.state = SessionState.ENDED
        self.ended = event
        self.refresh.stop()
        self._acks.end()
        self.renegotiation.close()
        self.emit(event)
        # Nothing more is told: whoever listened, and its audio, need not wait for the last BYE.
        self.observer = self.bye_lines = self.on_refer = None
        self._answered.set()
        self._over.set()

    def _settle(self) -> None:
        """All signalling is done; its dialog stays known for requests still under way."""
        self._ua.sessions.discard(self)
        self._ua.session_settled.set()
        dialog = self._dialog
        if dialog is not None:
            self._ua.dialogs[dialog.id] = PastDialog(self._ua, dialog)
            linger_s = self._ua.config.timers.timeout_s
            self._ua.clock.call_later(linger_s, self._ua.dialogs.pop, dialog.id, None)

    def drop(self) -> None:
        """The endpoint closes its sockets: nothing more can be sent."""
        self._acks.stop()
        self._ua.sessions.discard(self)

    def _say_bye(self, lines: tuple[Line, ...] = ()) -> None:
        """Send BYE, now or as soon as our 2xx is acknowledged."""
        dialog = self._dialog
        if dialog is None:
            self._settle()
            return

        def bye() -> None:
            self._ua.send_in_dialog(dialog, "BYE", final, failed, lines=lines, digest=self._digest)

        def final(response: Response) -> None:
            if response.status >= 200:
                self._settle()

        def failed(status: int, text: str) -> None:
            self._settle()

        self._acks.say_bye(bye)

    def _farewell(self) -> tuple[Line, ...]:
        up = self.state is SessionState.UP
        return tuple(self.bye_lines()) if up and self.bye_lines is not None else ()

    def _ack_lost(self) -> None:
        self.fail("timeout", 408, RECOVERY_ON_TIMER, "no ACK")

    # -- what the peer sends ------------------------------------------------------------------

    def receive_ack(self, ack: Request) -> None:
        """Take an ACK to one of our 2xx."""
        self._acks.receive(ack)

    def receive_request(self, transaction: ServerTransaction) -> None:
        """Take a request within our dialog."""
        request = transaction.request
        dialog = self.dialog_of(request)
        if dialog is None:
            self._ua.respond(transaction, 481)
        elif not dialog.take(request):
            self._ua.respond(transaction, 500, reason="Out Of Order")
        else:
            dialog.follow(request, transaction.source, self._ua.transport.holds)
            self._take_in_order(transaction)

    def _take_in_order(self, transaction: ServerTransaction) -> None:
        if transaction.request.method == "BYE":
            self._take_bye(transaction)
        elif self.state is SessionState.ENDED:
            self._ua.respond(transaction, 481)
        else:
            self._take(transaction)

    def dialog_of(self, request: Request) -> Dialog | None:
        """The dialog that a request of the peer belongs to."""
        return self._dialog

    def may_offer(self, request: Request) -> bool:
        """Whether no offer is open that an UPDATE of the peer would cross (RFC 3311 5.2)."""
        return self.state is SessionState.UP

    def renew_plan(self, request: Request, plan: MediaPlan) -> None:
        """Adopt what an offer in a request of the peer led to."""
        self.change_plan(plan, "remote")

    def _take(self, transaction: ServerTransaction) -> None:
        """Take a request of a call that has not ended."""
        in_dialog.take(self, self._ua, transaction)

    def _take_bye(self, transaction: ServerTransaction) -> None:
        self._ua.respond(transaction, 200, lines=self._farewell())
        if self.state is SessionState.ENDED:
            return  # crossing BYEs: ours is still under way and settles the rest
        self._cut_off()
        cause = find_q850(transaction.request.headers.all("Reason"))
        answered = self.state is SessionState.UP
        self._end(
            Ended(
                "remote",
                200 if answered else 487,
                NORMAL if cause is None else cause,
                "BYE received",
                answered,
                "hangup",
            )
        )
        self._settle()

    def _cut_off(self) -> None:
        """BYE came: finish what else is pending first."""
