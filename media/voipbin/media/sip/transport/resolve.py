"""From a URI to a transport and an address (RFC 3263 without SRV: numeric hosts and A/AAAA)."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

from ..flow import HostPort
from ..uri import Uri

DEFAULT_PORT = 5060


@dataclass(frozen=True, slots=True)
class NextHop:
    """Where to send a request."""

    transport: str
    address: HostPort


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
    return NextHop(transport, HostPort(host, uri.port or DEFAULT_PORT))


async def next_hop(uri: Uri) -> NextHop:
    """Next hop of a URI, asking the resolver for names.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
        OSError: the name does not resolve.
    """
    hop = numeric_hop(uri)
    if hop is not None:
        return hop
    host, port = uri.param("maddr") or uri.host, uri.port or DEFAULT_PORT
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    if not found:
        raise OSError(f"{host} does not resolve")
    address = found[0][4]
    return NextHop(_transport(uri), HostPort(str(address[0]), port))


def _transport(uri: Uri) -> str:
    if uri.scheme != "sip":
        raise ValueError(f"URI: cannot send to scheme {uri.scheme!r}")
    transport = uri.transport or "udp"
    if transport not in ("udp", "tcp"):
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
