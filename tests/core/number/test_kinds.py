"""What is a virtual number and what is not."""

from itertools import islice

import pytest

from voipbin.core.errors import InvalidArgument
from voipbin.core.number.kinds import NORMAL, VIRTUAL, check_number, random_virtual_numbers


@pytest.mark.parametrize(
    ("number", "type"),
    [
        ("+899001000000", VIRTUAL),
        ("+899999999999", VIRTUAL),
        ("+14155550100", NORMAL),
        ("+8981234567", NORMAL),
    ],
)
def test_good(number: str, type: str) -> None:
    check_number(number, type)


@pytest.mark.parametrize(
    ("number", "type"),
    [
        ("+899000000000", VIRTUAL),
        ("+899000999999", NORMAL),
        ("+89900012", NORMAL),
        ("+89912345678", VIRTUAL),
        ("+8991234567890", VIRTUAL),
        ("+14155550100", VIRTUAL),
        ("+899123456789", NORMAL),
    ],
)
def test_bad(number: str, type: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        check_number(number, type)
    assert [field for field, _ in refused.value.violations] == ["number"]
    assert number in refused.value.message


def test_offered_numbers_are_good() -> None:
    for number in islice(random_virtual_numbers(), 200):
        check_number(number, VIRTUAL)
