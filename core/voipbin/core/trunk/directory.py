"""Finding the trunk behind a SIP domain, and proving that a call came through it."""

from ipaddress import ip_address, ip_network
from typing import Any

from voipbin.core.extension.secrets import digest_secrets
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk.model import TrunkRow
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2


class TrunkDirectory:
    """Trunks by domain, whoever owns them: for calls that come in."""

    def __init__(self, store: Store, box: SecretsBox, resource: Resource[TrunkRow]) -> None:
        self._store = store
        self._box = box
        self._resource = resource

    async def by_domain(self, name: str) -> TrunkRow | None:
        """The live trunk whose domain is <name>.trunk.<base>."""
        return await self._one(self._resource.table.c.domain_name == name.lower())

    async def by_id(self, trunk_id: str) -> TrunkRow | None:
        """The live trunk."""
        return await self._one(self._resource.table.c.id == trunk_id)

    async def credential(self, name: str, username: str, realm: str) -> node_pb2.Credential | None:
        """The digest secrets of a trunk; None for another user name or a trunk without basic."""
        row = await self.by_domain(name)
        if row is None:
            return None
        password = self._box.open(row.sealed_password, row.id)
        md5, sha256 = digest_secrets(username, realm, password)
        if "basic" not in row.auth_types or row.username != username or not password:
            return None
        return node_pb2.Credential(
            trunk_id=row.id, customer_id=row.customer_id, ha1_md5=md5, ha1_sha256=sha256
        )

    async def _one(self, condition: Any) -> TrunkRow | None:
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(self._resource, connection)
            return await repository.one(repository.select_live().where(condition))


def is_allowed(row: TrunkRow, host: str) -> bool:
    """Whether the address a call came from is one of the trunk's.

    Args:
        host: a numeric address; anything else is not allowed.
    """
    return "ip" in row.auth_types and is_within(host, row.allowed_ips)


def is_within(host: str, networks: list[str]) -> bool:
    """Whether an address is within one of several networks."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in ip_network(network) for network in networks)
