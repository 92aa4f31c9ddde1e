"""Who may come in: what the node answers the SIP stack about callers and phones."""

import time
from collections.abc import Callable, Sequence

import structlog

from voipbin.media.node.core_link import CoreLink, CoreUnavailable
from voipbin.media.node.credentials import Credentials
from voipbin.media.node.registrar import Registrar
from voipbin.media.sip import Admission, Aor, Attempt, Binding, Ha1, IncomingCall, NameAddr
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)

Take = Callable[[IncomingCall, node_pb2.Incoming], None]


class Front:
    """The `SipHandler` of a node: asks the core, remembers for seconds.

    A REGISTER always has to prove itself. An INVITE has to when From names an account of its own
    domain or of the domain it is sent to; any other is handed to the core as a stranger's.
    """

    def __init__(self, link: CoreLink, credentials: Credentials) -> None:
        self.take: Take | None = None
        """Gets admitted calls; without one they are refused."""
        self._link = link
        self._credentials = credentials
        self._registrar = Registrar(link)

    async def admit(self, attempt: Attempt) -> Admission:
        """Decide on a REGISTER or an INVITE; without a core nobody gets in."""
        if not self._link.attached:
            return Admission.refuse(503)
        if attempt.method == "REGISTER":
            return Admission.digest(attempt.to.uri.host.lower())
        try:
            realm = await self._realm_of(attempt)
        except CoreUnavailable as error:
            log.warning("call refused", error=str(error))
            return Admission.refuse(503)
        return Admission.public() if realm is None else Admission.digest(realm)

    async def ha1(self, aor: Aor) -> Ha1 | None:
        """Digest secrets of an account."""
        found = await self._credentials.find(aor.realm, aor.user)
        return None if found is None else Ha1(found.ha1_md5, found.ha1_sha256)

    async def bindings(self, aor: Aor) -> Sequence[Binding]:
        """Contacts of an account, from the core."""
        return await self._registrar.bindings(await self._account(aor), time.time())

    async def store_bindings(self, aor: Aor, bindings: Sequence[Binding]) -> None:
        """Replace the contacts of an account, in the core."""
        await self._registrar.store(await self._account(aor), bindings, time.time())

    async def incoming_call(self, call: IncomingCall) -> None:
        """Tell the core of a call."""
        account = None if call.identity is None else await self._account(call.identity)
        if self.take is None:
            call.reject(503)
        else:
            self.take(call, describe(call, account))

    async def _realm_of(self, attempt: Attempt) -> str | None:
        user = attempt.from_.uri.user
        if not user or not attempt.from_.uri.is_sip:
            return None
        domains = (attempt.from_.uri.host.lower(), attempt.uri.host.lower())
        for domain in dict.fromkeys(domains):
            if await self._credentials.find(domain, user) is not None:
                return domain
        return None

    async def _account(self, aor: Aor) -> node_pb2.Credential:
        found = await self._credentials.find(aor.realm, aor.user)
        if found is None:  # deleted between its digest and now
            raise CoreUnavailable(f"account {aor.user!r} of {aor.realm!r} is gone")
        return found


def describe(call: IncomingCall, account: node_pb2.Credential | None) -> node_pb2.Incoming:
    """The event of an incoming call."""
    caller, callee = call.remote, call.local
    return node_pb2.Incoming(
        request_uri=str(call.uri),
        # Who proved an account is that account, whatever From says.
        from_user=(caller.uri.user or "") if account is None else account.extension,
        from_host=_host(caller),
        from_name=caller.display_name,
        to_user=callee.uri.user or "",
        to_host=_host(callee),
        extension_id="" if account is None else account.extension_id,
        customer_id="" if account is None else account.customer_id,
        source_address=f"{call.flow.transport}:{call.flow.remote}",
        sip_call_id=call.call_id,
    )


def _host(address: NameAddr) -> str:
    return address.uri.host if address.uri.is_sip else ""
