"""When an account has nothing left, if everything goes on."""

import pytest

from voipbin.core.billing.exhaustion import Running, exhaustion
from voipbin.core.billing.rates import rate_of

_MINUTE = 60_000_000
_FAR = 10_000 * _MINUTE


def running(id: str, cost_type: str = "call_pstn_outgoing", start_us: int = 0) -> Running:
    return Running("call", id, rate_of(cost_type), start_us)


def first(tokens: int, micros: int, *uses: Running, until_us: int = _FAR) -> tuple[str, int] | None:
    found = exhaustion(tokens, micros, uses, until_us)
    return None if found is None else (found.of.reference_id, found.at_us)


@pytest.mark.parametrize(
    ("micros", "minutes"), [(0, 0), (9_999, 0), (10_000, 1), (35_000, 3), (-1, 0)]
)
def test_one_call_has_the_minutes_it_can_pay(micros: int, minutes: int) -> None:
    assert first(100, micros, running("a", start_us=7)) == ("a", 7 + minutes * _MINUTE)


def test_two_share() -> None:
    """They take turns; the one whose minute begins when nothing is left ends first."""
    uses = running("a"), running("b", start_us=_MINUTE // 2)
    assert first(0, 50_000, *uses) == ("b", _MINUTE // 2 + 2 * _MINUTE)
    assert first(0, 40_000, *uses) == ("a", 2 * _MINUTE)


def test_tokens_go_first_where_they_pay() -> None:
    assert first(2, 3_000, running("a", "call_vn")) == ("a", 5 * _MINUTE)
    assert first(7, 30_000, running("a", "recording")) == ("a", 3 * _MINUTE)


def test_minutes_that_were_had_count() -> None:
    """The balance is charged at the end of a use: what ran until now is taken off before."""
    uses = running("old"), running("new", start_us=10 * _MINUTE + 1)
    assert first(0, 120_000, *uses) == ("old", 11 * _MINUTE)
    assert first(0, 130_000, *uses) == ("new", 11 * _MINUTE + 1)


def test_free_use_never_ends() -> None:
    assert first(0, -5, running("a", "call_extension"), until_us=100 * _MINUTE) is None


def test_nothing_before_the_horizon() -> None:
    assert first(0, 100_000, running("a"), until_us=10 * _MINUTE) is None
    assert first(0, 100_000, running("a"), until_us=10 * _MINUTE + 1) == ("a", 10 * _MINUTE)
    assert first(0, 0) is None
