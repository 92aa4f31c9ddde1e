"""Variables, their substitution and variable_set."""

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionProblem,
    Limits,
    PlayTalk,
    RunInfo,
    SetVariables,
    call_variables,
)
from voipbin.core.flow_engine.variables import Substitution, VariableError


def substituted(value: object, **variables: str) -> object:
    return Substitution(lambda name: variables.get(name, ""), 10_000).apply(value)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("hello ${a}!", "hello A!"),
        ("${a}${b}${a}", "ABA"),
        ("${missing}", ""),
        ("${ a}", ""),
        ("${A}", ""),
        ("${}", ""),
        ("$ {a} {a} $a", "$ {a} {a} $a"),
        ("${a", "${a"),
        ("${a${b}", ""),
        ("${a}}", "A}"),
        ("$${a}", "$A"),
        ("a}${", "a}${"),
    ],
)
def test_substitution_takes_the_shortest_match_verbatim(template: str, expected: str) -> None:
    assert substituted(template, a="A", b="B") == expected


def test_substitution_dots_are_no_path() -> None:
    assert Substitution({"a.b": "x"}.get, 99).apply("${a.b}") == "x"  # type: ignore[arg-type]


def test_substitution_does_not_look_again() -> None:
    assert substituted("${a}", a="${b}", b="B") == "${b}"


def test_substitution_leaves_keys_and_other_types() -> None:
    value = {"${a}": ["${a}", 1, True, None, 2.5, {"deep": "x${a}"}]}
    assert substituted(value, a="A") == {"${a}": ["A", 1, True, None, 2.5, {"deep": "xA"}]}


def test_substitution_has_a_budget() -> None:
    substitution = Substitution(lambda _: "x" * 100, 1000)
    with pytest.raises(VariableError, match="must not grow"):
        substitution.apply(["${a}" * 6, "${a}" * 6])


def test_option_is_substituted_when_it_becomes_current_and_the_template_stays() -> None:
    run = Player(
        act("variable_set", "top", key="n", value="${n}1"),
        act("talk", **{"text": "n=${n}", "async": True}),
        act("goto", target_id="top", loop_count=2),
    )
    run.start()
    assert [talk.text for talk in run.all(PlayTalk)] == ["n=1", "n=11", "n=111"]


def test_id_next_id_and_type_are_not_substituted() -> None:
    run = Player(act("mute", "${x}"), act("beep"), variables={"x": "y"})
    run.start()
    assert run.state.executed_actions[1]["id"] == "${x}"


def test_current_action_shows_the_substituted_option() -> None:
    run = Player(act("talk", text="hi ${name}"), variables={"name": "Ann"})
    run.start()
    assert run.state.current_action["option"] == {"text": "hi Ann"}


def test_set_substitutes_twice() -> None:
    run = Player(
        act("variable_set", key="out", value="${a}"),
        act("beep"),
        variables={"a": "${b}", "b": "${c}", "c": "C"},
    )
    run.start()
    assert run.state.variables["out"] == "${c}"


def test_set_key_is_substituted() -> None:
    run = Player(act("variable_set", key="k${n}", value="v"), act("beep"), variables={"n": "1"})
    run.start()
    assert run.state.variables["k1"] == "v"


def test_set_clears_digits() -> None:
    run = Player(
        act("variable_set", key="voipbin.call.digits", value=""),
        act("digits_receive", duration=1000, length=1),
        variables={"voipbin.call.digits": "5"},
    )
    run.start()
    assert run.current == "digits_receive"


def test_set_empty_key_at_run_time_goes_on() -> None:
    run = Player(act("variable_set", key="${nothing}", value="v"), act("beep"))
    assert isinstance(run.start()[0], ActionProblem)
    assert run.current == "beep"


def test_set_too_many_goes_on() -> None:
    run = Player(
        act("variable_set", key="a", value="1"), act("beep"), limits=Limits(max_variables=6)
    )
    run.start()
    assert "a" not in run.state.variables
    assert "at most 6" in run.all(ActionProblem)[0].reason
    assert run.current == "beep"


def test_doubling_in_a_loop_stays_bounded() -> None:
    run = Player(
        act("variable_set", "top", key="a", value="${a}${a}"),
        act("goto", target_id="top", loop_count=90),
        variables={"a": "x"},
    )
    run.start()
    assert len(run.state.variables["a"]) == 65_536


def test_many_references_stay_bounded() -> None:
    run = Player(
        act("webhook_send", uri="http://a/", data="${a}" * 1000),
        act("beep"),
        variables={"a": "x" * 65_000},
    )
    run.start()
    assert "must not grow" in run.all(ActionProblem)[0].reason
    assert run.current == "beep"


def test_condition_that_grows_too_much_does_not_hold() -> None:
    run = Player(
        act("condition_variable", condition="!=", variable="${a}" * 100, false_target_id="else"),
        act("beep"),
        act("echo", "else"),
        variables={"a": "x" * 65_000},
    )
    run.start()
    assert run.current == "echo"


def test_set_variables_from_outside() -> None:
    run = Player(act("sleep", duration=5), variables={"old": "1"})
    run.start()
    run.feed(SetVariables({"new": "2", "bad\0\ud800": "a\0b\ud800"}, remove=("old", "none")))
    assert "old" not in run.state.variables
    assert run.state.variables["new"] == "2"
    assert run.state.variables["bad?"] == "ab?"


def test_set_variables_cuts_long_values() -> None:
    run = Player(act("sleep", duration=5))
    run.feed(SetVariables({"long": "x" * 70_000}))
    assert len(run.state.variables["long"]) == 65_536


def test_activeflow_variables() -> None:
    info = RunInfo("run-1", "call", "call-1", "flow-1", "parent-1", complete_count=2)
    run = Player(act("sleep", duration=5), info=info, variables={"voipbin.activeflow.id": "no"})
    prefix = "voipbin.activeflow."
    assert {k.removeprefix(prefix): v for k, v in run.state.variables.items()} == {
        "id": "run-1",
        "reference_type": "call",
        "reference_id": "call-1",
        "reference_activeflow_id": "parent-1",
        "flow_id": "flow-1",
        "complete_count": "2",
    }


def test_reference_data_is_computed_on_use() -> None:
    action = act("talk", text="${voipbin.flow.reference_data}")
    run = Player(action, reference_data='{"id":"c"}')
    run.start()
    assert run.all(PlayTalk)[0].text == '{"id":"c"}'


def test_call_variables() -> None:
    address = {"type": "tel", "target": "+821", "target_name": None}
    call = {"id": "c", "direction": "incoming", "master_call_id": "", "status": "ringing"}
    variables = call_variables(call, address, {})
    assert variables["voipbin.call.id"] == "c"
    assert variables["voipbin.call.digits"] == ""
    assert variables["voipbin.call.source.target"] == "+821"
    assert variables["voipbin.call.source.target_name"] == ""
    assert variables["voipbin.call.destination.type"] == ""
    assert variables["voipbin.call.status"] == "ringing"
    assert len(variables) == 15
