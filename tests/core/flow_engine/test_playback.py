"""talk, play, beep, sleep, echo, stream_echo."""

import pytest

from tests.core.flow_engine.player import INCOMING, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    AnswerCall,
    Beep,
    CallAnswered,
    CallFacts,
    CancelTimer,
    DigitPressed,
    Forward,
    PlayTalk,
    PlayUrls,
    StartEcho,
    StartTimer,
    StopEcho,
    StopPlayback,
    TimerFired,
)

NEXT = "00000000-0000-0000-0000-000000000003"


def test_talk_defaults() -> None:
    run = Player(act("talk", text="hi"), act("beep"))
    assert run.start() == [PlayTalk(1, "hi", "en-US", "", "", "", False)]
    run.feed(ActionDone(run.token))
    assert run.current == "beep"


def test_talk_passes_every_option_on() -> None:
    option = {
        "text": "<speak>hi</speak>",
        "language": "ko-KR",
        "provider": "aws",
        "voice_id": "Seoyeon",
        "gender": "female",
    }
    run = Player(act("talk", **option))
    assert run.start() == [
        PlayTalk(1, "<speak>hi</speak>", "ko-KR", "aws", "Seoyeon", "female", False)
    ]


def test_talk_answers_an_incoming_call_first() -> None:
    run = Player(act("talk", text="hi"), act("beep"), call=INCOMING)
    assert run.start() == [AnswerCall(1)]
    assert isinstance(run.feed(CallAnswered())[0], PlayTalk)
    assert run.current == "talk"


def test_talk_cannot_answer_an_outgoing_call_that_rings() -> None:
    run = Player(act("talk", text="hi"), call=CallFacts("outgoing", "ringing"))
    assert isinstance(run.start()[0], PlayTalk)


def test_talk_async_goes_on_at_once_and_its_end_changes_nothing() -> None:
    run = Player(act("talk", **{"text": "hi", "async": True}), act("sleep", duration=500))
    talk, timer = run.start()
    assert isinstance(talk, PlayTalk)
    assert talk.is_async
    assert isinstance(timer, StartTimer)
    assert run.feed(ActionDone(talk.token)) == []
    assert run.current == "sleep"


def test_talk_async_answers_first_too() -> None:
    run = Player(act("talk", **{"text": "hi", "async": True}), act("beep"), call=INCOMING)
    run.start()
    talk, beep = run.feed(CallAnswered())
    assert isinstance(talk, PlayTalk)
    assert isinstance(beep, Beep)


def test_talk_digits_handle_next_stores_the_digit_and_goes_on() -> None:
    run = Player(act("talk", text="hi", digits_handle="next"), act("beep"))
    run.start()
    assert run.feed(DigitPressed("5"))[0] == StopPlayback(1)
    assert run.current == "beep"
    assert run.state.variables["voipbin.call.digits"] == "5"


def test_talk_without_digits_handle_keeps_talking() -> None:
    run = Player(act("talk", text="hi"), act("beep"))
    run.start()
    assert run.feed(DigitPressed("5")) == []
    assert run.current == "talk"


def test_talk_digit_before_the_answer_does_not_skip_it() -> None:
    run = Player(act("talk", text="hi", digits_handle="next"), act("beep"), call=INCOMING)
    run.start()
    run.feed(DigitPressed("5"))
    assert run.current == "talk"
    assert run.state.variables["voipbin.call.digits"] == "5"


@pytest.mark.parametrize(
    "action",
    [act("talk", text="hi"), act("play", stream_urls=["http://a/b.wav"]), act("beep")],
    ids=["talk", "play", "beep"],
)
def test_playback_failed_goes_on(action: dict[str, object]) -> None:
    run = Player(action, act("sleep", duration=1))
    run.start()
    run.feed(ActionFailed(run.token, "no voice"))
    assert run.current == "sleep"


@pytest.mark.parametrize(
    "action",
    [act("talk", text="hi"), act("play", stream_urls=["http://a/b.wav"]), act("beep")],
    ids=["talk", "play", "beep"],
)
def test_playback_is_stopped_when_forwarded(action: dict[str, object]) -> None:
    run = Player(action, act("sleep", duration=1))
    run.start()
    assert run.feed(Forward(NEXT))[0] == StopPlayback(1)
    assert run.current == "sleep"


def test_talk_text_empty_after_substitution_goes_on() -> None:
    run = Player(act("talk", text="${nothing}"), act("beep"))
    run.start()
    assert run.current == "beep"
    assert not run.all(PlayTalk)


def test_play_does_not_answer() -> None:
    run = Player(
        act("play", stream_urls=["http://a/1.wav", "file:01a208f5-b3fb-735e-a766-397906c10b1f"]),
        call=INCOMING,
    )
    assert run.start() == [
        PlayUrls(1, ("http://a/1.wav", "file:01a208f5-b3fb-735e-a766-397906c10b1f"))
    ]


def test_beep() -> None:
    run = Player(act("beep"), act("stop"))
    assert run.start() == [Beep(1)]
    run.feed(ActionDone(run.token))
    assert run.state.status == "ended"


def test_sleep_waits_for_its_timer() -> None:
    run = Player(act("sleep", duration=1500), act("beep"), now_us=7)
    assert run.start() == [StartTimer(1, 1500, 1_500_007)]
    assert run.feed(TimerFired(run.token)) == [Beep(2)]


def test_sleep_zero_is_immediate() -> None:
    run = Player(act("sleep", duration=0), act("sleep"), act("beep"))
    assert run.start() == [Beep(3)]


def test_sleep_forwarded_cancels_the_timer() -> None:
    run = Player(act("sleep", duration=1500), act("beep"))
    run.start()
    assert run.feed(Forward(NEXT)) == [CancelTimer(1), Beep(2)]


@pytest.mark.parametrize(("word", "with_digits"), [("echo", False), ("stream_echo", True)])
@pytest.mark.parametrize(("duration", "expected_ms"), [(0, 180_000), (-1, 180_000), (40, 40)])
def test_echo(word: str, with_digits: bool, duration: int, expected_ms: int) -> None:
    run = Player(act(word, duration=duration), act("beep"))
    start, timer = run.start()
    assert start == StartEcho(1, with_digits)
    assert isinstance(timer, StartTimer)
    assert timer.duration_ms == expected_ms
    assert run.feed(TimerFired(1)) == [StopEcho(1), Beep(2)]


def test_echo_forwarded_stops() -> None:
    run = Player(act("echo"), act("beep"))
    run.start()
    assert run.feed(Forward(NEXT)) == [StopEcho(1), CancelTimer(1), Beep(2)]


def test_echo_failed_cancels_its_timer_and_goes_on() -> None:
    run = Player(act("echo"), act("beep"))
    run.start()
    cancel, _, beep = run.feed(ActionFailed(1, "no audio"))
    assert (cancel, beep) == (CancelTimer(1), Beep(2))
