"""The address families: which one a host is of, and what peers of each are told of us."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address


def is_ipv6(host: str) -> bool:
    """Whether it is an address of IPv6; names are taken for IPv4."""
    return ":" in host


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that text is; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def by_family(hosts: Iterable[str]) -> dict[bool, str]:
    """The host that peers of IPv6 (True) and of IPv4 see; a name is seen by both."""
    found: dict[bool, str] = {}
    for host in hosts:
        if ip_of(host) is None:
            found = {False: host, True: host} | found
        else:
            found.setdefault(is_ipv6(host), host)
    return found
