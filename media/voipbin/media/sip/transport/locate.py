"""From a URI to the servers that may take a request, best first (RFC 3263 4, RFC 2782)."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from ..flow import HostPort
from ..uri import Uri
from .names import Names, Srv
from .resolve import NextHop, default_port, numeric_hop, transport_of

MAX_HOPS: Final = 10
"""Servers tried for one request: a zone may list hundreds."""
PATIENCE_S: Final = 8.0
"""All questions about one URI together."""

_SERVICES: Final = {
    "SIP+D2U": "udp",
    "SIP+D2T": "tcp",
    "SIPS+D2T": "tls",
    "SIP+D2W": "ws",  # RFC 7118 5.3
    "SIPS+D2W": "wss",
}
_PREFIXES: Final = {"udp": "_sip._udp.", "tcp": "_sip._tcp.", "tls": "_sips._tcp."}

Draw = Callable[[int], int]
"""A random number from 0 to its argument."""


async def locate(
    uri: Uri, names: Names, spoken: Iterable[str], *, draw: Draw | None = None
) -> Sequence[NextHop]:
    """The next hops of a URI in the order in which to try them; at least one.

    An explicit port says where, a numeric host says all: neither needs SRV (4.2). Without a
    transport the domain itself chooses by NAPTR, else UDP is tried before TCP (4.1).

    Args:
        spoken: transports we could send on.
        draw: chance, for the weights.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
        OSError: the name leads nowhere.
    """
    hop = numeric_hop(uri)
    if hop is not None:
        return [hop]
    host = (uri.param("maddr") or uri.host).rstrip(".")
    if host.lower().endswith(".invalid"):  # how browsers write where they are (RFC 7118 5.2)
        raise OSError(f"{host} can only be reached on the connection it came by")
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _named(uri, host, names, frozenset(spoken), draw or _draw)
    except TimeoutError:
        raise OSError(f"{host}: the DNS does not answer") from None


def weighted(records: Iterable[Srv], draw: Draw) -> Iterator[Srv]:
    """SRV records by priority, among equals at random in proportion to their weights (RFC 2782)."""
    # Those of weight 0 first, so that they keep a very small chance.
    ordered = sorted(records, key=lambda record: (record.priority, record.weight))
    for _, group in groupby(ordered, key=lambda record: record.priority):
        left = list(group)
        while left:
            mark, total = draw(sum(record.weight for record in left)), 0
            for record in left:
                total += record.weight
                if total >= mark:
                    break
            left.remove(record)
            yield record


async def _named(
    uri: Uri, host: str, names: Names, spoken: frozenset[str], draw: Draw
) -> Sequence[NextHop]:
    given = uri.transport is not None or uri.scheme == "sips"
    transport = transport_of(uri)
    # No name of SRV is defined for WebSocket, NAPTR has to tell one (RFC 7118 5.3): where a URI
    # asks for it, which takes no NAPTR, the name is of a host.
    if uri.port is None and transport in _PREFIXES:
        services = [(transport, _PREFIXES[transport] + host)] if given else None
        hops = await _served(uri, host, services, names, spoken, draw)
        if hops:
            return hops
    port = uri.port or default_port(transport)
    addresses = await names.addresses(host)
    return [NextHop.of(uri, transport, HostPort(address, port)) for address in addresses]


async def _served(
    uri: Uri,
    host: str,
    services: Sequence[tuple[str, str]] | None,
    names: Names,
    spoken: frozenset[str],
    draw: Draw,
) -> Sequence[NextHop]:
    """By SRV; empty when the domain has no such records."""
    if services is None:
        records = sorted(await names.naptr(host))
        offered = ((_SERVICES.get(record.service), record.replacement) for record in records)
        services = [(kind, name) for kind, name in offered if kind is not None and kind in spoken]
    if not services:
        services = [(kind, _PREFIXES[kind] + host) for kind in ("udp", "tcp") if kind in spoken]
    found = await _gather([names.srv(name) for _, name in services])
    servers = [
        (transport, server)
        for (transport, _), records in zip(services, found, strict=True)
        for server in weighted(records, draw)
    ]
    if servers and all(server.target == "." for _, server in servers):
        raise OSError(f"{host} says that it has no such service")
    hops: list[NextHop] = []
    for transport, server in servers:
        if len(hops) >= MAX_HOPS:
            break
        hops += await _at(uri, transport, server, names)
    if servers and not hops:
        raise OSError(f"{host}: none of its servers resolves")
    return hops[:MAX_HOPS]


async def _at(uri: Uri, transport: str, server: Srv, names: Names) -> list[NextHop]:
    if server.target == ".":
        return []
    try:
        addresses = await names.addresses(server.target)
    except OSError:
        return []  # the others may do
    return [NextHop.of(uri, transport, HostPort(address, server.port)) for address in addresses]


async def _gather(questions: Sequence[Awaitable[Sequence[Srv]]]) -> list[Sequence[Srv]]:
    return list(await asyncio.gather(*questions))


def _draw(most: int) -> int:
    return random.randint(0, most)
