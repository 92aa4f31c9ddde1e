"""The addresses of a provider's host, those of the servers its domain names included."""

import asyncio
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from voipbin.core.names import addresses_of

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

_SERVICES = ("_sip._udp.", "_sip._tcp.", "_sips._tcp.")
_PATIENCE_S = 1.5


class SipLookup:
    """Asks the DNS. Calls of a carrier come from the servers it is called at (RFC 3263 4.2)."""

    def __init__(self, nameserver: str = "") -> None:
        """
        Args:
            nameserver: host:port of the only one to ask; "" for the system's.
        """
        self._nameserver = nameserver
        self._resolver: Resolver | None = None

    async def __call__(self, name: str) -> list[str]:
        """Numeric addresses of a name and of the SIP servers its SRV records list.

        Raises:
            OSError: there are none.
        """
        servers: list[str] = []
        if _is_domain(name):
            found = await asyncio.gather(*(self._ask(each + name, "SRV") for each in _SERVICES))
            servers = [str(record.target).rstrip(".") for each in found for record in each]
        hosts = [name, *filter(None, dict.fromkeys(servers))]
        addresses = await asyncio.gather(*map(self._addresses, hosts))
        if not any(addresses):
            raise OSError(f"{name} does not resolve")
        return sorted({address for each in addresses for address in each})

    async def _addresses(self, host: str) -> list[str]:
        if self._nameserver and _is_domain(host):
            kinds = await asyncio.gather(self._ask(host, "A"), self._ask(host, "AAAA"))
            return [record.address for each in kinds for record in each]
        try:
            found = await addresses_of(host, None, socket.SOCK_DGRAM)
        except (OSError, UnicodeError):
            return []
        return [address.partition("%")[0] for address in found]

    async def _ask(self, name: str, kind: str) -> Sequence[Any]:
        import dns.asyncresolver  # only needed where providers have names, and large
        from dns.exception import DNSException

        try:
            if self._resolver is None:
                self._resolver = dns.asyncresolver.Resolver(configure=not self._nameserver)
                if self._nameserver:
                    host, _, port = self._nameserver.rpartition(":")
                    self._resolver.nameservers = [host.strip("[]")]
                    self._resolver.port = int(port)
                self._resolver.lifetime = _PATIENCE_S
            return tuple(await self._resolver.resolve(name, kind, search=False))
        except DNSException:  # no such records, or nobody who could tell
            return ()


def _is_domain(host: str) -> bool:
    """Neither an address nor the name of a machine nearby, which have no such records."""
    first, _, last = host.rstrip(".").rpartition(".")
    return ":" not in host and bool(first) and not last.isdigit()
