"""Requests from the network: checks everybody must pass, then to dialog, call or registrar."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakValueDictionary

from .body import UnsupportedBody, read_sdp
from .config import EndpointConfig
from .constants import ALLOW, EXTENSIONS, OUTSIDE_DIALOG, REFUSED_METHODS, SDP
from .dialog import DialogId
from .flow import Flow
from .gatekeeper import Gatekeeper
from .handler import Aor, SipHandler
from .incoming import IncomingCall
from .media import NotAcceptable, negotiate
from .message import Request, Response
from .past_dialog import PastDialog
from .registrar_service import RegistrarService
from .replaces import Replaces
from .sdp import SessionDescription
from .session import Session
from .session_state import SessionState
from .session_timer import read_session_expires, too_small
from .source_guard import SourceGuard
from .timers import Clock
from .transaction import InviteServer, ServerTransaction
from .ua import UserAgent

log = logging.getLogger(__name__)

_SDP_RANGES = frozenset((SDP, "application/*", "*/*"))


Kind = TypeVar("Kind", bound=ServerTransaction)


class Dispatcher:
    """The transaction user of an endpoint."""

    def __init__(
        self,
        ua: UserAgent,
        handler: SipHandler | None,
        config: EndpointConfig,
        clock: Clock,
        guard: SourceGuard | None = None,
    ) -> None:
        self._sources = guard
        self._ua = ua
        self._handler = handler
        self._config = config
        # Who is over is held by nobody, though its transaction stays for a while.
        self._incoming: WeakValueDictionary[InviteServer, IncomingCall] = WeakValueDictionary()
        self._working: dict[ServerTransaction, asyncio.Task[None]] = {}
        self.closing = False
        """Refuse new calls."""
        if handler is not None:
            self._gatekeeper = Gatekeeper(ua, handler, config, clock, guard)
            self._registrar = RegistrarService(ua, handler, config)

    # -- TransactionUser ------------------------------------------------------------------------

    def knows(self, request: Request, flow: Flow) -> bool:
        """Whether it is of a dialog of ours, or from a source that has proven itself."""
        if request.to.tag is not None and _dialog_id(request) in self._ua.dialogs:
            return True
        return self._handler is not None and self._gatekeeper.knows(request, flow.remote.host)

    def forgotten(self, transaction: ServerTransaction) -> None:
        """Stop asking about a stranger."""
        task = self._working.get(transaction)
        if task is not None:
            task.cancel()

    def request_received(self, transaction: ServerTransaction) -> None:
        """Take a new request."""
        request = transaction.request
        if self._is_too_much(transaction) or not self._acceptable(transaction):
            return
        if request.to.tag is not None:
            self._in_dialog(transaction)
        elif request.method == "INVITE" and isinstance(transaction, InviteServer):
            if not self._counted(transaction):
                self._ua.respond(transaction, 503, lines=(("Retry-After", 10),))
                return
            # Who may be somebody else gets one answer and no more, as from a stateless server.
            transaction.repeats = transaction.source.reliable or not (
                self._ua.transactions.is_stranger(transaction)
            )
            if transaction.repeats:
                self._ua.respond(transaction, 100)
            self._work_on(transaction, self._invite)
        elif request.method == "REGISTER":
            self._work_on(transaction, self._register)
        elif request.method == "OPTIONS":
            self._ua.respond(transaction, 200, lines=(("Accept", SDP),))
        elif request.method in ("BYE", "UPDATE", "INFO"):
            self._ua.respond(transaction, 481)
        else:
            status = OUTSIDE_DIALOG.get(request.method, REFUSED_METHODS[request.method])
            self._ua.respond(transaction, status)

    def _is_too_much(self, transaction: ServerTransaction) -> bool:
        """Drop a stranger's datagram that would have to wait; it comes again, a flood does not."""
        if len(self._working) < self._config.max_asking or transaction.source.reliable:
            return False
        if not self._ua.transactions.is_stranger(transaction):
            return False
        self._ua.transactions.counters["dropped"] += 1
        transaction.abandon()
        return True

    def cancel_received(self, invite: InviteServer) -> None:
        """Take a CANCEL for a pending INVITE, new call or re-INVITE."""
        call = self._incoming.get(invite)
        if call is None:  # still being admitted
            self._ua.respond(invite, 487)
        else:
            call.receive_cancel()

    def ack_received(self, ack: Request) -> None:
        """Take the ACK to a 2xx."""
        session = self._ua.dialogs.get(_dialog_id(ack))
        if session is not None:
            session.receive_ack(ack)

    def stray_response(self, response: Response, flow: Flow) -> None:
        """A response nobody waits for is dropped; the layer has counted it."""

    # -- checks ---------------------------------------------------------------------------------

    def _acceptable(self, transaction: ServerTransaction) -> bool:
        """Inspect method, URI scheme and required extensions (8.2.1-8.2.3)."""
        request = transaction.request
        required = request.headers.tokens("Require") | request.headers.tokens("Proxy-Require")
        unknown = sorted(required - EXTENSIONS)
        if request.method not in ALLOW.split(", "):
            self._ua.respond(transaction, 501, lines=(("Allow", ALLOW),))
        elif request.uri.scheme != "sip" and not (
            request.uri.scheme == "sips" and transaction.source.secure
        ):
            self._ua.respond(transaction, 416)
        elif unknown:
            self._ua.respond(transaction, 420, lines=(("Unsupported", ", ".join(unknown)),))
        elif request.method == "INVITE" and request.max_forwards == 0:
            # A call we take may go on to somebody else: without this end it could go in circles
            # (16.3 step 3, RFC 7332 4).
            self._ua.respond(transaction, 483)
        else:
            return True
        return False

    def _counted(self, transaction: InviteServer) -> bool:
        """Count an INVITE among the unanswered ones of its source, until its first final answer."""
        guard, host = self._sources, transaction.source.remote.host
        if guard is None:
            return True
        if not guard.invited(host):
            return False
        before = transaction.on_terminated

        def settled() -> None:
            transaction.on_answered = None
            guard.settled(host)

        def forgotten() -> None:
            if transaction.on_answered is not None:  # it ended without an answer
                settled()
            if before is not None:
                before()

        transaction.on_answered = settled
        transaction.on_terminated = forgotten
        return True

    def _in_dialog(self, transaction: ServerTransaction) -> None:
        session = self._ua.dialogs.get(_dialog_id(transaction.request))
        if session is None:
            self._ua.respond(transaction, 481)
        else:
            session.receive_request(transaction)

    def _work_on(self, transaction: Kind, work: Callable[[Kind], Awaitable[None]]) -> None:
        task = self._ua.spawn(self._guard(transaction, work))
        self._working[transaction] = task
        task.add_done_callback(lambda _: self._working.pop(transaction, None))

    async def _guard(self, transaction: Kind, work: Callable[[Kind], Awaitable[None]]) -> None:
        """Run a handler; whatever it raises becomes a 500 and a log entry."""
        try:
            await work(transaction)
        except Exception:
            log.exception("%s handler failed", transaction.request.method)
            call = (
                self._incoming.get(transaction) if isinstance(transaction, InviteServer) else None
            )
            if call is not None:
                call.reject(500)
            elif not transaction.answered:
                self._ua.respond(transaction, 500)

    # -- REGISTER -------------------------------------------------------------------------------

    async def _register(self, transaction: ServerTransaction) -> None:
        if self._handler is None:
            self._ua.respond(transaction, 404)
            return
        go_on, identity, _ = await self._gatekeeper.admit(transaction)
        if not go_on:
            return
        user = transaction.request.to.uri.user or ""
        if identity is None:
            identity = Aor(transaction.request.uri.host, user)
        elif identity.user != user:  # 10.3 step 4: nobody registers for somebody else
            self._ua.respond(transaction, 403)
            return
        await self._registrar.register(transaction, identity)

    # -- INVITE ---------------------------------------------------------------------------------

    async def _invite(self, transaction: InviteServer) -> None:
        ready, offer = self._readable(transaction)
        if not ready or self._handler is None:
            return
        go_on, identity, note = await self._gatekeeper.admit(transaction)
        if not go_on or transaction.answered:
            return
        if not transaction.repeats:
            transaction.repeats = True
            self._ua.respond(transaction, 100)
        is_stranger = self._ua.transactions.is_stranger(transaction)
        most = self._config.max_sessions // (2 if is_stranger else 1)
        if self.closing or len(self._ua.sessions) >= most:
            self._ua.respond(transaction, 503, lines=(("Retry-After", 10),))
            return
        found, replaced = self._replaced(transaction)
        if not found:
            return
        try:
            call = IncomingCall(self._ua, transaction, offer, identity, replaced)
        except ValueError as error:
            log.info("INVITE refused: %s", error)
            self._ua.respond(transaction, 400, reason="Bad Contact")
            return
        call.admitted = note
        if is_stranger:
            self._keep_until_refused(transaction)
        self._incoming[transaction] = call
        await self._handler.incoming_call(call)

    def _keep_until_refused(self, transaction: InviteServer) -> None:
        """A call that is taken counts among the sessions, not among what may be forgotten."""
        transactions, before = self._ua.transactions, transaction.on_answered
        transactions.keep(transaction)

        def answered() -> None:
            if before is not None:
                before()
            transactions.release(transaction)

        transaction.on_answered = answered

    def _replaced(self, transaction: InviteServer) -> tuple[bool, Session | None]:
        """The session a Replaces names; answers when there is none to replace (RFC 3891 3)."""
        lines = transaction.request.headers.all("Replaces")
        if not lines:
            return True, None
        try:
            (line,) = lines
            replaces = Replaces.parse(line)
        except ValueError:
            self._ua.respond(transaction, 400, reason="Bad Replaces")
            return False, None
        session = self._ua.dialogs.get(replaces.dialog_id)
        if session is None:
            self._ua.respond(transaction, 481)
        elif isinstance(session, PastDialog) or session.state is SessionState.ENDED:
            self._ua.respond(transaction, 603)
        elif session.state is SessionState.UP and replaces.early_only:
            self._ua.respond(transaction, 486)
        elif session.state is not SessionState.UP and not session.owns_call_id:
            # An early dialog may only be replaced at the side that made it.
            self._ua.respond(transaction, 481)
        else:
            return True, session
        return False, None

    def _readable(self, transaction: InviteServer) -> tuple[bool, SessionDescription | None]:
        """Check everything about an INVITE that needs no handler; answer it if it fails."""
        request, respond = transaction.request, self._ua.respond
        try:
            read_session_expires(request)
            if self._handler is None:
                respond(transaction, 404)
            elif not request.headers.tokens("Accept").isdisjoint(_SDP_RANGES) or (
                "Accept" not in request.headers
            ):
                return self._offer_of(transaction)
            else:
                respond(transaction, 406, lines=(("Accept", SDP),))
        except UnsupportedBody:
            respond(transaction, 415, lines=(("Accept", SDP), ("Accept-Encoding", "identity")))
        except NotAcceptable as error:
            log.info("INVITE refused: %s", error)
            respond(transaction, 488, lines=self._ua.not_acceptable)
        except ValueError as error:
            log.info("INVITE refused: %s", error)
            respond(transaction, 400)
        return False, None

    def _offer_of(self, transaction: InviteServer) -> tuple[bool, SessionDescription | None]:
        request = transaction.request
        if (
            "timer" in request.headers.tokens("Supported")
            and self._config.session_expires_s
            and too_small(request, self._config.min_se_s)
        ):
            self._ua.respond(transaction, 422, lines=(("Min-SE", self._config.min_se_s),))
            return False, None
        offer = read_sdp(request)
        if offer is not None:
            negotiate(offer, self._config.codecs)
        return True, offer


def _dialog_id(request: Request) -> DialogId:
    """Dialog a request of the peer names: its To is our side."""
    return DialogId(request.call_id, request.to.tag or "", request.from_.tag or "")
