"""Finding passages by the words of a question."""

import pytest

from voipbin.core.rag.index import Index
from voipbin.core.rag.passages import DEVDOC, OPENAPI, Passage, passages

HOLD = Passage("call.proto", "POST /calls/{id}/hold: Holds a call", OPENAPI, "Music plays.")
RECORD = Passage("call.proto", "StartRecording", OPENAPI, "Records both sides of calls.")
PORT = Passage("README.md", "Ports", DEVDOC, "The SIP port is 5060, also to hold the line.")
INDEX = Index([HOLD, RECORD, PORT])


def titles(question: str, kinds: tuple[str, ...] = (), most: int = 5) -> list[str]:
    return [passage.title for passage, _ in INDEX.find(question, kinds, most)]


def test_closest_first() -> None:
    found = INDEX.find("How do I hold a call?", (), 5)
    assert next(passage for passage, _ in found) == HOLD
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("question", ["recordings", "start RECORDING", "start_recording"])
def test_names_are_taken_apart(question: str) -> None:
    assert titles(question)[0] == "StartRecording"


def test_kinds_and_most() -> None:
    assert titles("hold", (DEVDOC,)) == ["Ports"]
    assert titles("hold", ("design",)) == []
    assert len(titles("hold the line of calls", most=1)) == 1


@pytest.mark.parametrize("question", ["zebra", "?!", " ", "größe", "🙂"])
def test_nothing_is_found(question: str) -> None:
    assert titles(question) == []


def test_the_same_words_are_as_close_as_can_be() -> None:
    only = Passage("a", "mute", OPENAPI, "")
    ((_, score),) = Index([only, HOLD]).find("mute", (), 5)
    assert score == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How do I put a call on hold?", "POST /calls/{id}/hold"),
        ("transfer a call to somebody else", "POST /transfers"),
        ("start a campaign", "PUT /campaigns/{id}/status"),
        ("which ports do SIP TLS phones use", "--sip-tls"),
    ],
)
def test_real_questions(question: str, title: str) -> None:
    found = Index(passages()).find(question, (), 5)
    assert any(passage.title.startswith(title) for passage, _ in found)


def test_every_passage_says_something() -> None:
    everything = passages()
    assert len(everything) > 400
    assert all(one.title and one.text and one.source_file for one in everything)
    assert {one.kind for one in everything} == {OPENAPI, DEVDOC}
