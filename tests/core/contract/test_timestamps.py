"""Moments as text, six digits of a second, from year 1 to 9999."""

import pytest

from voipbin.core.contract.timestamps import format_timestamp, parse_timestamp

KNOWN = [
    (0, 0, "1970-01-01T00:00:00.000000Z"),
    (1768469400, 123456000, "2026-01-15T09:30:00.123456Z"),
    (-1, 999999000, "1969-12-31T23:59:59.999999Z"),
    (-62135596800, 0, "0001-01-01T00:00:00.000000Z"),
    (253402300799, 999999000, "9999-12-31T23:59:59.999999Z"),
    (951782400, 0, "2000-02-29T00:00:00.000000Z"),
]


@pytest.mark.parametrize(("seconds", "nanos", "text"), KNOWN)
def test_both_ways(seconds: int, nanos: int, text: str) -> None:
    assert format_timestamp(seconds, nanos) == text
    assert parse_timestamp(text) == (seconds, nanos)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-15T09:30:00Z",
        "2026-01-15T09:30:00",
        "2026-01-15 09:30:00.000000",
        "2026-01-15T10:30:00+01:00",
        "2026-01-15T04:00:00.0-05:30",
    ],
)
def test_accepted_spellings(text: str) -> None:
    assert parse_timestamp(text) == (1768469400, 0)


def test_nanoseconds_are_read() -> None:
    assert parse_timestamp("1970-01-01T00:00:00.123456789Z") == (0, 123456789)


@pytest.mark.parametrize(
    "text",
    ["", "2026-01-15", "2026-13-01T00:00:00Z", "2026-01-15T09:30:60Z", "٢٠٢٦-01-15T09:30:00Z"],
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a time"):
        parse_timestamp(text)


@pytest.mark.parametrize("seconds", [-62135596801, 253402300800, 2**62])
def test_outside_the_calendar(seconds: int) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        format_timestamp(seconds, 0)
