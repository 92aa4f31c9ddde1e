"""What usage costs, restated."""

import pytest

from voipbin.core.billing.rates import rate_of


@pytest.mark.parametrize(
    ("cost_type", "tokens", "micros", "per_minute"),
    [
        ("call_pstn_outgoing", 0, 10_000, True),
        ("call_pstn_incoming", 0, 10_000, True),
        ("call_vn", 1, 1000, True),
        ("call_extension", 0, 0, True),
        ("call_direct_ext", 0, 0, True),
        ("sms", 0, 10_000, False),
        ("email", 0, 10_000, False),
        ("number", 0, 5_000_000, False),
        ("number_renew", 0, 5_000_000, False),
        ("tts", 3, 30_000, True),
        ("recording", 3, 30_000, True),
    ],
)
def test_declared(cost_type: str, tokens: int, micros: int, per_minute: bool) -> None:
    rate = rate_of(cost_type)
    assert (rate.token_per_unit, rate.credit_per_unit) == (tokens, micros)
    assert rate.per_minute is per_minute


def test_no_such_use() -> None:
    with pytest.raises(ValueError, match="fax"):
        rate_of("fax")
