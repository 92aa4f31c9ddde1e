"""Summaries without a language model."""

from voipbin.core.aisummary.extract import MOST_SENTENCES, extract
from voipbin.core.aisummary.said import Said, minutes_of

TALK = [
    "hello",
    "good morning how can I help you",
    "my invoice 4711 shows the wrong amount",
    "one moment please",
    "yes",
    "the invoice 4711 has an amount of 90 instead of 60",
    "okay",
    "right",
    "I will send a new invoice with the amount of 60 on Monday",
    "thank you",
    "you are welcome",
    "bye",
]


def said(*texts: str) -> list[Said]:
    return [Said(n * 61_000_000, "out" if n % 2 else "in", text) for n, text in enumerate(texts)]


def test_short_talk_is_told_whole() -> None:
    lines = extract(said("I want to order", "what do you want")).splitlines()
    assert lines == ["[00:00] caller: I want to order", "[01:01] other party: what do you want"]


def test_what_matters_stays_in_its_order() -> None:
    told = said(*TALK)
    lines = extract(told, most=3).splitlines()
    assert lines == minutes_of([told[2], told[5], told[8]]).splitlines()


def test_never_longer_than_wanted() -> None:
    assert len(extract(said(*TALK * 10)).splitlines()) == MOST_SENTENCES


def test_one_voice_needs_no_name() -> None:
    assert minutes_of([Said(0, "in", "we begin")]) == "[00:00] we begin"


def test_same_words_again_and_again() -> None:
    """No sentence says more than another: the first ones are taken."""
    told = said(*["la la la"] * 20)
    assert extract(told) == minutes_of(told[:MOST_SENTENCES])
