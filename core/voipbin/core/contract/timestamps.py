"""Moments as text: `YYYY-MM-DDTHH:MM:SS.ffffffZ` to and from seconds and nanoseconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_SECONDS_A_DAY = 86_400
_FIRST_SECOND = -62_135_596_800
_LAST_SECOND = 253_402_300_799
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_SECOND = tuple(f"{second:02d}." for second in range(60))


def format_timestamp(seconds: int, nanos: int) -> str:
    """Spell a moment in UTC with six digits of a second; what is finer is cut off.

    Raises:
        ValueError: outside the years 1 to 9999.
    """
    return f"{_minute(seconds // 60)}{_SECOND[seconds % 60]}{nanos // 1000:06d}Z"


def parse_timestamp(text: str) -> tuple[int, int]:
    """Read RFC 3339 text, also with a blank for the T and without a zone (UTC).

    Returns:
        Seconds since 1970 and nanoseconds from 0 to 999999999.

    Raises:
        ValueError: no such moment.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError("must be a time such as 2026-01-15T09:30:00.000000Z")
    date, clock, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}{_offset(zone)}")
    except ValueError as error:
        raise ValueError(f"must be a time that exists: {error}") from None
    elapsed = moment - _EPOCH
    seconds = elapsed.days * _SECONDS_A_DAY + elapsed.seconds
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise ValueError("must be a time in the years 1 to 9999 UTC")
    return seconds, int((fraction or "0").ljust(9, "0"))


def _offset(zone: str | None) -> str:
    return "+00:00" if zone in (None, "Z") else str(zone)


# Rows of one page were mostly made within the same few minutes.
@lru_cache(maxsize=8192)
def _minute(minute: int) -> str:
    try:
        return (_EPOCH + timedelta(minutes=minute)).isoformat()[:17]
    except OverflowError:
        raise ValueError(f"minute {minute} since 1970 is outside the years 1 to 9999") from None
