"""Where calls of carriers come from: networks the operator names, and hosts of providers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import structlog

from voipbin.core.provider.lookup import SipLookup
from voipbin.core.provider.model import PROVIDER
from voipbin.core.repository import Repository
from voipbin.core.trunk.directory import is_within
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)

KEEP_S = 60.0
"How long the addresses of a name are believed."
_LOOKUP_S = 2.0
"Less than a media node waits for its answer."

_THIS_MACHINE = ("127.0.0.0/8", "::1/128", "0.0.0.0/8", "::/128", "169.254.0.0/16", "fe80::/10")
"Itself, and the addresses that only have a meaning next to it."

Lookup = Callable[[str], Awaitable[list[str]]]


@dataclass(slots=True)
class _Known:
    addresses: list[str]
    until_s: float


class CarrierSources:
    """Tells carriers from everybody else by the address their calls come from.

    Besides the operator's networks these are the addresses of every provider's host: whom we send
    calls to may send us some, as registrars do. A name that does not resolve keeps its last
    addresses.
    """

    def __init__(
        self,
        store: Store,
        networks: Sequence[str],
        configured_host: str = "",
        *,
        lookup: Lookup | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            networks: addresses and networks in CIDR notation.
            configured_host: host[:port] of the provider setting; "" for none.
        """
        self._store = store
        self._networks = list(networks)
        self._configured_host = configured_host
        self._lookup = lookup or SipLookup()
        self._now_s = now_s
        self._known: dict[str, _Known] = {}

    async def has(self, host: str) -> bool:
        """Whether a numeric address is a carrier's."""
        if is_within(host, self._networks):
            return True
        hosts = {host_of(name) for name in await self._hosts()}
        found = await asyncio.gather(*(self._addresses(name) for name in hosts if name))
        return any(is_within(host, addresses) for addresses in found)

    async def networks(self) -> list[str]:
        """The addresses and networks of all carriers."""
        hosts = {host_of(name) for name in await self._hosts()}
        found = await asyncio.gather(*(self._addresses(name) for name in hosts if name))
        return sorted({*self._networks, *(address for each in found for address in each)})

    async def is_host(self, host: str) -> bool:
        """Whether a name or address leads to a carrier, under whatever name."""
        if host in {host_of(name).lower() for name in await self._hosts() if name}:
            return True
        return any([await self.has(address) for address in await self._addresses(host)])

    async def _hosts(self) -> list[str]:
        async with self._store.reading() as connection:
            providers = Repository.across_customers_for_super_admin(PROVIDER, connection)
            rows = await providers.all(providers.select_live())
        return [self._configured_host, *(row.hostname for row in rows)]

    async def _addresses(self, name: str) -> list[str]:
        known = self._known.get(name)
        if known is not None and known.until_s > self._now_s():
            return known.addresses
        try:
            async with asyncio.timeout(_LOOKUP_S):
                addresses = await self._lookup(name)
        except (OSError, TimeoutError) as error:
            _log.warning("the host of a provider does not resolve", host=name, error=str(error))
            addresses = known.addresses if known is not None else []
        self._known[name] = _Known(addresses, self._now_s() + KEEP_S)
        return addresses


class CarrierHosts:
    """Tells SIP addresses at carriers from others: they would connect to any telephone number."""

    def __init__(self, sources: CarrierSources, *, allows_loopback: bool = False) -> None:
        """
        Args:
            allows_loopback: this machine is no carrier: at home every program plays one.
        """
        self._sources = sources
        self._allows_loopback = allows_loopback

    async def networks(self) -> list[str]:
        """Where no call to a SIP address may end up, whatever its name leads to."""
        networks = await self._sources.networks()
        if not self._allows_loopback:
            return [*networks, *_THIS_MACHINE]
        return [network for network in networks if not ip_network(network).is_loopback]

    async def has_uri(self, uri: str) -> bool:
        """Whether a call to a SIP URI would reach a carrier, by its name or by its address."""
        host = host_of(uri.partition(":")[2].rpartition("@")[2].partition(";")[0]).lower()
        host = host.rstrip(".")
        if self._allows_loopback and (host == "localhost" or _is_loopback(host)):
            return False
        return await self._sources.is_host(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(hostname: str) -> str:
    """The host of a provider's hostname, without the brackets of IPv6."""
    hostname = hostname.removeprefix("sips:").partition(";")[0]
    if hostname.startswith("["):
        return hostname[1:].partition("]")[0]
    return hostname.partition(":")[0]
