"""Servers that failed lately: the others are tried before them (RFC 3263 4.3, RFC 3261 21.5.4)."""

import re
from collections import OrderedDict
from typing import Final, NamedTuple

from .flow import Flow, HostPort
from .message import Response
from .timers import Clock

AVOIDED_S: Final = 60.0
"""How long one that was silent, could not be reached or gave no time itself is tried last."""
NO_STREAM_S: Final = 600.0
"""And one that no connection could be made to gets large requests over UDP this long."""
MAX_RETRY_AFTER_S: Final = 3600
"""No Retry-After is believed longer: whoever mistypes a digit should not be lost for a day."""
_MAX_REMEMBERED: Final = 1000
_RETRY_AFTER: Final = re.compile(r"\s*(\d{1,10})\s*(?:[;(]|\Z)")


class _Failure(NamedTuple):
    at_s: float
    until_s: float


class FailedServers:
    """A bounded memory of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[Flow | HostPort, _Failure] = OrderedDict()

    def note(self, what: Flow | HostPort, retry_after_s: int | None = None) -> None:
        """Remember one, for as long as it asks itself to be left alone.

        Args:
            what: a server, whatever is spoken with it, or a flow, where only that way to it failed.
        """
        now_s = self._clock.time()
        avoided_s = AVOIDED_S if retry_after_s is None else min(retry_after_s, MAX_RETRY_AFTER_S)
        self._failures.pop(what, None)
        self._failures[what] = _Failure(now_s, now_s + avoided_s)
        while len(self._failures) > _MAX_REMEMBERED:
            self._failures.popitem(last=False)

    def until_s(self, flow: Flow) -> float:
        """When one may be tried before others again, on the clock; 0 if it may already."""
        found = (self._failures.get(flow), self._failures.get(flow.remote))
        until_s = max((failure.until_s for failure in found if failure is not None), default=0.0)
        return 0.0 if until_s <= self._clock.time() else until_s

    def takes_streams(self, flow: Flow) -> bool:
        """Whether a connection to it is worth another try."""
        failure = self._failures.get(flow)
        return failure is None or self._clock.time() - failure.at_s >= NO_STREAM_S


def retry_after_s(response: Response) -> int | None:
    """The Retry-After of a response, comment and parameters aside (20.33); None without a good
    one."""
    found = _RETRY_AFTER.match(response.headers.get("Retry-After") or "")
    return None if found is None else int(found[1])
