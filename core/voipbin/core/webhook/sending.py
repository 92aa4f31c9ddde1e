"""One attempt to deliver."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voipbin.core.clock import Clock
from voipbin.core.egress import EgressAnswer, EgressClient, EgressError, EgressSession
from voipbin.core.paging import format_time
from voipbin.core.webhook.reason import WebhookReason, reason_of
from voipbin.core.webhook.retry import retry_after_s
from voipbin.core.webhook.signature import signed

_CUT_AT = 64 * 1024
"Of an answer nobody looks at."
_LONGEST_ERROR = 300
_JSON = "application/json"
_HOLDING = (429, 503)
"Answers that may carry Retry-After (RFC 9110 15.6.4, RFC 6585 4)."


@dataclass(frozen=True, slots=True)
class Target:
    """Where an attempt goes."""

    url: str
    method: str
    content_type: str = _JSON
    keys: Sequence[bytes] = ()
    "What signs; the newest first, none for no signature."


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one."""

    tm_create: int
    status_code: int
    latency_ms: int
    reason: str
    error: str
    asked_s: float = 0.0
    "What Retry-After asks for."

    @property
    def is_success(self) -> bool:
        """The other side has it."""
        return 200 <= self.status_code < 300

    def to_json(self) -> dict[str, Any]:
        """As the log shows it."""
        return {
            "status_code": self.status_code,
            "latency_ms": self.latency_ms,
            "reason": self.reason,
            "error": self.error,
            "tm_create": format_time(self.tm_create),
        }


class Sender:
    """Makes attempts."""

    def __init__(self, egress: EgressClient, clock: Clock) -> None:
        self._egress = egress
        self._clock = clock

    async def send(self, id: str, body: bytes, target: Target, session: EgressSession) -> Attempt:
        """Makes an attempt; whatever happens is in what it returns.

        Args:
            id: of the delivery.
        """
        began_us = self._clock.now_us()
        began_s = self._clock.monotonic_s()
        headers = signed(target.keys, id, began_us // 1_000_000, body)
        if target.content_type:
            headers["content-type"] = target.content_type
        status, reason, error, asked_s = 0, "", "", 0.0
        try:
            answer = await self._egress.request(
                target.method, target.url, body, headers, session=session, cut_at=_CUT_AT
            )
        except EgressError as fault:
            reason, error = fault.reason, str(fault)[:_LONGEST_ERROR]
        else:
            status, reason, error = answer.status, *_judged(answer)
            if status in _HOLDING:
                asked_s = retry_after_s(answer.headers.get("retry-after", ""), began_us)
        latency_ms = round((self._clock.monotonic_s() - began_s) * 1000)
        return Attempt(began_us, status, latency_ms, reason, error, asked_s)


def _judged(answer: EgressAnswer) -> tuple[str, str]:
    """The reason why an answer is not all well, and the same for people."""
    reason = reason_of(answer.status)
    if reason:
        return reason, f"answered {answer.status}"
    if answer.is_cut:
        return WebhookReason.ANSWER_CUT, f"only {_CUT_AT} bytes of the answer were read"
    return "", ""
