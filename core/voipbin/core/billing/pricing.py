"""From use to money: units of time, and who pays for them, tokens or credit."""

from dataclasses import dataclass

from voipbin.v1 import annotations_pb2

_MICROS = 1_000_000
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Price:
    """What a use takes from an account."""

    tokens: int
    micros: int


def whole_seconds(start_us: int, end_us: int) -> int:
    """Seconds of use; what has not become a whole one is not counted. Never negative."""
    return max(0, end_us - start_us) // _MICROS


def started_minutes(seconds: int) -> int:
    """Billable units of so many seconds; none for none."""
    return -(-seconds // _MINUTE_S)


def is_free(rate: annotations_pb2.Rate) -> bool:
    """Whether nothing is taken, however long it lasts."""
    return not (rate.token_per_unit or rate.credit_per_unit)


def price_of(rate: annotations_pb2.Rate, units: int, balance_token: int) -> Price:
    """Tokens pay for as many whole units as they cover, credit for the others.

    A rate without tokens is paid with credit alone.
    """
    if not rate.token_per_unit:
        return Price(0, units * rate.credit_per_unit)
    by_token = min(units, max(0, balance_token) // rate.token_per_unit)
    return Price(by_token * rate.token_per_unit, (units - by_token) * rate.credit_per_unit)
