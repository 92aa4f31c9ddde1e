"""re-INVITE and UPDATE, ours and the peer's, and their collisions (RFC 3261 14, RFC 3311)."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import proxy

from .body import UnsupportedBody, read_sdp
from .constants import SDP
from .errors import Refused, SessionError
from .final import FinalResponse
from .glare import glare_delay_s
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
from .nothing import nothing
from .reliable import Acknowledger
from .sdp import Direction, SessionDescription
from .session_timer import agree, agreed, too_small
from .transaction import ServerTransaction
from .ua import Line, UserAgent

if TYPE_CHECKING:
    from .session import Session

MAX_ATTEMPTS = 6
"""How often an offer is repeated after 491 and 422."""


class Renegotiation:
    """Offers after the first, of one session; one at a time in each direction."""

    def __init__(self, session: "Session", ua: UserAgent) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._ua = ua
        self._lock = asyncio.Lock()
        self._pending: asyncio.Future[Response] | None = None
        self._tasks: set[asyncio.Task[MediaPlan]] = set()
        self._closed = asyncio.Event()

    # -- ours ---------------------------------------------------------------------------------

    async def offer(self, *, on_hold: bool, media: LocalMedia | None) -> MediaPlan:
        """Send a re-INVITE, repeating it after glare, and adopt the answer.

        Who stops waiting does not stop the exchange: its answer is adopted all the same.

        Raises:
            SessionError: the session is not up or the peer refused.
        """
        task = asyncio.get_running_loop().create_task(self._offer(on_hold, media))
        self._tasks.add(task)
        task.add_done_callback(self._offer_done)
        return await asyncio.shield(task)

    def _offer_done(self, task: "asyncio.Task[MediaPlan]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # whoever still waits gets it; otherwise nobody needs it

    async def _offer(self, on_hold: bool, media: LocalMedia | None) -> MediaPlan:
        async with self._lock:
            for _ in range(MAX_ATTEMPTS):
                response, plan = await self._offer_once(on_hold, media)
                if plan is not None:
                    session = self._session
                    session.on_hold, session.local_media = on_hold, media
                    session.change_plan(plan, "local")
                    return plan
                if response.status == 422 and self._session.refresh.lengthen(response):
                    continue
                if response.status != 491:
                    break
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(glare_delay_s(self._session.owns_call_id)):
                        await self._closed.wait()
        if response.status in (408, 481):
            self._session.lose("peer does not know the call any more")
        raise Refused(f"re-INVITE: {response.status} {response.reason}", response)

    async def _offer_once(
        self, on_hold: bool, media: LocalMedia | None
    ) -> tuple[Response, MediaPlan | None]:
        session, dialog = self._session, self._session.dialog
        if session.state != "up" or dialog is None or media is None:
            raise SessionError("the call is not up")
        session_id, version = session.next_sdp_version()
        direction = Direction.SENDONLY if on_hold else Direction.SENDRECV
        plan = session.plan
        if plan is not None and plan.codec not in media.codecs:
            plan = None
        description = offer_for(
            media,
            session_id=session_id,
            version=version,
            direction=direction,
            plan=plan,
            security=session.security,
        )
        response = await self._invite(session.signed(description))
        if response.status >= 300:
            return response, None
        dialog.refresh_target(response)
        session.refresh.arm(agreed(response), "uac")
        return response, self._read_answer(response, media)

    def _read_answer(self, response: Response, media: LocalMedia) -> MediaPlan:
        try:
            answer = read_sdp(response)
            if answer is None:
                raise NotAcceptable("no SDP in the 2xx")
            return read_answer(answer, media.codecs, self._session.security)
        except ValueError as error:
            raise SessionError(f"re-INVITE answered with bad SDP: {error}", 488) from error

    async def _invite(self, body: bytes) -> Response:
        """Send one re-INVITE and wait for its final response (408 or 503 made up if none)."""
        session, dialog = self._session, self._session.dialog
        assert dialog is not None
        final = FinalResponse()
        self._pending = final
        acks: dict[int, Callable[[], None]] = {}
        acknowledger = Acknowledger(self._ua)

        def receive(response: Response) -> None:
            if response.status < 200:
                acknowledger.take(response, dialog, session.digest)
            if 200 <= response.status < 300:
                number = response.cseq.number
                if number in acks:
                    acks[number]()
                else:
                    acks[number] = self._ua.send_ack(dialog, number)
            final.receive(response)

        self._ua.send_in_dialog(
            dialog,
            "INVITE",
            receive,
            final.failed,
            lines=session.refresh.offer_lines(),
            body=body,
            content_type=SDP,
            digest=session.digest,
        )
        try:
            return await final
        except asyncio.CancelledError:
            if session.state == "ended":
                raise SessionError("the call ended") from None
            raise
        finally:
            self._pending = None

    def close(self) -> None:
        """The session ended: whoever waits for an answer is told."""
        self._closed.set()
        if self._pending is not None and not self._pending.done():
            self._pending.cancel()

    # -- the peer's -----------------------------------------------------------------------------

    def receive_invite(self, transaction: ServerTransaction) -> None:
        """Answer a re-INVITE."""
        session = self._session
        if session.state != "up":
            self._put_off(transaction)  # 14.2: the first INVITE is not finished
        elif self._pending is not None or session.awaiting_ack:
            self._ua.respond(transaction, 491)
        else:
            self._answer(transaction)

    def receive_update(self, transaction: ServerTransaction) -> None:
        """Answer an UPDATE (RFC 3311 5.2)."""
        session = self._session
        if transaction.request.body.strip():
            if not session.may_offer(transaction.request):
                self._put_off(transaction)
                return
            if self._pending is not None or session.awaiting_ack:
                self._ua.respond(transaction, 491)
                return
        self._answer(transaction)

    def receive_prack(self, transaction: ServerTransaction) -> None:
        """Answer a PRACK that fits, and an offer in it (RFC 3262 5)."""
        session = self._session
        try:
            offer = read_sdp(transaction.request)
            if offer is not None and not session.may_offer(transaction.request):
                self._put_off(transaction)
                return
            plan = None if offer is None else self._plan(offer)
        except ValueError:
            self._ua.respond(transaction, 488, lines=self._ua.not_acceptable)
            return
        body = b"" if offer is None else self._body(transaction.request, offer, plan)
        self._ua.respond(transaction, 200, body=body, content_type=SDP)
        if plan is not None:
            session.renew_plan(transaction.request, plan)

    def _put_off(self, transaction: ServerTransaction) -> None:
        self._ua.respond(transaction, 500, lines=(("Retry-After", random.randint(0, 10)),))

    def _answer(self, transaction: ServerTransaction) -> None:
        request, session = transaction.request, self._session
        try:
            if too_small(request, self._ua.config.min_se_s):
                minimum = (("Min-SE", self._ua.config.min_se_s),)
                self._ua.respond(transaction, 422, lines=minimum)
                return
            offer = read_sdp(request)
            plan = None if offer is None else self._plan(offer)
        except UnsupportedBody:
            self._ua.respond(transaction, 415, lines=(("Accept", SDP),))
            return
        except NotAcceptable:
            self._ua.respond(transaction, 488, lines=self._ua.not_acceptable)
            return
        except ValueError:
            self._ua.respond(transaction, 400, reason="Bad SDP")
            return
        dialog = session.dialog_of(request)
        assert dialog is not None  # the request was found by it, be it an early one
        dialog.refresh_target(request)
        self._accept(transaction, offer, plan)

    def _plan(self, offer: SessionDescription) -> MediaPlan:
        """What we make of an offer: our codec if still offered, our hold kept."""
        session = self._session
        assert session.local_media is not None
        codecs = session.local_media.codecs
        if session.plan is not None and session.plan.codec in codecs:
            current = session.plan.codec
            codecs = (current, *(codec for codec in codecs if codec != current))
        plan = negotiate(offer, codecs, session.local_media)
        if session.security not in (None, Security.NONE, plan.security):
            raise NotAcceptable(f"SDP: {plan.security} in place of {session.security}")
        receives = plan.direction.receives and not session.on_hold
        return replace(plan, direction=Direction.of(sends=plan.direction.sends, receives=receives))

    def _accept(
        self,
        transaction: ServerTransaction,
        offer: SessionDescription | None,
        plan: MediaPlan | None,
    ) -> None:
        request, session, config = transaction.request, self._session, self._ua.config
        interval = None
        if request.method == "INVITE" or session.state == "up":  # else there is none to refresh yet
            interval = agree(
                request, session_expires_s=config.session_expires_s, min_se_s=config.min_se_s
            )
        body = self._body(request, offer, plan)
        lines: list[Line] = [
            ("Contact", self._ua.contact(transaction.source, None, request.uri.scheme))
        ]
        if interval is not None:
            lines.append(("Session-Expires", str(interval)))
            if interval.refresher == "uac":
                lines.append(("Require", "timer"))
        response = self._ua.respond(
            transaction, 200, lines=tuple(lines), body=body, content_type=SDP
        )
        session.refresh.arm(interval, "uas")
        if request.method == "INVITE":
            late = offer is None
            session.await_ack(transaction, response, self._take_late_answer if late else nothing)
        if plan is not None:
            session.renew_plan(request, plan)

    def _body(
        self, request: Request, offer: SessionDescription | None, plan: MediaPlan | None
    ) -> bytes:
        session = self._session
        media = session.local_media
        if media is None:
            return b""
        if offer is not None and plan is not None:
            session_id, version = session.next_sdp_version()
            answer = answer_for(offer, plan, media, session_id=session_id, version=version)
            return session.signed(answer)
        if request.method == "INVITE":  # no offer in it: ours goes into the 2xx
            session_id, version = session.next_sdp_version()
            direction = Direction.SENDONLY if session.on_hold else Direction.SENDRECV
            return session.signed(
                offer_for(
                    media,
                    session_id=session_id,
                    version=version,
                    direction=direction,
                    plan=session.plan,
                    security=session.security,
                )
            )
        return b""

    def _take_late_answer(self, ack: Request) -> None:
        session = self._session
        assert session.local_media is not None
        try:
            answer = read_sdp(ack)
            if answer is not None:
                codecs = session.local_media.codecs
                session.change_plan(read_answer(answer, codecs, session.security), "remote")
        except ValueError as error:
            session.fail("protocol", 488, 58, f"bad SDP in ACK: {error}")
