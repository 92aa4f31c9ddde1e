"""Runs that follow a run."""

import pytest

from tests.core.flow_engine.player import ANSWERED, Player, act, valid
from voipbin.core.flow_engine import (
    CallHungUp,
    EndFlow,
    Limits,
    RunInfo,
    Start,
    Stop,
    completion,
    new_child_state,
    on_end,
    step,
)


def ended(**more: object) -> Player:
    info = RunInfo("run-1", "call", "call-1", on_complete_flow_id="flow-2", **more)  # type: ignore[arg-type]
    run = Player(act("beep"), call=ANSWERED, info=info, variables={"a": "1"})
    run.start()
    run.feed(CallHungUp("normal"))
    return run


def test_completion_copies_reference_and_variables() -> None:
    plan = completion(ended().state)
    assert plan is not None
    assert plan.flow_id == "flow-2"
    assert (plan.reference_type, plan.reference_id) == ("call", "call-1")
    assert plan.reference_activeflow_id == "run-1"
    assert plan.complete_count == 1
    assert plan.variables["a"] == "1"


def test_no_completion_without_a_flow_or_before_the_end() -> None:
    run = Player(act("beep"))
    assert completion(run.state) is None
    run.feed(Stop())
    assert completion(run.state) is None


def test_trap_child_of_a_call_is_not_real_time_and_finishes() -> None:
    plan = completion(ended().state)
    assert plan is not None
    child = new_child_state(
        plan, "run-2", valid(act("talk", text="hi"), act("variable_set", key="b", value="2"))
    )
    assert child.variables["voipbin.activeflow.id"] == "run-2"
    assert child.variables["voipbin.activeflow.complete_count"] == "1"
    assert child.variables["voipbin.activeflow.reference_activeflow_id"] == "run-1"
    child, effects = step(child, Start(), 0)
    assert effects[-1] == EndFlow("finished")
    assert child.variables["b"] == "2"


def test_chain_has_at_most_five_runs() -> None:
    run, length = ended().state, 1
    while plan := completion(run):
        child = new_child_state(plan, f"run-{length + 1}", [], on_complete_flow_id="flow-2")
        run, _ = step(child, Start(), 0)
        length += 1
    assert length == 5


def test_chain_length_is_configurable() -> None:
    assert completion(ended().state, limits=Limits(max_chain=1)) is None


@pytest.mark.parametrize("reason", ["normal", "busy"])
def test_on_end_adds_the_variables_of_the_resource(reason: str) -> None:
    run = ended()
    plan = on_end(run.state, "flow-3", "transcribe", "t-1", {"voipbin.transcribe.id": "t-1"})
    assert plan is not None
    assert (plan.reference_type, plan.reference_id) == ("transcribe", "t-1")
    assert plan.variables["voipbin.transcribe.id"] == "t-1"
    assert plan.variables["a"] == "1"
    assert "voipbin.transcribe.id" not in run.state.variables


def test_on_end_counts_for_the_chain_and_needs_a_flow() -> None:
    assert on_end(ended(complete_count=4).state, "flow-3", "", "", {}) is None
    assert on_end(ended().state, "", "", "", {}) is None
