"""ai_talk: the talk, its limits, and what comes behind."""

from tests.core.flow_engine.player import INCOMING, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    AiEnded,
    AnswerCall,
    CallAnswered,
    CancelTimer,
    StartAi,
    StartTimer,
    Stop,
    StopAi,
    TimerFired,
    simulate,
)

AI = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
BEHIND = act("digits_receive", duration=100)


def talking(**option: object) -> Player:
    run = Player(act("ai_talk", assistance_id=AI, **option), BEHIND)
    run.start()
    run.feed(ActionDone(run.token, {"voipbin.aicall.id": "a"}))
    assert run.current == "ai_talk"
    assert run.state.variables["voipbin.aicall.id"] == "a"
    return run


def test_flow_waits_and_goes_on() -> None:
    run = talking(language="de-DE", gender="male")
    assert run.all(StartAi) == [StartAi(1, "ai", AI, "male", "de-DE")]
    assert run.all(StartTimer) == []
    run.feed(AiEnded(run.token))
    assert run.current == "digits_receive"
    assert run.all(StopAi) == []


def test_team() -> None:
    run = talking(assistance_type="team")
    assert run.all(StartAi) == [StartAi(1, "team", AI, "", "")]


def test_deprecated_name_of_the_ai() -> None:
    run = Player(act("ai_talk", ai_id=AI), BEHIND)
    run.start()
    assert run.all(StartAi) == [StartAi(1, "ai", AI, "", "")]


def test_action_of_the_ai_comes_before_the_next_one() -> None:
    run = talking()
    run.feed(AiEnded(run.token, [{"type": "beep"}]))
    assert run.current == "beep"
    run.feed(ActionDone(run.token))
    assert run.current == "digits_receive"


def test_duration() -> None:
    run = talking(duration=30)
    assert run.all(StartTimer)[-1].duration_ms == 30_000
    run.feed(TimerFired(run.token))
    assert run.all(StopAi) == [StopAi(1)]
    assert run.current == "digits_receive"
    again = talking(duration=30)
    again.feed(AiEnded(again.token))
    assert again.all(CancelTimer) == [CancelTimer(1)]


def test_stopped_from_outside() -> None:
    run = talking()
    run.feed(Stop())
    assert run.all(StopAi) == [StopAi(1)]


def test_incoming_call_is_answered_first() -> None:
    run = Player(act("ai_talk", assistance_id=AI), BEHIND, call=INCOMING)
    run.start()
    assert run.all(AnswerCall) and not run.all(StartAi)
    run.feed(CallAnswered())
    assert run.all(StartAi) == [StartAi(1, "ai", AI, "", "")]


def test_what_cannot_begin_ends_the_flow() -> None:
    run = talking()
    run.feed(ActionFailed(run.token, "no such ai"))
    assert run.state.end_reason == "failed"


def test_without_an_ai() -> None:
    run = simulate([act("ai_talk"), act("beep")])
    assert run.state.end_reason == "failed"


def test_simulated() -> None:
    run = simulate([act("ai_talk", assistance_id=AI), act("beep")])
    assert run.state.end_reason == "finished"
