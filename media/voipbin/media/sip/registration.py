"""Our own REGISTER: binding a contact at somebody's registrar and keeping it (RFC 3261 10.2)."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .address import NameAddr
from .constants import MAX_FORWARDS
from .cseq import CSeq
from .digest import Credentials
from .digest_client import ClientDigest
from .errors import SessionError
from .final import FinalResponse
from .flow import Flow
from .headers import Headers
from .message import Request, Response
from .ua import UserAgent, new_tag
from .uri import Uri, same_contact

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
"""REGISTERs sent per refresh: challenges and 423 included."""
UNREGISTER_S = 5.0


class RegistrationState(StrEnum):
    """Life of a registration."""

    TRYING = "trying"
    REGISTERED = "registered"
    FAILED = "failed"
    """Refused or silent; tried again later, except after `close`."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """A contact to keep registered."""

    registrar: Uri
    """Where to send REGISTER, e.g. sip:127.0.0.1:5060;transport=tcp."""
    aor: Uri
    """Address of record: sip:user@domain. Its host is the Request-URI's domain."""
    credentials: Credentials | None = None
    expires_s: int = 3600
    flow: Flow | None = None
    retry_s: float = 30.0
    """Pause after a failure."""


RegistrationObserver = Callable[[RegistrationState, int], None]
"""Gets the state and the SIP status that led to it (0: none)."""


class Registration:
    """A registration being kept; created by `SipEndpoint.register`."""

    def __init__(
        self, ua: UserAgent, request: RegisterRequest, observer: RegistrationObserver | None
    ) -> None:
        self.state = RegistrationState.TRYING
        self.status = 0
        """SIP status of the last answer."""
        self._ua = ua
        self._request = request
        self._observer = observer
        self._call_id = secrets.token_hex(16)
        self._tag = new_tag()
        self._cseq = 0
        self._expires_s = request.expires_s
        self._digest = ClientDigest(request.credentials) if request.credentials else None
        self._changed = asyncio.Event()
        self._task = ua.spawn(self._keep())

    async def wait_registered(self) -> None:
        """Return when the registrar has accepted.

        Raises:
            SessionError: it refused or stayed silent; `.status` says which.
        """
        while self.state is RegistrationState.TRYING:
            self._changed.clear()
            await self._changed.wait()
        if self.state is not RegistrationState.REGISTERED:
            raise SessionError(f"registration failed: {self.status}", self.status)

    async def close(self) -> None:
        """Unregister (waits for the answer, at most 5 s) and stop refreshing."""
        if self.state is RegistrationState.CLOSED:
            return
        was_registered = self.state is RegistrationState.REGISTERED
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if was_registered:
            try:
                async with asyncio.timeout(UNREGISTER_S):
                    await self._register(0)
            except (TimeoutError, OSError):
                log.info("unregistering %s: no answer", self._request.aor)
        self._set(RegistrationState.CLOSED, self.status)

    async def _keep(self) -> None:
        while True:
            response = await self._register(self._expires_s)
            if response.status == 200:
                granted_s = self._granted(response)
                self._set(RegistrationState.REGISTERED, 200)
                await asyncio.sleep(refresh_after_s(granted_s))
            else:
                self._set(RegistrationState.FAILED, response.status)
                if self._digest is not None:
                    self._digest.forget()
                await asyncio.sleep(self._request.retry_s)

    async def _register(self, expires_s: int) -> Response:
        """One refresh: REGISTER until it is accepted or refused for good."""
        response = Response(503)
        for _ in range(MAX_ATTEMPTS):
            response = await self._send(expires_s)
            if response.status in (401, 407):
                if self._digest is None or not self._digest.learn(response):
                    break
            elif response.status == 423:
                expires_s = max(response.number_or("Min-Expires", expires_s), expires_s)
                self._expires_s = expires_s
            else:
                break
        return response

    async def _send(self, expires_s: int) -> Response:
        final = FinalResponse()

        def failed(status: int, text: str) -> None:
            log.info("REGISTER %s: %s", self._request.aor, text)
            final.failed(status, text)

        def build(flow: Flow) -> Request:
            return self._build(flow, expires_s)

        self._ua.deliver(
            self._request.flow or self._request.registrar, build, final.receive, failed
        )
        return await final

    def _build(self, flow: Flow, expires_s: int) -> Request:
        self._cseq += 1
        aor = self._request.aor
        headers = Headers()
        headers.add("Max-Forwards", MAX_FORWARDS)
        headers.add("From", NameAddr(aor).with_param("tag", self._tag))
        headers.add("To", NameAddr(aor))
        headers.add("Call-ID", self._call_id)
        headers.add("CSeq", CSeq(self._cseq, "REGISTER"))
        headers.add("Contact", self._ua.contact(flow, aor.user))
        headers.add("Expires", expires_s)
        request = Request("REGISTER", Uri(aor.host, port=aor.port), headers)
        if self._digest is not None:
            self._digest.sign(request, flow.remote)
        self._sent = request
        return request

    def _granted(self, response: Response) -> int:
        """Seconds our own contact is bound for."""
        default = response.number_or("Expires", self._expires_s)
        (own,) = self._sent.contacts
        for contact in response.contacts:
            if same_contact(contact.uri, own.uri):
                text = contact.param("expires") or ""
                return int(text) if text.isascii() and text.isdigit() else default
        return default

    def _set(self, state: RegistrationState, status: int) -> None:
        self.state, self.status = state, status
        self._changed.set()
        if self._observer is not None:
            try:
                self._observer(state, status)
            except Exception:
                log.exception("registration observer failed")


def refresh_after_s(granted_s: int) -> float:
    """When to refresh a binding: well before its end, also when it is short."""
    return max(granted_s - 60, granted_s / 2, 1)
