"""Asking the DNS: who serves a domain, and at which addresses; nothing here blocks the loop."""

import asyncio
import logging
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from voipbin.media.family import ip_of, is_ipv6

from ..flow import HostPort

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

log = logging.getLogger(__name__)

PATIENCE_S = 4.0
"""All servers and repetitions of one question; a caller hears nothing meanwhile."""
LONGEST_TTL_S = 3600.0
"""No answer is believed longer, whatever its TTL says."""
MAX_KEPT = 2000
"""Answers remembered."""
_HOSTS = Path("/etc/hosts")
_threads = ThreadPoolExecutor(4, thread_name_prefix="names")
"""A silent name server keeps one for seconds; those of the event loop write recordings."""


class Naptr(NamedTuple):
    """A transport a domain offers (RFC 3263 4.1)."""

    order: int
    preference: int
    service: str
    """Upper case: SIP+D2U, SIP+D2T, SIPS+D2T, SIP+D2W, SIPS+D2W."""
    replacement: str
    """The name to ask SRV of."""


class Srv(NamedTuple):
    """A server of a domain (RFC 2782)."""

    priority: int
    weight: int
    port: int
    target: str
    """"." says that there is decidedly none."""


class Names(Protocol):
    """What the rules of RFC 3263 have to know."""

    async def naptr(self, name: str) -> Sequence[Naptr]:
        """NAPTR records of flag "s"; empty when there are none or nobody can tell."""

    async def srv(self, name: str) -> Sequence[Srv]:
        """SRV records; empty when there are none or nobody can tell."""

    async def addresses(self, name: str) -> Sequence[str]:
        """Numeric addresses, IPv4 first.

        Raises:
            OSError: there are none.
        """


class DnsNames:
    """`Names` of the real world: answers are kept as long as their TTL allows."""

    def __init__(self, nameserver: HostPort | None = None) -> None:
        """
        Args:
            nameserver: the only one to ask, for everything; None for those of the system, whose
                hosts file and short names count too.
        """
        self._nameserver = nameserver
        self._resolver: Resolver | None = None

    async def naptr(self, name: str) -> Sequence[Naptr]:
        """NAPTR records of flag "s"."""
        found = await self._ask(name, "NAPTR")
        return [
            Naptr(
                record.order,
                record.preference,
                record.service.decode("ascii", "replace").upper(),
                record.replacement.to_text(omit_final_dot=True),
            )
            for record in found
            if record.flags.lower() == b"s"
        ]

    async def srv(self, name: str) -> Sequence[Srv]:
        """SRV records."""
        return [
            Srv(
                record.priority,
                record.weight,
                record.port,
                record.target.to_text(omit_final_dot=True) or ".",
            )
            for record in await self._ask(name, "SRV")
        ]

    async def addresses(self, name: str) -> Sequence[str]:
        """A and AAAA; of the system's own sources what the hosts file says counts first."""
        system = self._nameserver is None
        if system and (written := _written(name)):
            return written
        found: list[str] = []
        if not system or "." in name.rstrip("."):  # a short name is the system's to complete
            kinds = (self._ask(name, "A"), self._ask(name, "AAAA"))
            found = [record.address for kind in await asyncio.gather(*kinds) for record in kind]
        if not found and system:
            found = await _system(name)
        if not found:
            raise OSError(f"{name} does not resolve")
        return found

    async def _ask(self, name: str, kind: str) -> Sequence[Any]:
        from dns.exception import DNSException  # only needed by who calls names, and large

        try:
            if self._resolver is None:
                self._resolver = _resolver(self._nameserver)
            answer = await self._resolver.resolve(
                name, kind, search=False, raise_on_no_answer=False
            )
        except DNSException as error:  # no such name, a server that fails, or none that answers
            log.debug("%s of %s: %s", kind, name, error)
            return ()
        return () if answer.rrset is None else tuple(answer.rrset)


def _resolver(nameserver: HostPort | None) -> "Resolver":
    import dns.asyncresolver
    import dns.resolver

    class Bounded(dns.resolver.LRUCache):
        """Keeps an answer for its TTL, but no longer than an hour."""

        def put(self, key: Any, value: Any) -> None:
            value.expiration = min(value.expiration, time.time() + LONGEST_TTL_S)
            super().put(key, value)

    resolver = dns.asyncresolver.Resolver(configure=nameserver is None)
    if nameserver is not None:
        resolver.nameservers, resolver.port = [nameserver.host], nameserver.port
    resolver.lifetime = PATIENCE_S
    resolver.cache = Bounded(MAX_KEPT)
    return resolver


def _written(name: str) -> list[str]:
    """What the hosts file says of a name."""
    wanted, found = name.rstrip(".").lower(), []
    try:
        lines = _HOSTS.read_text(errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        address, *names = line.partition("#")[0].lower().split() or [""]
        if wanted in names and ip_of(address) is not None:
            found.append(address)
    return sorted(found, key=is_ipv6)


async def _system(name: str) -> list[str]:
    ask = partial(socket.getaddrinfo, name, None, type=socket.SOCK_DGRAM)
    found = await asyncio.get_running_loop().run_in_executor(_threads, ask)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
