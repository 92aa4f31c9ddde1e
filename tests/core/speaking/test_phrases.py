"""Where texts are cut."""

import pytest

from voipbin.core.speaking.phrases import LONGEST, phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("Hello.", ["Hello."]),
        (
            "This is the first sentence. And this is another one! Is it?",
            ["This is the first sentence.", "And this is another one! Is it?"],
        ),
        ("Dr. Miller will see you now.", ["Dr. Miller will see you now."]),
        (
            "He paid 3.50 at 10 a.m. yesterday morning.",
            ["He paid 3.50 at 10 a.m. yesterday morning."],
        ),
        (
            'She said "stop it at once." Then she left us alone.',
            ['She said "stop it at once."', "Then she left us alone."],
        ),
        ("今天天气很好，去公园。明天也去公园吧。", ["今天天气很好，去公园。", "明天也去公园吧。"]),
        (
            "The first of the items\nThe second of the items",
            ["The first of the items", "The second of the items"],
        ),
        (
            "<speak>One is here. <b>Two</b> is there.</speak>",
            ["<speak>One is here. <b>Two</b> is there.</speak>"],
        ),
    ],
)
def test_cut(text: str, expected: list[str]) -> None:
    assert phrases(text) == expected


def test_long_sentences_are_cut_at_commas_and_spaces() -> None:
    text = "some words, " * 200
    found = phrases(text)
    assert max(map(len, found)) <= LONGEST
    assert all(piece.endswith(",") for piece in found)
    assert " ".join(found) == text.strip()


def test_text_without_any_place_to_cut() -> None:
    found = phrases("y" * 5000)
    assert max(map(len, found)) <= LONGEST
    assert "".join(found) == "y" * 5000
