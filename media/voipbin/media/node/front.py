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

    The core knows the doors: what a request must prove, and whether its address proves it.
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
        try:
            admitted = await self._ask(attempt)
        except CoreUnavailable as error:
            log.warning("refused", method=attempt.method, error=str(error))
            return Admission.refuse(503)
        if admitted.refuse_status:
            return Admission.refuse(admitted.refuse_status)
        if admitted.realm:
            return Admission.digest(admitted.realm)
        is_known = admitted.is_carrier or bool(admitted.trunk_id)
        return Admission.public(admitted, is_known=is_known)

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
            self.take(call, describe(call, account, call.admitted))

    async def _ask(self, attempt: Attempt) -> node_pb2.Admitted:
        caller = attempt.from_.uri
        # A REGISTER is about the address in To; the Request-URI is its registrar (RFC 3261 10.2).
        about = attempt.to.uri if attempt.method == "REGISTER" else attempt.uri
        query = node_pb2.AdmitQuery(
            method=attempt.method,
            domain=about.host,
            from_user=caller.user or "" if caller.is_sip else "",
            from_domain=caller.host if caller.is_sip else "",
            source_address=f"{attempt.flow.transport}:{attempt.flow.remote}",
        )
        answer = await self._link.ask(node_pb2.Query(admit=query))
        if not answer.HasField("admitted"):
            raise CoreUnavailable("the core does not say who may come in")
        return answer.admitted

    async def _account(self, aor: Aor) -> node_pb2.Credential:
        found = await self._credentials.find(aor.realm, aor.user)
        if found is None:  # deleted between its digest and now
            raise CoreUnavailable(f"account {aor.user!r} of {aor.realm!r} is gone")
        return found


def describe(
    call: IncomingCall, account: node_pb2.Credential | None, admitted: object
) -> node_pb2.Incoming:
    """The event of an incoming call.

    Args:
        account: whose password was proven; None for none.
        admitted: what the core said of it when it was let in without one.
    """
    caller, callee = call.remote, call.local
    known = admitted if isinstance(admitted, node_pb2.Admitted) else node_pb2.Admitted()
    proven = account or node_pb2.Credential(trunk_id=known.trunk_id, customer_id=known.customer_id)
    return node_pb2.Incoming(
        request_uri=str(call.uri),
        # Who proved an account is that account, whatever From says.
        from_user=proven.extension or caller.uri.user or "",
        from_host=_host(caller),
        from_name=caller.display_name,
        to_user=callee.uri.user or "",
        to_host=_host(callee),
        extension_id=proven.extension_id,
        customer_id=proven.customer_id,
        trunk_id=proven.trunk_id,
        is_carrier=known.is_carrier,
        source_address=f"{call.flow.transport}:{call.flow.remote}",
        sip_call_id=call.call_id,
        max_forwards=call.max_forwards,
    )


def _host(address: NameAddr) -> str:
    return address.uri.host if address.uri.is_sip else ""
