"""Which SIP addresses may be called."""

import ipaddress
import re

from voipbin.core.errors import InvalidArgument

_SIP = re.compile(
    r"(?:sips?:)?(?P<user>[^@\s<>\"?]+)@(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?:;transport=(?:udp|tcp|tls|wss?))?",
    re.IGNORECASE,
)


def sip_uri(target: str, field: str, *, allow_loopback: bool) -> str:
    """The Request-URI of a target such as user@host:port;transport=tcp.

    Headers, maddr and other parameters are refused: they would send a call elsewhere than it says.

    Args:
        field: where the target stands in the request, for the error.
        allow_loopback: this machine itself may be called.

    Raises:
        InvalidArgument: the target is malformed, or no place to call.
    """
    found = _SIP.fullmatch(target)
    if found is None:
        raise _refused(
            field, f"must be user@host[:port][;transport=udp|tcp|tls|ws|wss], got {target!r}"
        )
    if found["port"] is not None and not 0 < int(found["port"]) < 65536:
        raise _refused(field, f"must have a port from 1 to 65535, got {target!r}")
    if (fault := _host_fault(found["host"], allow_loopback)) is not None:
        raise _refused(field, f"{fault}, got {target!r}")
    return target if target.lower().startswith(("sip:", "sips:")) else f"sip:{target}"


def _host_fault(host: str, allow_loopback: bool) -> str | None:
    if host.lower() == "localhost":
        return None if allow_loopback else "must not be this machine"
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None  # a name; what it means is found out when it is called
    if address.is_loopback:
        return None if allow_loopback else "must not be this machine"
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return "must be the address of one machine"
    is_reserved = address.is_reserved or host == "255.255.255.255"
    return "must be the address of one machine" if is_reserved else None


def _refused(field: str, fault: str) -> InvalidArgument:
    return InvalidArgument.of([(f"{field}.target", fault)])
