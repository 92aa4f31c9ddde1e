"""The cursor: order, history, media classes, limits, stale inputs, ends."""

from typing import Any

import pytest

from tests.core.flow_engine.player import ANSWERED, Player, act, valid
from voipbin.core.flow_engine import (
    FINISH_ID,
    NEXT_ID,
    START_ID,
    ActionDone,
    ActionFailed,
    ActionProblem,
    ActivityChanged,
    Beep,
    BridgeAnswered,
    BridgeEnded,
    CallAnswered,
    CallFacts,
    CallHungUp,
    CallRinging,
    DigitPressed,
    EndFlow,
    FlowFetched,
    Forward,
    HangUp,
    HttpResult,
    Input,
    LegsCreated,
    Limits,
    PlayTalk,
    Start,
    Stop,
    TimerFired,
)

RTC = ["beep", "echo", "mute", "answer", "recording_start", "transcribe_stop"]


def finished(run: Player) -> bool:
    return run.state.end_reason == "finished"


def test_empty_flow_finishes_at_once_and_drops_the_call() -> None:
    run = Player()
    assert run.start() == [HangUp("normal", ""), EndFlow("finished")]
    assert run.state.current_action["id"] == FINISH_ID
    assert [a["id"] for a in run.state.executed_actions] == [START_ID]


def test_before_the_start() -> None:
    run = Player(act("beep"))
    assert run.state.status == "running"
    assert run.state.current_action == {
        "id": START_ID,
        "next_id": "",
        "type": "",
        "option": {},
        "tm_execute": None,
    }
    assert run.feed(ActionDone(0)) == []
    assert run.feed(DigitPressed("1")) == []
    assert run.state.executed_actions == []


def test_start_counts_once() -> None:
    run = Player(act("beep"), act("echo"))
    run.start()
    assert run.start() == []
    assert run.current == "beep"


def test_last_action_done_drops_the_call() -> None:
    run = Player(act("beep"))
    run.start()
    assert run.feed(ActionDone(1)) == [HangUp("normal", ""), EndFlow("finished")]
    assert run.history == ["beep"]


def test_history_has_the_start_and_not_what_a_hangup_interrupted() -> None:
    run = Player(act("mute"), act("beep"), act("echo"))
    run.start()
    run.feed(ActionDone(run.token))
    run.feed(CallHungUp("normal"))
    assert run.state.executed_actions[0]["id"] == START_ID
    assert run.history == ["mute", "beep"]
    assert run.current == "echo"


def test_history_is_bounded_and_keeps_the_start() -> None:
    run = Player(*[act("variable_set", key="a", value=str(i)) for i in range(90)],
                 limits=Limits(max_history=10))  # fmt: skip
    run.start()
    assert len(run.state.executed_actions) == 10
    assert run.state.executed_actions[0]["id"] == START_ID
    assert run.state.executed_actions[-1]["option"]["value"] == "89"


def test_activity_changes_carry_the_action_and_the_length_of_the_history() -> None:
    run = Player(act("mute"), act("beep", "b"))
    run.start()
    changes = run.all(ActivityChanged)
    assert [(c.action["type"], c.executed_count) for c in changes] == [("mute", 1), ("beep", 2)]


def test_tm_execute_is_set_for_calls() -> None:
    run = Player(act("beep"), now_us=1_793_454_600_000_001)
    run.start()
    assert run.state.current_action["tm_execute"] == "2026-10-31T13:50:00.000001Z"


@pytest.mark.parametrize("reference_type", ["api", "conversation", "campaign", ""])
@pytest.mark.parametrize("word", RTC)
def test_trap_call_media_without_a_call_is_skipped_but_listed(
    word: str, reference_type: str
) -> None:
    run = Player(act(word), act("variable_set", key="a", value="b"), call=None,
                 reference_type=reference_type)  # fmt: skip
    assert run.start() == [EndFlow("finished")]
    assert run.history == [word, "variable_set"]
    assert run.state.action_count == 2
    assert run.state.executed_actions[1]["tm_execute"] is None
    assert run.state.variables["a"] == "b"


def test_runs_without_a_call_never_block_on_media() -> None:
    run = Player(act("sleep", duration=60_000), act("digits_receive", duration=5), call=None)
    run.start()
    assert finished(run)


@pytest.mark.parametrize(
    "event",
    [
        ActionDone(99), ActionFailed(99, "x"), TimerFired(99), HttpResult(99, 200, "[]"),
        FlowFetched(99, []), LegsCreated(99, ()), BridgeAnswered(99), BridgeEnded(99),
        ActionDone(0), ActionDone(-1), TimerFired(1), HttpResult(1, 200, "[]"),
        FlowFetched(1, []), LegsCreated(1, ()), BridgeAnswered(1), BridgeEnded(1),
    ],
    ids=repr,
)  # fmt: skip
def test_stale_and_foreign_answers_change_nothing(event: Input) -> None:
    run = Player(act("beep"), act("echo"))
    run.start()
    before = run.state
    assert run.feed(event) == []
    assert run.state == before


def test_answer_of_an_earlier_pass_is_stale() -> None:
    run = Player(act("sleep", "top", duration=5), act("goto", target_id="top", loop_count=2))
    run.start()
    first = run.token
    run.feed(TimerFired(first))
    assert run.token != first
    assert run.feed(TimerFired(first)) == []
    assert run.current == "sleep"


def test_stop_ends_and_drops_the_call() -> None:
    run = Player(act("beep"))
    run.start()
    assert run.feed(Stop())[1:] == [HangUp("normal", ""), EndFlow("stopped")]
    assert run.current == "beep"
    assert run.history == []


def test_stop_before_the_start() -> None:
    run = Player(act("beep"))
    assert run.feed(Stop()) == [HangUp("normal", ""), EndFlow("stopped")]


@pytest.mark.parametrize(
    "event", [Start(), Stop(), Forward("a"), CallHungUp("x"), DigitPressed("1"), ActionDone(1)]
)
def test_ended_is_final(event: Input) -> None:
    run = Player(act("beep", "a"))
    run.start()
    run.feed(Stop())
    before = run.state
    assert run.feed(event) == []
    assert run.state == before


def test_hangup_of_the_call_ends_the_run_without_another_hangup() -> None:
    run = Player(act("beep"))
    run.start()
    assert run.feed(CallHungUp("busy")) == [EndFlow("call_hangup")]
    assert run.state.call == CallFacts("incoming", "hangup")


def test_call_status_is_followed() -> None:
    run = Player(act("sleep", duration=5), call=CallFacts("outgoing", "dialing"))
    run.feed(CallRinging())
    assert run.state.call == CallFacts("outgoing", "ringing")
    run.feed(CallAnswered())
    assert run.state.call == CallFacts("outgoing", "progressing")
    assert run.state.variables["voipbin.call.status"] == "progressing"


def test_call_answered_does_not_disturb_other_actions() -> None:
    run = Player(act("play", stream_urls=["http://a"]), call=CallFacts("incoming", "ringing"))
    run.start()
    assert run.feed(CallAnswered()) == []
    assert run.current == "play"


def test_forward_next_and_by_id() -> None:
    run = Player(act("beep"), act("echo"), act("beep", "last"))
    run.start()
    run.feed(Forward(NEXT_ID))
    assert run.current == "echo"
    run.feed(Forward("last"))
    assert run.current == "beep"
    run.feed(Forward(FINISH_ID))
    assert finished(run)


def test_forward_to_nothing_is_noted_and_ignored() -> None:
    run = Player(act("beep"))
    run.start()
    assert isinstance(run.feed(Forward("nowhere"))[0], ActionProblem)
    assert run.current == "beep"
    assert run.token == 1


def test_unknown_type_of_another_version_ends() -> None:
    actions = valid(act("mute"), act("beep"))
    actions[0]["type"] = "hologram"
    run = Player(*actions, checked=False)
    run.start()
    assert run.state.end_reason == "failed"


def test_action_limit_runs_one_hundred_and_one() -> None:
    run = Player(*[act("variable_set", key="n", value="${n}x")] * 150)
    run.start()
    assert run.state.variables["n"] == "x" * 101
    assert run.state.end_reason == "action_limit"
    assert run.log[-2:] == [HangUp("normal", ""), EndFlow("action_limit")]


def test_action_limit_lets_exactly_one_hundred_and_one_finish() -> None:
    run = Player(*[act("mute")] * 101)
    run.start()
    assert finished(run)


def test_action_limit_counts_skipped_actions() -> None:
    run = Player(*[act("mute")] * 102, call=None)
    run.start()
    assert run.state.end_reason == "action_limit"


def test_action_limit_is_configurable() -> None:
    run = Player(*[act("mute")] * 150, limits=Limits(max_actions=1000))
    run.start()
    assert finished(run)


@pytest.mark.parametrize(
    "actions",
    [
        [act("mute", "top", "top")],
        [act("branch", "top", default_target_id="top")],
        [act("mute", "top"), act("goto", target_id="top", loop_count=1_000_000)],
        [act("condition_variable", "top", condition="==", variable="a", value_string="b",
             false_target_id="top")],
    ],
    ids=["next_id", "branch", "goto", "condition"],
)  # fmt: skip
def test_flow_that_loops_for_ever_ends(actions: list[dict[str, Any]]) -> None:
    run = Player(*actions)
    run.start()
    assert run.state.end_reason == "action_limit"


def test_flow_that_loops_with_pauses_ends() -> None:
    run = Player(act("sleep", "top", "top", duration=1000))
    run.start()
    for _ in range(200):
        run.feed(TimerFired(run.token))
    assert run.state.end_reason == "action_limit"
    assert run.history == ["sleep"] * 100


def test_step_limit_ends_a_single_input() -> None:
    run = Player(act("mute", "top", "top"), limits=Limits(max_actions=10**9))
    run.start()
    assert run.state.end_reason == "step_limit"
    assert run.state.action_count == 1000


def test_stack_limit() -> None:
    run = Player(act("fetch_flow", flow_id="self"), limits=Limits(max_actions=10**9))
    run.start()
    for _ in range(99):
        run.feed(FlowFetched(run.token, [act("fetch_flow", flow_id="self")]))
        assert run.state.status == "running"
    assert len(run.state.stacks) == 100
    run.feed(FlowFetched(run.token, [act("fetch_flow", flow_id="self")]))
    assert run.state.end_reason == "stack_limit"


def test_flow_that_fetches_itself_ends() -> None:
    run = Player(act("fetch_flow", flow_id="self"))
    run.start()
    for _ in range(200):
        run.feed(FlowFetched(run.token, [act("fetch_flow", flow_id="self")]))
    assert run.state.status == "ended"


def test_tokens_are_never_used_twice() -> None:
    run = Player(*[act("talk", **{"text": "x", "async": True}), act("beep")] * 20)
    run.start()
    while run.state.status == "running":
        run.feed(ActionDone(run.token))
    tokens = [e.token for e in run.log if isinstance(e, PlayTalk | Beep)]
    assert len(set(tokens)) == len(tokens) == 40


def test_last_effects_are_kept_for_a_restart() -> None:
    run = Player(act("beep"), call=ANSWERED)
    run.start()
    assert run.state.last_effects[-1] == Beep(1)
    run.feed(DigitPressed("1"))
    assert run.state.last_effects[-1] == Beep(1)


def test_late_ringing_does_not_take_the_answer_back() -> None:
    run = Player(act("talk", text="hi"), call=ANSWERED)
    run.feed(CallRinging())
    assert run.state.call == ANSWERED
    assert isinstance(run.start()[0], PlayTalk)
