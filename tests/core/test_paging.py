"""Page sizes and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipbin.core.errors import InvalidArgument
from voipbin.core.paging import format_time, page_size, parse_token, token_of

YEAR_ONE_US = -62_135_596_800_000_000
YEAR_9999_US = 253_402_300_799_999_999


@pytest.mark.parametrize(
    ("asked", "given_rows"), [(0, 100), (-1, 100), (101, 100), (2**31 - 1, 100), (1, 1), (100, 100)]
)
def test_page_size(asked: int, given_rows: int) -> None:
    assert page_size(asked) == given_rows


@given(st.integers(YEAR_ONE_US, YEAR_9999_US))
def test_time_round_trip(microseconds: int) -> None:
    assert parse_token(format_time(microseconds)) == (microseconds, "")


def test_token_round_trip() -> None:
    assert parse_token(token_of(1_767_225_600_000_001, "some-id")) == (
        1_767_225_600_000_001,
        "some-id",
    )


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(token: str) -> None:
    try:
        microseconds, _ = parse_token(token)
    except InvalidArgument as error:
        assert error.violations[0][0] == "page_token"
    else:
        assert YEAR_ONE_US <= microseconds <= YEAR_9999_US
