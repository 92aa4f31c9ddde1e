"""From a URI to a transport and an address (RFC 3263 without SRV: numeric hosts and A/AAAA)."""

import asyncio
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
        transport = _transport(uri)
    return _hop(uri, transport, host)


async def next_hop(uri: Uri) -> NextHop:
    """Next hop of a URI, asking the resolver for names.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
        OSError: the name does not resolve.
    """
    hop = numeric_hop(uri)
    if hop is not None:
        return hop
    host = uri.param("maddr") or uri.host
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    if not found:
        raise OSError(f"{host} does not resolve")
    address = found[0][4]
    return _hop(uri, _transport(uri), str(address[0]))


def _hop(uri: Uri, transport: str, host: str) -> NextHop:
    port = uri.port or _PORTS.get(transport, DEFAULT_PORT)
    name = uri.host.strip("[]") if transport == "tls" else ""
    return NextHop(transport, HostPort(host, port), name)


def _transport(uri: Uri) -> str:
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
