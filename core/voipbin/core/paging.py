"""Newest-first pages by keyset: page 10,000 costs what page 1 costs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_

from voipbin.core.errors import InvalidArgument

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FORMATS = (
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
)


def page_size(requested: int, maximum: int = MAX_PAGE_SIZE) -> int:
    """Rows of a page: out of range is clamped."""
    return min(requested if requested > 0 else DEFAULT_PAGE_SIZE, maximum)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after a moment, or after a row."""

    tm_create: int
    id: str = ""

    def parameters(self) -> dict[str, Any]:
        """Values of the parameters in the conditions."""
        return {"after_tm": self.tm_create, "after_id": self.id}


def place_of(token: str) -> Place | None:
    """Where a page token leads; None for the first page.

    Raises:
        InvalidArgument: the token is neither ours nor a timestamp.
    """
    return Place(*parse_token(token)) if token else None


def after_moment(statement: Select[Any], table: Any) -> Select[Any]:
    """Keeps the rows of a newest-first statement before the moment of a place."""
    return statement.where(table.c.tm_create < bindparam("after_tm"))


def after_row(statement: Select[Any], table: Any) -> Select[Any]:
    """Keeps the rows of a newest-first statement after the row of a place."""
    moment: Any = bindparam("after_tm")
    id: Any = bindparam("after_id")
    return statement.where(
        # The first comparison lets the index seek; the second breaks the tie.
        table.c.tm_create <= moment,
        or_(table.c.tm_create < moment, and_(table.c.tm_create == moment, table.c.id < id)),
    )


def token_of(microseconds: int, id: str) -> str:
    """The token that continues after a row."""
    return f"{format_time(microseconds)},{id}"


def parse_token(token: str) -> tuple[int, str]:
    """(microseconds, id) of a token; the id is "" for a bare timestamp.

    Raises:
        InvalidArgument: the token is neither ours nor a timestamp.
    """
    moment, _, id = token.partition(",")
    for layout in _FORMATS:
        try:
            parsed = datetime.strptime(moment.rstrip("Z"), layout).replace(tzinfo=UTC)
        except ValueError:
            continue
        return (parsed - _EPOCH) // _MICROSECOND, id
    fault = f"must be a next_page_token or a timestamp, got {token[:80]!r}"
    raise InvalidArgument.of([("page_token", fault)])


def format_time(microseconds: int) -> str:
    """YYYY-MM-DDTHH:MM:SS.ffffffZ"""
    moment = _EPOCH + microseconds * _MICROSECOND
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
