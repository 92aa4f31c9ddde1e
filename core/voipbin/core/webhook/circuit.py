"""Whether an endpoint is sent to: after failures in a row it is probed, not hammered."""

import random
from dataclasses import dataclass

OPENS_AFTER = 5
"Failures in a row."
_FIRST_PROBE_S = 10.0
_FACTOR = 2.0
_LONGEST_S = 600.0
_JITTER = 0.2
_MOST_AT_ONCE = 10
_MICROS = 1_000_000


@dataclass(slots=True)
class Circuit:
    """What is known of one endpoint. Times are microseconds since 1970."""

    status: str = "active"
    "active, failing or disabled."
    failures: int = 0
    reason: str = ""
    tm_hold: int | None = None
    tm_success: int | None = None
    at_once: int = 2
    """Requests under way at most. It grows with each success, so that an endpoint nobody knows yet
    cannot hold up many requests by being slow."""

    def may_send(self, under_way: int, now_us: int) -> bool:
        """Whether another request may begin."""
        if self.status == "disabled" or (self.tm_hold or 0) > now_us:
            return False
        return under_way < (1 if self.status == "failing" else self.at_once)

    def succeeded(self, now_us: int) -> bool:
        """Notes a success; returns whether the endpoint is back."""
        was_failing = self.status == "failing"
        if self.status != "disabled":
            self.status = "active"
        self.failures, self.reason, self.tm_success = 0, "", now_us
        if was_failing:
            self.tm_hold, self.at_once = None, 2
        self.at_once = min(self.at_once + 1, _MOST_AT_ONCE)
        return was_failing

    def failed(self, reason: str, now_us: int, asked_s: float) -> bool:
        """Notes a failure; returns whether that is when the endpoint begins to count as failing.

        Args:
            asked_s: what Retry-After asks for; 0 for nothing.
        """
        was_active = self.status == "active"
        self.failures, self.reason, self.at_once = self.failures + 1, reason, 1
        hold_s = asked_s
        if self.status != "disabled" and self.failures >= OPENS_AFTER:
            self.status = "failing"
            probe_s = _FIRST_PROBE_S * _FACTOR ** min(self.failures - OPENS_AFTER, 20)
            probe_s = min(probe_s, _LONGEST_S)
            hold_s = max(hold_s, probe_s * random.uniform(1 - _JITTER, 1 + _JITTER))
        if hold_s:
            self.tm_hold = max(self.tm_hold or 0, now_us + round(hold_s * _MICROS))
        return was_active and self.status == "failing"
