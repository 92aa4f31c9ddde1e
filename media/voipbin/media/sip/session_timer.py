"""Session timers: who refreshes, how often, and when to give up (RFC 4028)."""

import re
from dataclasses import dataclass
from typing import Literal

from .message import Message, Request, Response

Side = Literal["uac", "uas"]
"""Role in the transaction that (re)negotiates the timer."""
_VALUE = re.compile(r"\s*(\d{1,9})\s*(?:;(.*))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SessionInterval:
    """What one transaction agreed on."""

    interval_s: int
    refresher: Side

    def __str__(self) -> str:
        return f"{self.interval_s};refresher={self.refresher}"

    @property
    def refresh_after_s(self) -> float:
        """The refresher acts at half time (7.2)."""
        return self.interval_s / 2

    @property
    def give_up_after_s(self) -> float:
        """The other side hangs up a little before the end (10)."""
        return self.interval_s - min(32.0, self.interval_s / 3)


def read_session_expires(message: Message) -> tuple[int, Side | None] | None:
    """Interval and refresher of a Session-Expires header; None when absent.

    Raises:
        ValueError: malformed.
    """
    value = message.headers.get("Session-Expires")
    if value is None:
        return None
    match = _VALUE.match(value)
    if match is None:
        raise ValueError(f"Session-Expires: malformed {value!r}")
    params = (match[2] or "").lower().replace(" ", "")
    refresher: Side | None = None
    if "refresher=uac" in params:
        refresher = "uac"
    elif "refresher=uas" in params:
        refresher = "uas"
    return int(match[1]), refresher


def too_small(request: Request, min_se_s: int) -> bool:
    """Whether a request must be answered 422 (9)."""
    wanted = read_session_expires(request)
    return wanted is not None and wanted[0] < min_se_s


def agree(request: Request, *, session_expires_s: int, min_se_s: int) -> SessionInterval | None:
    """What a UAS answers to `request` (9, table 2); None: no session timer.

    Args:
        session_expires_s: our own interval; 0 switches timers off.
    """
    if not session_expires_s:
        return None
    asked = read_session_expires(request)
    peer_can = "timer" in request.headers.tokens("Supported")
    if asked is None:
        return SessionInterval(session_expires_s, "uac") if peer_can else None
    lowest = max(min_se_s, request.number_or("Min-SE", 0))
    interval_s = max(min(asked[0], session_expires_s), lowest)
    if not peer_can:
        return SessionInterval(interval_s, "uas")
    return SessionInterval(interval_s, asked[1] or "uac")


def agreed(response: Response) -> SessionInterval | None:
    """What the UAS's 2xx says to the UAC; None: no session timer (7.2)."""
    try:
        answer = read_session_expires(response)
    except ValueError:
        return None
    return None if answer is None else SessionInterval(max(answer[0], 90), answer[1] or "uac")
