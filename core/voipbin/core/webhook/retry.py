"""When a delivery is attempted again."""

import email.utils
import random

DAY_US = 86_400 * 1_000_000
_FIRST_S = 5.0
_FACTOR = 3.0
_LONGEST_S = 7_200.0
_JITTER = 0.2
_LEAST_LEFT_S = 60.0
_MOST_ASKED_S = 3_600.0
"Of Retry-After: nobody may park deliveries for longer."
_MICROS = 1_000_000


def next_attempt_us(attempts: int, now_us: int, expire_us: int, asked_s: float) -> int | None:
    """When to try again; None when the day is over.

    5 s, 15 s, 45 s, ... and then every two hours, each a fifth more or less; the last one is made
    when the day ends.

    Args:
        attempts: how many there were, at least one.
        asked_s: what the other side asked for; 0 for nothing.
    """
    delay_s = min(_FIRST_S * _FACTOR ** min(attempts - 1, 20), _LONGEST_S)
    delay_s *= random.uniform(1 - _JITTER, 1 + _JITTER)
    left_s = (expire_us - now_us) / _MICROS
    if left_s < _LEAST_LEFT_S:
        return None
    return now_us + round(min(max(delay_s, asked_s), left_s) * _MICROS)


def retry_after_s(value: str, now_us: int) -> float:
    """Seconds a Retry-After header asks for (RFC 9110 10.2.3); 0 when it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), _MOST_ASKED_S)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return min(max(moment.timestamp() - now_us / _MICROS, 0.0), _MOST_ASKED_S)
