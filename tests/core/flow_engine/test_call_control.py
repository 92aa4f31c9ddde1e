"""answer, mute, hangup, stop."""

import pytest

from tests.core.flow_engine.player import ANSWERED, INCOMING, OUTGOING, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    ActionProblem,
    AnswerCall,
    CallAnswered,
    CallFacts,
    CallHungUp,
    EndFlow,
    Forward,
    HangUp,
    MuteCall,
)


def test_answer_waits_until_the_call_is_answered() -> None:
    run = Player(act("answer"), act("beep"), call=INCOMING)
    assert run.start() == [AnswerCall(1)]
    assert run.current == "answer"
    run.feed(CallAnswered())
    assert run.current == "beep"
    assert run.state.call == ANSWERED


def test_answer_done_means_answered() -> None:
    run = Player(act("answer"), act("answer"), act("beep"), call=INCOMING)
    run.start()
    run.feed(ActionDone(run.token))
    assert run.current == "beep"
    assert len(run.all(AnswerCall)) == 1


@pytest.mark.parametrize("call", [ANSWERED, OUTGOING, CallFacts("outgoing", "ringing")])
def test_answer_is_nothing_on_outgoing_or_answered_calls(call: CallFacts) -> None:
    run = Player(act("answer"), act("beep"), call=call)
    run.start()
    assert run.current == "beep"
    assert not run.all(AnswerCall)


def test_answer_failed_goes_on() -> None:
    run = Player(act("answer"), act("beep"), call=INCOMING)
    run.start()
    problem, *_ = run.feed(ActionFailed(run.token, "gone"))
    assert isinstance(problem, ActionProblem)
    assert problem.reason == "gone"
    assert run.current == "beep"


def test_mute_mutes_both_directions_and_goes_on() -> None:
    run = Player(act("mute"), act("beep"))
    assert run.start()[0] == MuteCall(1, "both")
    assert run.current == "beep"


def test_hangup_for_a_reason_nobody_knows() -> None:
    run = Player(act("hangup", reason="angry"))
    assert run.start() == [HangUp("normal", "")]


def test_hangup_defaults_to_normal_and_the_end_of_the_call_ends_the_run() -> None:
    run = Player(act("hangup"), act("beep"))
    assert run.start() == [HangUp("normal", "")]
    assert run.state.status == "running"
    assert run.feed(CallHungUp("normal")) == [EndFlow("call_hangup")]
    assert run.history == []
    assert run.current == "hangup"


def test_hangup_with_reason_and_reference() -> None:
    run = Player(act("hangup", reason="busy", reference_id="call-2"))
    assert run.start() == [HangUp("busy", "call-2")]


def test_hangup_cannot_be_forwarded_away() -> None:
    run = Player(act("hangup"), act("beep", "b"))
    run.start()
    run.feed(Forward("b"))
    assert run.current == "hangup"


def test_hangup_done_keeps_waiting_for_the_end_of_the_call() -> None:
    run = Player(act("hangup"), act("beep"))
    run.start()
    assert run.feed(ActionDone(run.token)) == []
    assert run.state.status == "running"


def test_hangup_failed_ends_the_run() -> None:
    run = Player(act("hangup"), act("beep"))
    run.start()
    assert run.feed(ActionFailed(run.token, "no channel"))[-1] == EndFlow("failed")


def test_stop_ends_at_once_and_drops_the_call() -> None:
    run = Player(act("stop"), act("beep"))
    assert run.start() == [HangUp("normal", ""), EndFlow("finished")]
    assert run.history == ["stop"]
    assert run.state.current_action["id"].endswith("0002")


def test_stop_without_a_call_hangs_nothing_up() -> None:
    run = Player(act("stop"), call=None)
    assert run.start() == [EndFlow("finished")]
