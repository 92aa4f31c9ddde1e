"""Which SIP domains a certificate speaks for (RFC 5922 7)."""

import ssl
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from ..uri import Uri

Certificate = Mapping[str, Any]
"""As `ssl.SSLSocket.getpeercert` has it: already checked up to a root we trust."""


def identities(certificate: Certificate) -> frozenset[str]:
    """Its domains, in lower case (7.1).

    SIP URIs without a user come first, names of the DNS count where there are none, and the common
    name only in a certificate of old without any alternative name.
    """
    names = certificate.get("subjectAltName", ())
    if not names:
        return frozenset(_common_names(certificate))
    found = frozenset(_domains_of_uris(names))
    return found or frozenset(value.lower() for kind, value in names if kind == "DNS")


def speaks_for(certificate: Certificate, host: str, *, wildcards: bool = False) -> bool:
    """Whether it is one of that host of a URI (7.2, 7.3): the whole name, wildcards match nothing.

    A numeric address, of which RFC 5922 does not speak, has to be there as one.

    Args:
        wildcards: let them stand for one label, the first, as on the web (RFC 9525 6.3).
    """
    try:
        address = ip_address(host)
    except ValueError:
        name = host.lower().rstrip(".")
        known = identities(certificate)
        parent = name.partition(".")[2] if wildcards else ""
        return "*" not in name and (name in known or bool(parent and f"*.{parent}" in known))
    names = certificate.get("subjectAltName", ())
    return any(kind == "IP Address" and ip_address(value) == address for kind, value in names)


def fault_of(
    connection: ssl.SSLObject | ssl.SSLSocket, host: str, *, wildcards: bool = False
) -> str:
    """Why the peer of a handshake is not that host; empty when it is."""
    certificate = connection.getpeercert() or {}
    if speaks_for(certificate, host, wildcards=wildcards):
        return ""
    return f"its certificate is not of {host} but of {', '.join(sorted(identities(certificate)))}"


def _domains_of_uris(names: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for kind, value in names:
        if kind != "URI":
            continue
        try:
            uri = Uri.parse(value)
        except ValueError:
            continue
        if uri.scheme == "sip" and uri.user is None:
            yield uri.host.lower()


def _common_names(certificate: Certificate) -> Iterator[str]:
    for part in certificate.get("subject", ()):
        for kind, value in part:
            if kind == "commonName":
                yield value.lower()
