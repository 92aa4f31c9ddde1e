"""From a URI to a transport, and to an address where that takes no question."""

import ipaddress
from dataclasses import dataclass

from ..flow import HostPort
from ..uri import Uri

DEFAULT_PORT = 5060
_PORTS = {"tls": 5061, "ws": 80, "wss": 443}
_TRANSPORTS = {"": "udp", "udp": "udp", "tcp": "tcp", "tls": "tls", "ws": "ws", "wss": "wss"}
"""What a sip: URI asks for; `wss` is no word of RFC 7118, but one that is written."""
_SECURED = {"": "tls", "tcp": "tls", "tls": "tls", "ws": "wss", "wss": "wss"}
"""And a sips: URI (RFC 3261 26.2.2), where transport=tcp says what is below TLS."""
_NAMED = ("tls", "ws", "wss")


@dataclass(frozen=True, slots=True)
class NextHop:
    """Where to send a request."""

    transport: str
    address: HostPort
    server_name: str = ""
    """TLS and WebSocket: the host of the URI, which the certificate has to carry (RFC 5922 7.3) and
    the HTTP of the handshake names."""

    @classmethod
    def of(cls, uri: Uri, transport: str, address: HostPort) -> "NextHop":
        """A server of the URI at that address.

        The certificate has to carry the domain that was called, not the server it names: whoever
        can forge the DNS could name any (RFC 5922 4).
        """
        return cls(transport, address, uri.host.strip("[]") if transport in _NAMED else "")


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
    port = uri.port or default_port(transport)
    return NextHop.of(uri, transport, HostPort(host, port))


def default_port(transport: str) -> int:
    """Where servers listen unless they say otherwise (RFC 3261 19.1.2, RFC 7118 5.3)."""
    return _PORTS.get(transport, DEFAULT_PORT)


def transport_of(uri: Uri) -> str:
    """The transport a URI asks for, UDP when it leaves that open.

    Raises:
        ValueError: not a sip: URI, or a transport we do not speak.
    """
    if uri.scheme not in ("sip", "sips"):
        raise ValueError(f"URI: cannot send to scheme {uri.scheme!r}")
    known = _SECURED if uri.scheme == "sips" else _TRANSPORTS
    try:
        return known[uri.transport or ""]
    except KeyError:
        over = f"{uri.scheme} over transport {uri.transport!r}"
        raise ValueError(f"URI: {over} is not supported") from None
