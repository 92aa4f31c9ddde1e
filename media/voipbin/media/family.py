"""The address families: which one a host is of, and what peers of each are told of us."""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

_ANY_PORT = 5060
"""Routes do not depend on it."""


def is_ipv6(host: str) -> bool:
    """Whether it is an address of IPv6; names are taken for IPv4."""
    return ":" in host


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that text is; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def socket_family(host: str) -> socket.AddressFamily:
    """What a socket for that address is made with."""
    return socket.AF_INET6 if is_ipv6(host) else socket.AF_INET


def by_family(hosts: Iterable[str]) -> dict[bool, str]:
    """The host that peers of IPv6 (True) and of IPv4 see; a name is seen by both."""
    found: dict[bool, str] = {}
    for host in hosts:
        if ip_of(host) is None:
            found = {False: host, True: host} | found
        else:
            found.setdefault(is_ipv6(host), host)
    return found


def first_of_each(hosts: Iterable[str]) -> tuple[str, ...]:
    """The first host of each address family there is among them."""
    found: dict[bool, str] = {}
    for host in hosts:
        found.setdefault(is_ipv6(host), host)
    return tuple(found.values())


def told_of(bound: Sequence[str], public: Sequence[str]) -> tuple[str, ...]:
    """What peers are told of each address we are bound to: the public one of its family, or it.

    A single one may have a public address of the other family: what is in front may translate.
    """
    known = by_family(public)
    if len(bound) == 1 and is_ipv6(bound[0]) not in known:
        return (*public, *bound)[:1]
    return tuple(known.get(is_ipv6(host), host) for host in bound)


def local_address_towards(host: str) -> str:
    """Our own address a peer would see, by the routing table; nothing is sent."""
    with socket.socket(socket_family(host), socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, _ANY_PORT))
        except OSError:
            return "::1" if is_ipv6(host) else "127.0.0.1"
        return str(probe.getsockname()[0])
