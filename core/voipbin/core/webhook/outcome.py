"""What an attempt means for its delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voipbin.core.webhook.reason import PERMANENT, WebhookReason
from voipbin.core.webhook.retry import next_attempt_us
from voipbin.core.webhook.sending import Attempt

FLOW_ATTEMPTS = 3
FLOW_PAUSE_US = 1_000_000
_MOST_ATTEMPTS = 50
"Shown of a delivery."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A delivery after an attempt, or given up without one."""

    id: str
    lane: str
    status: str
    reason: str
    attempt_count: int
    attempts: Sequence[Any]
    tm_next_attempt: int | None
    tm_delivered: int | None

    @property
    def frees_lane(self) -> bool:
        """What is behind it may be sent."""
        return self.status != "pending"


def after_attempt(
    delivery: Any, attempt: Attempt, now_us: int, *, is_gone: bool, of_flow: bool = False
) -> Outcome:
    """Decides: 2xx is success; 410 and what cannot ever work are the end; the rest is tried again.

    Args:
        is_gone: the endpoint said that it is there no more.
        of_flow: the request of an action, which has few attempts and takes any answer below 500.
    """
    count = delivery.attempt_count + 1
    status, reason, due_us, delivered_us = "dead", attempt.reason, None, None
    if attempt.is_success:
        status, reason, delivered_us = "delivered", "", now_us
    elif of_flow:
        if not answered(attempt) and attempt.reason not in PERMANENT and count < FLOW_ATTEMPTS:
            status, due_us = "pending", now_us + FLOW_PAUSE_US
    elif not is_gone and attempt.reason not in PERMANENT:
        due_us = next_attempt_us(count, now_us, delivery.tm_expire, attempt.asked_s)
        if due_us is None:
            reason = WebhookReason.EXPIRED
        else:
            status = "pending"
    attempts = [*delivery.attempts, attempt.to_json()][-_MOST_ATTEMPTS:]
    return Outcome(
        delivery.id, delivery.lane, status, reason, count, attempts, due_us, delivered_us
    )


def answered(attempt: Attempt) -> bool:
    """Whether the other side is there and has decided, however."""
    return 0 < attempt.status_code < 500


def given_up(delivery: Any, reason: str) -> Outcome:
    """A delivery that is not attempted any more."""
    count, attempts = delivery.attempt_count, delivery.attempts
    return Outcome(delivery.id, delivery.lane, "dead", reason, count, attempts, None, None)
