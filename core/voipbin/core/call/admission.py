"""The doors of the platform: who may REGISTER and INVITE where, and what must be proven there."""

from ipaddress import ip_address

import structlog

from voipbin.core.call.domain import DomainKind, domain_of
from voipbin.core.extension.registrar import Registrar
from voipbin.core.provider.sources import CarrierSources
from voipbin.core.trunk.directory import TrunkDirectory, is_allowed
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)


class Doorkeeper:
    """Answers what media nodes ask before they let a request in.

    What is asked for depends on the domain alone, never on whether a user exists: a stranger who
    tries names learns nothing from the answers.
    """

    def __init__(
        self,
        registrar: Registrar,
        trunks: TrunkDirectory,
        carriers: CarrierSources,
        base_domain: str,
        *,
        admits_plain_hosts: bool,
    ) -> None:
        """
        Args:
            admits_plain_hosts: requests to an address or an unknown name are let in, as phones on
                the same machine send them.
        """
        self._registrar = registrar
        self._trunks = trunks
        self._carriers = carriers
        self._base_domain = base_domain
        self._admits_plain_hosts = admits_plain_hosts

    async def admit(self, query: node_pb2.AdmitQuery) -> node_pb2.Admitted:
        """What becomes of a request."""
        domain = domain_of(query.domain, self._base_domain)
        if query.method == "REGISTER":
            return self._register(query, domain.kind if domain else None)
        if domain is not None and domain.kind is DomainKind.TRUNK:
            return await self._trunk(domain.name, query)
        if domain is not None and domain.kind is DomainKind.PSTN:
            return await self._carrier(query)
        # A phone's own domain in From is believed only with its password, wherever it calls.
        for host in (query.domain, query.from_domain):
            named = domain_of(host, self._base_domain)
            if named is not None and named.kind is DomainKind.REGISTRAR:
                return node_pb2.Admitted(realm=host.lower().rstrip("."))
        if domain is not None:
            return node_pb2.Admitted()
        return await self._plain(query)

    async def credential(self, query: node_pb2.CredentialQuery) -> node_pb2.Credential | None:
        """The digest secrets of an extension or of a trunk; None when there is no such user."""
        domain = domain_of(query.domain, self._base_domain)
        if domain is not None and domain.kind is DomainKind.TRUNK:
            return await self._trunks.credential(domain.name, query.username, query.realm)
        return await self._registrar.credential(query)

    def _register(self, query: node_pb2.AdmitQuery, kind: DomainKind | None) -> node_pb2.Admitted:
        is_known = kind is DomainKind.REGISTRAR or (kind is None and self._admits_plain_hosts)
        if is_known:
            return node_pb2.Admitted(realm=query.domain.lower())
        # A trunk is reached at its own address; there is nothing to register.
        return node_pb2.Admitted(refuse_status=404 if kind is None else 403)

    async def _trunk(self, name: str, query: node_pb2.AdmitQuery) -> node_pb2.Admitted:
        row = await self._trunks.by_domain(name)
        if row is None:
            return node_pb2.Admitted(refuse_status=404)
        if is_allowed(row, source_host(query.source_address)):
            return node_pb2.Admitted(trunk_id=row.id, customer_id=row.customer_id)
        if "basic" in row.auth_types:
            return node_pb2.Admitted(realm=query.domain.lower().rstrip("."))
        _log.info("a trunk was called from elsewhere", trunk_id=row.id, source=query.source_address)
        return node_pb2.Admitted(refuse_status=403)

    async def _carrier(self, query: node_pb2.AdmitQuery) -> node_pb2.Admitted:
        if await self._carriers.has(source_host(query.source_address)):
            return node_pb2.Admitted(is_carrier=True)
        _log.warning(
            "a call to telephone numbers came from no carrier; --carrier-networks lets it in",
            source=query.source_address,
        )
        return node_pb2.Admitted(refuse_status=403)

    async def _plain(self, query: node_pb2.AdmitQuery) -> node_pb2.Admitted:
        """A request to an address of ours, or to a name that is not."""
        if self._admits_plain_hosts:
            for host in dict.fromkeys((query.from_domain, query.domain)):
                customer_id = self._registrar.customer_of(host)
                if customer_id and await self._registrar.find(customer_id, query.from_user):
                    return node_pb2.Admitted(realm=host.lower())
        if not self._is_here(query.domain):
            return node_pb2.Admitted(refuse_status=404)
        if self._admits_plain_hosts:
            return node_pb2.Admitted()
        # Carriers dial the Contact we registered, or plainly our address.
        if await self._carriers.has(source_host(query.source_address)):
            return node_pb2.Admitted(is_carrier=True)
        return node_pb2.Admitted(refuse_status=404)

    def _is_here(self, host: str) -> bool:
        name = host.lower().rstrip(".")
        return name in ("localhost", self._base_domain) or is_address(name)


def is_address(host: str) -> bool:
    """Whether a host is a numeric address, with or without brackets."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def source_host(source_address: str) -> str:
    """The address of "udp:127.0.0.1:5080"."""
    return source_address.partition(":")[2].rpartition(":")[0].strip("[]")
