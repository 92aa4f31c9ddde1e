"""How many parts a text needs."""

import pytest

from voipbin.core.message.parts import parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("Grüße, señor £5\n" * 10, 1),
    ],
)
def test_gsm_alphabet(text: str, expected: int) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("€" * 80, 1), ("€" * 80 + "a", 2), ("[" + "a" * 158, 1), ("[" + "a" * 159, 2)],
)
def test_extension_table_counts_twice(text: str, expected: int) -> None:
    assert parts(text) == expected


def test_an_escape_is_not_torn_from_its_character() -> None:
    # 153 units hold 76 pairs and a rest of one, where nothing of the next pair goes.
    assert parts("€" * 152) == 2
    assert parts("€" * 153) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("я" * 70, 1), ("я" * 71, 2), ("я" * 134, 2), ("я" * 135, 3), ("a" * 70 + "ê", 2)],
)
def test_other_alphabets(text: str, expected: int) -> None:
    assert parts(text) == expected


def test_a_pair_of_units_is_not_torn() -> None:
    assert parts("😀" * 35) == 1
    assert parts("😀" * 36) == 2
    # 67 units hold 33 pairs.
    assert parts("😀" * 66) == 2
    assert parts("😀" * 67) == 3
