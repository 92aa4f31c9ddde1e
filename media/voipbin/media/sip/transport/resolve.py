"""From a URI to a transport, and to an address where that takes no question."""

import ipaddress
import socket
from dataclasses import dataclass

from ..flow import HostPort
from ..uri import Uri

DEFAULT_PORT = 5060
_PORTS = {"tls": 5061}


@dataclass(frozen=True, slots=True)
class NextHop:
    """Where to send a request."""

    transport: str
    address: HostPort
    server_name: str = ""
    """TLS: the host of the URI, which the certificate has to carry (RFC 5922 7.3)."""


def numeric_hop(uri: Uri) -> NextHop | None:
    """Next hop of a URI whose host (or maddr) is a numeric address; None for names.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
    """
    host = (uri.param("maddr") or uri.host).strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None
    finally:
        transport = transport_of(uri)
    return _hop(uri, transport, host)


def _hop(uri: Uri, transport: str, host: str) -> NextHop:
    port = uri.port or default_port(transport)
    name = uri.host.strip("[]") if transport == "tls" else ""
    return NextHop(transport, HostPort(host, port), name)


def default_port(transport: str) -> int:
    """Where servers listen unless they say otherwise (RFC 3261 19.1.2)."""
    return _PORTS.get(transport, DEFAULT_PORT)


def transport_of(uri: Uri) -> str:
    """The transport a URI asks for, UDP when it leaves that open.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
    """
    if uri.scheme == "sips":  # RFC 3261 26.2.2; transport=tcp says what is below TLS
        if uri.transport not in (None, "tcp", "tls"):
            raise ValueError(f"URI: sips over transport {uri.transport!r} is not supported")
        return "tls"
    if uri.scheme != "sip":
        raise ValueError(f"URI: cannot send to scheme {uri.scheme!r}")
    transport = uri.transport or "udp"
    if transport in ("ws", "wss"):
        raise ValueError(f"URI: {uri.host} can only be reached on the connection it registered on")
    if transport not in ("udp", "tcp", "tls"):
        raise ValueError(f"URI: transport {transport!r} is not supported")
    return transport


def local_address_towards(remote: HostPort) -> str:
    """Our own address a peer would see, by the routing table; nothing is sent."""
    family = socket.AF_INET6 if ":" in remote.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((remote.host, remote.port or DEFAULT_PORT))
        except OSError:
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"
        return str(probe.getsockname()[0])
