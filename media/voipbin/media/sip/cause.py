"""Q.850 causes of SIP responses and back, and the Reason header (RFC 3326, RFC 3398)."""

import re
from dataclasses import dataclass

from .grammar import get_param, is_token, parse_params, quote, split_commas

NORMAL = 16
"""Normal call clearing."""
BUSY = 17
NO_USER_RESPONDING = 18
NO_ANSWER = 19
REJECTED = 21
REDIRECTED = 23
"""Redirection to new destination."""
CANCELLED_ELSEWHERE = 26
"""Non-selected user clearing: somebody else took the call."""
NETWORK_OUT_OF_ORDER = 38
RECOVERY_ON_TIMER = 102

_CAUSE_OF_STATUS = {
    400: 127,
    401: 21,
    402: 21,
    403: 21,
    404: 1,
    405: 63,
    406: 79,
    407: 21,
    408: 18,
    410: 22,
    413: 127,
    414: 127,
    415: 79,
    416: 127,
    420: 127,
    421: 127,
    423: 127,
    480: 19,
    481: 41,
    482: 25,
    483: 25,
    484: 28,
    485: 1,
    486: 17,
    487: 16,
    488: 58,
    500: 38,
    501: 29,
    502: 27,
    503: 34,
    504: 102,
    505: 127,
    513: 127,
    600: 17,
    603: 21,
    604: 1,
    606: 58,
}

_STATUS_OF_CAUSE = {
    1: 404,
    3: 404,
    16: 480,
    17: 486,
    18: 408,
    19: 480,
    20: 480,
    21: 403,
    22: 410,
    26: 480,
    27: 502,
    28: 484,
    29: 501,
    31: 480,
    34: 503,
    38: 500,
    42: 503,
    58: 488,
    66: 503,
    127: 500,
}


def cause_of_status(status: int) -> int:
    """Q.850 cause of a final SIP response; 2xx are normal clearing.

    A 3xx that ends a call led nowhere it was allowed to go: nobody was reached, and nobody hung up.
    """
    if status < 300:
        return NORMAL
    if status < 400:
        return REDIRECTED
    fallback = 127 if status < 500 else NETWORK_OUT_OF_ORDER if status < 600 else REJECTED
    return _CAUSE_OF_STATUS.get(status, fallback)


def status_of_cause(cause: int) -> int:
    """SIP response that refuses an unanswered call for a Q.850 cause; unknown causes give 480."""
    return _STATUS_OF_CAUSE.get(cause, 480)


@dataclass(frozen=True, slots=True)
class Reason:
    """One value of the Reason header."""

    protocol: str
    """`Q.850`, `SIP` or another token."""
    cause: int | None = None
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> "Reason":
        """Parse one Reason value.

        Raises:
            ValueError: malformed.
        """
        protocol, semicolon, tail = text.partition(";")
        if not is_token(protocol.strip()):
            raise ValueError(f"Reason: malformed {text!r}")
        params = parse_params(semicolon + tail, "Reason")
        number = get_param(params, "cause")
        cause = int(number) if number and re.fullmatch(r"[0-9]{1,4}", number) else None
        return cls(protocol.strip(), cause, get_param(params, "text") or "")

    def __str__(self) -> str:
        cause = "" if self.cause is None else f";cause={self.cause}"
        text = f";text={quote(self.text, 'Reason text')}" if self.text else ""
        return f"{self.protocol}{cause}{text}"


def q850(cause: int, text: str = "") -> Reason:
    """Reason value carrying a Q.850 cause."""
    return Reason("Q.850", cause, text)


def reason_lines(cause: int, text: str = "") -> tuple[tuple[str, str], ...]:
    """Reason headers of a call that is given up while it rings.

    The 200 says that somebody else has taken it, first for phones that read but one (RFC 3326 2).
    """
    lines = (("Reason", str(q850(cause, text))),)
    if cause != CANCELLED_ELSEWHERE:
        return lines
    return (("Reason", str(Reason("SIP", 200, "Call completed elsewhere"))), *lines)


def find_q850(values: list[str]) -> int | None:
    """Q.850 cause among the Reason header lines of a message, or None; junk is skipped."""
    for value in values:
        try:
            reasons = [Reason.parse(part) for part in split_commas(value)]
        except ValueError:
            continue
        for reason in reasons:
            if reason.protocol.upper() == "Q.850" and reason.cause is not None:
                return reason.cause
    return None
