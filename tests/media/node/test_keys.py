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
    news = [digit for digit, by_info in sent if keys.is_news(digit, 100, by_info=by_info)]
    assert "".join(news) == counted


def test_the_same_key_much_later_is_another_press(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    keys = Keys()
    assert keys.is_news("5", 160, by_info=True)
    now_s += 5  # the event by RTP ends with the press
    assert not keys.is_news("5", 5000, by_info=False)
    assert keys.is_news("5", 100, by_info=True)
    now_s += 3
    assert keys.is_news("5", 100, by_info=False)


def test_who_sends_events_is_remembered() -> None:
    keys = Keys()
    keys.is_news("1", 100, by_info=True)
    assert not keys.come_by_rtp
    keys.is_news("1", 100, by_info=False)
    assert keys.come_by_rtp


def test_who_takes_over_without_events_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    keys = Keys()
    keys.is_news("1", 100, by_info=False)
    for digit, by_rtp in (("2", True), ("3", False), ("4", False)):
        now_s += 3
        keys.is_news(digit, 100, by_info=True)
        assert keys.come_by_rtp is by_rtp
    keys.is_news("4", 100, by_info=False)
    assert keys.come_by_rtp
