"""What of a provider goes into SIP messages, checked."""

import re
from ipaddress import IPv6Address
from typing import Any

_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]{1,64}")  # RFC 3261 25.1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_HOST = 253
_MAX_HEADERS = 32
_MAX_VALUE = 512

_OF_THE_CALL = frozenset(
    {
        *("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "contact", "m"),
        *("max-forwards", "route", "record-route", "content-length", "l", "content-type", "c"),
        *("authorization", "proxy-authorization"),
    }
)
"Headers that every INVITE has its own of."


def hostname_fault(hostname: str) -> str | None:
    """What is wrong with host[:port]; None when nothing is."""
    found = _PLACE.fullmatch(hostname)
    if found is None or not _is_host(found["host"]):
        return f"must be host[:port], got {hostname!r}"
    if found["port"] is not None and not 0 < int(found["port"]) < 65536:
        return f"must have a port from 1 to 65535, got {hostname!r}"
    return None


def header_faults(headers: dict[str, Any]) -> list[tuple[str, str]]:
    """(header, what is wrong with it) of each bad one."""
    if len(headers) > _MAX_HEADERS:
        return [("", f"must have at most {_MAX_HEADERS} headers, has {len(headers)}")]
    judged = [(name, _header_fault(name, value)) for name, value in headers.items()]
    return [(name, fault) for name, fault in judged if fault is not None]


def _is_host(host: str) -> bool:
    if host.startswith("["):
        try:
            IPv6Address(host[1:-1])
        except ValueError:
            return False
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= _MAX_HOST and all(_LABEL.fullmatch(label) for label in labels)


def _header_fault(name: str, value: Any) -> str | None:
    if _TOKEN.fullmatch(name) is None:
        return "is no name of a header"
    if name.lower() in _OF_THE_CALL:
        return "is set by the call itself"
    if not isinstance(value, str) or len(value) > _MAX_VALUE:
        return f"must be text of at most {_MAX_VALUE} characters"
    return "must be one line without control characters" if _CONTROL.search(value) else None
