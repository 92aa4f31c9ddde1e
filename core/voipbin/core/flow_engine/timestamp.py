"""Moments as REST spells them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(now_us: int) -> datetime:
    """The UTC moment, microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=now_us)


def spell_us(now_us: int) -> str:
    """YYYY-MM-DDTHH:MM:SS.ffffffZ, always six digits."""
    return moment(now_us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
