"""What of a provider goes into SIP messages, checked."""

import re
from typing import Any

from voipbin.core.provider.place import Place

_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]{1,64}")  # RFC 3261 25.1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
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
    """What is wrong with the place of a provider; None when nothing is."""
    try:
        Place.parse(hostname)
    except ValueError as error:
        return str(error)
    return None


def header_faults(headers: dict[str, Any]) -> list[tuple[str, str]]:
    """(header, what is wrong with it) of each bad one."""
    if len(headers) > _MAX_HEADERS:
        return [("", f"must have at most {_MAX_HEADERS} headers, has {len(headers)}")]
    judged = [(name, _header_fault(name, value)) for name, value in headers.items()]
    return [(name, fault) for name, fault in judged if fault is not None]


def _header_fault(name: str, value: Any) -> str | None:
    if _TOKEN.fullmatch(name) is None:
        return "is no name of a header"
    if name.lower() in _OF_THE_CALL:
        return "is set by the call itself"
    if not isinstance(value, str) or len(value) > _MAX_VALUE:
        return f"must be text of at most {_MAX_VALUE} characters"
    return "must be one line without control characters" if _CONTROL.search(value) else None
