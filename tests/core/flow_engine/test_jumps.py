"""goto, branch and targets in general."""

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionProblem,
    EndFlow,
    FlowFetched,
    Forward,
    HangUp,
    Start,
)

FINISH = "00000000-0000-0000-0000-000000000002"
NEXT = "00000000-0000-0000-0000-000000000003"


def test_goto_jumps_as_often_as_it_says() -> None:
    run = Player(
        act("variable_set", "top", key="n", value="${n}x"),
        act("goto", target_id="top", loop_count=3),
        act("beep"),
    )
    run.start()
    assert run.current == "beep"
    assert run.state.variables["n"] == "xxxx"


@pytest.mark.parametrize("option", [{}, {"loop_count": 0}, {"loop_count": None}])
def test_goto_without_count_never_jumps(option: dict[str, int | None]) -> None:
    run = Player(act("mute", "top"), act("goto", target_id="top", **option), act("beep"))
    run.start()
    assert run.history == ["mute", "goto"]


def test_trap_goto_counter_is_not_reset_after_use() -> None:
    run = Player(
        act("variable_set", "outer", key="n", value="${n}x"),
        act("goto", "inner", target_id="outer", loop_count=2),
        act("goto", target_id="outer", loop_count=1),
        act("beep"),
    )
    run.start()
    # Twice by the inner goto, once by the outer one; then the inner one is used up.
    assert run.state.variables["n"] == "xxxx"


def test_each_goto_has_a_counter_of_its_own() -> None:
    run = Player(
        act("variable_set", "top", key="n", value="${n}x"),
        act("goto", target_id="top", loop_count=1),
        act("goto", target_id="top", loop_count=1),
        act("beep"),
    )
    run.start()
    assert run.state.variables["n"] == "xxx"


def test_goto_target_unknown_at_run_time_ends() -> None:
    run = Player(act("goto", target_id="${where}", loop_count=1), variables={"where": "nowhere"})
    problem, *rest = run.start()
    assert isinstance(problem, ActionProblem)
    assert "nowhere" in problem.reason
    assert rest == [HangUp("normal", ""), EndFlow("failed")]


def test_goto_target_by_variable() -> None:
    run = Player(
        act("goto", target_id="${where}", loop_count=1),
        act("mute"),
        act("beep", "there"),
        variables={"where": "there"},
    )
    run.start()
    assert run.history == ["goto"]
    assert run.current == "beep"


def test_branch_by_digits() -> None:
    run = Player(
        act("branch", target_ids={"1": "one", "2": "two"}, default_target_id="other"),
        act("mute", "one"),
        act("beep", "two"),
        act("echo", "other"),
        variables={"voipbin.call.digits": "2"},
    )
    run.start()
    assert run.current == "beep"
    assert run.history == ["branch"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("sales", "beep"), ("Sales", "echo"), (" sales", "echo"), ("", "echo")],
)
def test_branch_matches_exactly(value: str, expected: str) -> None:
    run = Player(
        act("branch", variable="dept", target_ids={"sales": "s"}, default_target_id="other"),
        act("beep", "s"),
        act("echo", "other"),
        variables={"dept": value},
    )
    run.start()
    assert run.current == expected


def test_branch_missing_variable_is_empty() -> None:
    run = Player(
        act("branch", variable="nothing", target_ids={"": "e"}, default_target_id="other"),
        act("beep", "e"),
        act("echo", "other"),
    )
    run.start()
    assert run.current == "beep"


def test_trap_branch_clears_its_variable_whatever_it_is() -> None:
    run = Player(
        act("branch", variable="dept", default_target_id="b"),
        act("beep", "b"),
        variables={"dept": "x", "voipbin.call.digits": "1"},
    )
    run.start()
    assert run.state.variables["dept"] == ""
    assert run.state.variables["voipbin.call.digits"] == "1"


def test_branch_target_nil_at_run_time_ends() -> None:
    run = Player(act("branch", default_target_id="${nothing}"), act("beep"))
    run.start()
    assert run.state.end_reason == "failed"


def test_next_id_overrides_the_order() -> None:
    run = Player(act("mute", "a", "c"), act("echo", "b"), act("beep", "c"))
    run.start()
    assert run.history == ["mute"]
    assert run.current == "beep"


def test_next_id_finish_ends() -> None:
    run = Player(act("mute", "a", FINISH), act("beep"))
    run.start()
    assert run.state.end_reason == "finished"


def test_target_finish_and_next() -> None:
    run = Player(act("branch", target_ids={"": NEXT}, default_target_id=FINISH), act("beep"))
    run.start()
    assert run.current == "beep"
    run = Player(act("branch", target_ids={"1": NEXT}, default_target_id=FINISH), act("beep"))
    run.start()
    assert run.state.end_reason == "finished"


def test_unknown_next_id_ends() -> None:
    run = Player(act("mute", "a", "gone"), act("beep"))
    run.start()
    assert run.state.end_reason == "failed"


def test_of_duplicate_ids_the_first_is_found() -> None:
    run = Player(act("goto", target_id="b", loop_count=1), act("beep", "b"), act("echo", "b"))
    run.start()
    assert run.current == "beep"


def test_uuid_targets_in_any_case() -> None:
    ident = "ABCDEF00-1111-4222-8333-444455556666"
    run = Player(act("goto", target_id=ident, loop_count=1), act("mute"), act("beep", ident))
    run.start()
    assert run.current == "beep"
    assert run.state.current_action["id"] == ident.lower()


def fetched(*inner: dict[str, object]) -> Player:
    """A run in the actions of another flow, outer ones around them."""
    run = Player(act("beep", "outer"), act("fetch_flow", flow_id="f"), act("echo", "after"))
    run.start()
    run.feed(ActionDone(run.token))
    run.feed(FlowFetched(run.token, list(inner)))
    return run


def test_targets_are_found_in_outer_stacks_which_drops_the_inner_one() -> None:
    run = fetched(act("goto", target_id="outer", loop_count=1), act("mute"))
    assert run.current == "beep"
    assert len(run.state.stacks) == 1


def test_targets_are_never_found_inwards() -> None:
    run = fetched(act("sleep", "inner", duration=5))
    run.feed(Forward("outer"))
    assert isinstance(run.feed(Forward("inner"))[0], ActionProblem)
    assert run.current == "beep"


def test_inner_ids_hide_outer_ones() -> None:
    run = fetched(act("goto", target_id="after", loop_count=1), act("sleep", "after", duration=5))
    assert run.current == "sleep"


def test_stack_returns_after_the_pushing_action() -> None:
    run = fetched(act("mute"))
    assert run.current == "echo"
    assert run.history == ["beep", "fetch_flow", "mute"]


def test_forward_before_the_start_is_kept() -> None:
    run = Player(act("mute"), act("beep", "b"))
    assert run.feed(Forward("b")) == []
    assert run.state.forward_action_id == "b"
    run.feed(Start())
    assert run.current == "beep"
    assert run.state.forward_action_id == ""
