"""Keys that come by RTP, by INFO, or both ways."""

import pytest

from voipbin.media.node.keys import Keys

RTP, INFO = False, True


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ([("5", RTP), ("5", RTP)], "55"),
        ([("5", INFO), ("5", INFO)], "55"),
        ([("5", RTP), ("5", INFO), ("5", RTP), ("5", INFO)], "55"),
        ([("5", INFO), ("5", INFO), ("5", RTP), ("5", RTP)], "55"),
        ([("5", RTP), ("6", RTP), ("5", INFO), ("6", INFO)], "56"),
        # A transfer behind a trunk: the next party sends them the other way.
        ([("1", INFO), ("2", RTP), ("3", RTP)], "123"),
        ([("1", RTP), ("2", INFO), ("3", INFO)], "123"),
    ],
)
def test_each_press_counts_once(sent: list[tuple[str, bool]], counted: str) -> None:
    keys = Keys()
    news = [digit for digit, by_info in sent if keys.note(digit, 100, by_info=by_info)]
    assert "".join(news) == counted


def test_the_same_key_much_later_is_another_press(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    keys = Keys()
    assert keys.note("5", 160, by_info=True)
    now_s += 5  # the event by RTP ends with the press
    assert not keys.note("5", 5000, by_info=False)
    assert keys.note("5", 100, by_info=True)
    now_s += 3
    assert keys.note("5", 100, by_info=False)


def test_event_of_a_key_by_info_is_known_from_its_begin_on() -> None:
    keys = Keys()
    press = keys.note("1", 100, by_info=True)
    assert press is not None
    assert not keys.by_rtp(press)
    keys.begin("1")
    assert keys.by_rtp(press)
    assert keys.note("1", 100, by_info=False) is None
    assert keys.by_rtp(press)


def test_event_of_another_press_is_not_taken_for_its_own() -> None:
    keys = Keys()
    presses = [keys.note("1", 100, by_info=True) for _ in range(2)]
    keys.begin("1")
    keys.note("1", 100, by_info=False)
    assert [press is not None and keys.by_rtp(press) for press in presses] == [True, False]


def test_key_by_rtp_is_an_event() -> None:
    keys = Keys()
    keys.begin("1")
    press = keys.note("1", 100, by_info=False)
    assert press is not None
    assert keys.by_rtp(press)
