"""From use to money."""

import pytest

from voipbin.core.billing.pricing import Price, price_of, started_minutes, whole_seconds
from voipbin.core.billing.rates import rate_of

_SECOND = 1_000_000


@pytest.mark.parametrize(
    ("us", "seconds"),
    [(0, 0), (999_999, 0), (_SECOND, 1), (60_999_999, 60), (61 * _SECOND, 61), (-5 * _SECOND, 0)],
)
def test_seconds_are_cut_off(us: int, seconds: int) -> None:
    assert whole_seconds(1_000, 1_000 + us) == seconds


@pytest.mark.parametrize(
    ("seconds", "units"), [(0, 0), (1, 1), (60, 1), (61, 2), (120, 2), (3600, 60), (3601, 61)]
)
def test_minutes_are_rounded_up(seconds: int, units: int) -> None:
    assert started_minutes(seconds) == units


@pytest.mark.parametrize(
    ("cost_type", "units", "tokens", "price"),
    [
        ("tts", 3, 9, Price(9, 0)),
        ("tts", 3, 4, Price(3, 60_000)),
        ("tts", 3, 2, Price(0, 90_000)),
        ("tts", 3, -5, Price(0, 90_000)),
        ("tts", 0, 9, Price(0, 0)),
        ("recording", 2, 100, Price(6, 0)),
        ("call_vn", 5, 3, Price(3, 2_000)),
        ("call_pstn_outgoing", 2, 100, Price(0, 20_000)),
        ("sms", 1, 100, Price(0, 10_000)),
        ("number", 1, 100, Price(0, 5_000_000)),
        ("call_extension", 60, 100, Price(0, 0)),
    ],
)
def test_tokens_first_or_credit_only(cost_type: str, units: int, tokens: int, price: Price) -> None:
    assert price_of(rate_of(cost_type), units, tokens) == price
