"""What numbers are, and which of them a policy lets through."""

from typing import Any

import pytest

from voipbin.core.dialing_policy.destination import Destination, destination_of
from voipbin.core.dialing_policy.gate import number_refusal, use_refusal
from voipbin.core.dialing_policy.limits import DialingDefaults, DialingLimits
from voipbin.core.dialing_policy.model import DialingPolicyRow
from voipbin.core.dialing_policy.use import DialingUse


@pytest.mark.parametrize(
    ("number", "country", "kind"),
    [
        ("+4930901820", "DE", "fixed_line"),
        ("+19005551234", "US", "premium_rate"),
        ("+881612345678", "001", "satellite"),
        ("+870773123456", "001", "satellite"),
        ("+447011234567", "GB", "personal_number"),
        ("+18761234567", "JM", "unallocated"),
        ("+77011234567", "KZ", "mobile"),
        ("+9991234567", "", "unallocated"),
    ],
)
def test_country_and_kind(number: str, country: str, kind: str) -> None:
    assert destination_of(number) == Destination(country, kind)


def limits(**columns: Any) -> DialingLimits:
    row = DialingPolicyRow(id="", customer_id="", tm_create=1, **columns)
    return DialingLimits.of(row, DialingDefaults(calls_per_second=5))


def test_nothing_is_dialled_by_default() -> None:
    refusal = number_refusal(DialingLimits.of(None, DialingDefaults()), "+4930901820")
    assert refusal is not None and refusal.reason == "DESTINATION_NOT_ALLOWED"
    assert "allowed_countries" in refusal.message


def test_allowed_country_allows_ordinary_numbers_alone() -> None:
    everywhere = limits(allowed_countries=["all"])
    assert number_refusal(everywhere, "+4930901820") is None
    for number in ("+19005551234", "+881612345678", "+18761234567"):
        assert number_refusal(everywhere, number) is not None
    named = limits(allowed_countries=["all"], number_types=["premium_rate"])
    assert number_refusal(named, "+19005551234") is None


def test_country_ceiling_counts_above_the_choice() -> None:
    assert number_refusal(limits(allowed_countries=["DE"]), "+4930901820") is None
    below = limits(allowed_countries=["DE"], country_ceiling=["FR"])
    assert number_refusal(below, "+4930901820") is not None


def test_lowest_limit_counts() -> None:
    assert limits().calls_per_second == 5
    assert limits(calls_per_second=2).calls_per_second == 2
    assert limits(calls_per_second=9, calls_per_second_ceiling=3).calls_per_second == 3


@pytest.mark.parametrize(
    ("use", "reason", "again_after_s"),
    [
        (DialingUse(5, 0, 0, 1), "CALL_RATE_EXCEEDED", 1),
        (DialingUse(0, 100, 0, 1), "CONCURRENT_CALLS_EXCEEDED", None),
        (DialingUse(0, 0, 100_000_000, 1), "DAILY_SPEND_EXCEEDED", None),
    ],
)
def test_use_above_a_limit_is_refused(
    use: DialingUse, reason: str, again_after_s: float | None
) -> None:
    refusal = use_refusal(limits(), use)
    assert refusal is not None
    assert (refusal.reason, refusal.retry_after_s) == (reason, again_after_s)
    assert use_refusal(limits(), DialingUse(4, 99, 0, 1)) is None


def test_a_number_of_no_country_says_what_can_be_set() -> None:
    """Policies name countries by letters; there are none for these."""
    refusal = number_refusal(limits(allowed_countries=["DE"]), "+80012345678")
    assert refusal is not None and "to 'all'" in refusal.message and "'001'" not in refusal.message
    assert number_refusal(limits(allowed_countries=["all"]), "+80012345678") is None
