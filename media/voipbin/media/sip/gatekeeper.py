"""Who may REGISTER and INVITE: the handler's admission and the digest check behind it."""

from .config import EndpointConfig
from .digest import Ha1
from .digest_server import DigestServer, Verdict
from .flow import Flow
from .handler import Admission, Aor, Attempt, SipHandler
from .message import Request
from .source_guard import SourceGuard
from .timers import Clock
from .transaction import ServerTransaction
from .ua import Line, UserAgent


class Gatekeeper:
    """Admits or answers requests outside dialogs."""

    def __init__(
        self,
        ua: UserAgent,
        handler: SipHandler,
        config: EndpointConfig,
        clock: Clock,
        guard: SourceGuard | None = None,
    ) -> None:
        self._guard = guard
        self._ua = ua
        self._handler = handler
        self._digest = DigestServer(clock.time, lifetime_s=config.nonce_lifetime_s)

    def knows(self, request: Request, host: str) -> bool:
        """Whether a source has proven itself, or is just about to from where it says it is."""
        is_known = self._guard is not None and self._guard.knows(host)
        return is_known or self._digest.challenged(request, host)

    async def admit(self, transaction: ServerTransaction) -> tuple[bool, Aor | None, object]:
        """Whether to go on with the request, the user proven by digest, and the admission's note.

        When it returns False the request has been answered; a user is there if one was asked for.
        """
        request = transaction.request
        admission = await self._handler.admit(_attempt(request, transaction.source))
        if transaction.answered:  # cancelled meanwhile
            return False, None, None
        if admission.status:
            self._ua.respond(transaction, admission.status)
            return False, None, None
        if admission.realm is None:
            if admission.is_known:
                self._ua.transactions.keep(transaction)
            return True, None, admission.note
        go_on, user = await self._authenticate(transaction, admission, admission.realm)
        if go_on:
            self._ua.transactions.keep(transaction)
            if self._guard is not None:
                self._guard.proved(transaction.source.remote.host)
        return go_on, user, admission.note

    async def _authenticate(
        self, transaction: ServerTransaction, admission: Admission, realm: str
    ) -> tuple[bool, Aor | None]:
        host = transaction.source.remote.host
        checked = await self._digest.check(transaction.request, realm, self._lookup, source=host)
        if checked.verdict is Verdict.WRONG and self._guard is not None:
            self._guard.failed(host, transaction.request.from_.uri.user or "")
        if transaction.answered:
            return False, None
        if checked.verdict is Verdict.ACCEPTED:
            return True, Aor(realm, checked.username)
        status, header = (
            (407, "Proxy-Authenticate") if admission.proxy else (401, "WWW-Authenticate")
        )
        lines: tuple[Line, ...] = tuple(
            (header, value)
            for value in self._digest.challenges(
                realm,
                source=host,
                stale=checked.verdict is Verdict.STALE,
                user_agent=transaction.request.headers.get("User-Agent") or "",
                browser=transaction.source.transport in ("ws", "wss"),
            )
        )
        self._ua.respond(transaction, status, lines=lines)
        return False, None

    async def _lookup(self, realm: str, username: str) -> Ha1 | None:
        return await self._handler.ha1(Aor(realm, username))


def _attempt(request: Request, flow: Flow) -> Attempt:
    return Attempt(
        request.method, request.uri, request.from_, request.to, flow, request.headers.first_lines()
    )
