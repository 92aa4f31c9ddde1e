"""X-RTP-Stat: how good the audio was, as the end that sent BYE tells it."""

import re
from typing import Any

_HEADER = re.compile(rb"^x-rtp-stat[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FIGURES = {
    "mos": re.compile(r"\bMOS=([0-9.]+)", re.IGNORECASE),
    "jitter": re.compile(r"\bJitter=([0-9.]+)", re.IGNORECASE),
    "packet_loss_pct": re.compile(r"\bPacketLossPct=([0-9.]+)", re.IGNORECASE),
    "rtt": re.compile(r"\bRTT=([0-9.]+)", re.IGNORECASE),
}
_COUNTS = re.compile(
    r"\b(RTP|RTCP):\s*(\d+)\s*bytes,\s*(\d+)\s*packets,\s*(\d+)\s*errors", re.IGNORECASE
)
_WHOLE = frozenset({"jitter", "rtt"})
_MOST = 2**53


def read_rtp_stat(message: bytes) -> dict[str, Any] | None:
    """Fields of the API by name; None when the message has no such header or it says nothing."""
    found = _HEADER.search(message)
    if found is None:
        return None
    text = found[1].decode("ascii", "replace")
    figures: dict[str, Any] = {}
    for name, pattern in _FIGURES.items():
        if (match := pattern.search(text)) and (value := _number(match[1])) is not None:
            figures[name] = int(value) if name in _WHOLE else value
    for kind, octets, packets, errors in _COUNTS.findall(text):
        counts = zip(("bytes", "packets", "errors"), (octets, packets, errors), strict=True)
        figures |= {f"{kind.lower()}_{what}": min(int(count), _MOST) for what, count in counts}
    return figures or None


def _number(text: str) -> float | None:
    try:
        return min(float(text), float(_MOST))
    except ValueError:
        return None
