"""condition_variable, condition_datetime, condition_call_digits, condition_call_status."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import ActionProblem, CallFacts

ELSE = "else"


def holds(word: str, /, **more: Any) -> bool:
    """Whether a condition goes on with the next action."""
    run_options = {k: more.pop(k) for k in ("variables", "now_us", "call") if k in more}
    run = Player(
        act(word, **{"false_target_id": ELSE, **more}),
        act("beep"),
        act("echo", ELSE),
        **run_options,
    )
    run.start()
    assert run.current in ("beep", "echo")
    return run.current == "beep"


def variable(left: str, condition: str, right: object, value_type: str = "string") -> bool:
    option = {"condition": condition, "variable": "${v}", "value_type": value_type}
    return holds(
        "condition_variable", **option, **{f"value_{value_type}": right}, variables={"v": left}
    )


@pytest.mark.parametrize(
    ("left", "condition", "right", "expected"),
    [
        ("a", "==", "a", True),
        ("a", "==", "A", False),
        ("a", "!=", "b", True),
        ("b", ">", "a", True),
        ("a", ">", "a", False),
        ("a", ">=", "a", True),
        ("a", "<", "b", True),
        ("10", "<", "9", True),
        ("é", ">", "z", True),
        ("b", "<=", "a", False),
    ],
)
def test_variable_string_by_bytes(left: str, condition: str, right: str, expected: bool) -> None:
    assert variable(left, condition, right) is expected


@pytest.mark.parametrize(
    ("left", "condition", "right", "expected"),
    [
        ("10", ">", 9, True),
        ("10", "==", 10.0, True),
        ("0.1", "==", 0.1, True),
        ("16777217", "==", 16777216, True),
        ("-3", "<", 0, True),
        ("1e3", ">=", 1000, True),
        (" 5 ", "==", 5, True),
        ("five", "==", 0, False),
        ("", "==", 0, False),
        ("nan", "!=", 0, False),
        ("1_000", "==", 1000, False),
        ("1e39", ">", 1, True),
        ("9" * 200, ">", 1, False),
    ],
)
def test_variable_number_in_single_precision(
    left: str, condition: str, right: float, expected: bool
) -> None:
    assert variable(left, condition, right, "number") is expected


@pytest.mark.parametrize(
    ("left", "condition", "right", "expected"),
    [("abc", "==", 3, True), ("é", "==", 2, True), ("", "<", 1, True), ("ab", ">=", 3, False)],
)
def test_variable_length_in_bytes(left: str, condition: str, right: int, expected: bool) -> None:
    assert variable(left, condition, right, "length") is expected


def test_variable_that_is_not_set_is_empty() -> None:
    assert variable("", "==", "")
    assert not variable("", "!=", "")


def test_variable_longer_than_any_option() -> None:
    assert variable("x" * 60_000, ">", 50_000, "length")


def test_variable_type_defaults_to_string() -> None:
    option = {"condition": "==", "variable": "${v}", "value_string": "a"}
    assert holds("condition_variable", **option, variables={"v": "a"})


def test_trap_variable_by_bare_name() -> None:
    option = {"condition": "==", "variable": "v", "value_string": "a"}
    assert holds("condition_variable", **option, variables={"v": "a"})


def test_variable_bare_text_that_names_nothing_is_itself() -> None:
    assert holds("condition_variable", condition="==", variable="v", value_string="v")


def test_variable_template_result_is_no_name() -> None:
    option = {"condition": "==", "variable": "${v}", "value_string": "w"}
    assert holds("condition_variable", **option, variables={"v": "w", "w": "x"})


def test_variable_value_is_substituted() -> None:
    option = {"condition": "==", "variable": "v", "value_string": "${w}"}
    assert holds("condition_variable", **option, variables={"v": "a", "w": "a"})


@pytest.mark.parametrize("field", ["condition", "value_type"])
def test_variable_unknown_word_at_run_time_is_false(field: str) -> None:
    option = {"condition": "==", "variable": "v", "value_string": "v", field: "${word}"}
    assert not holds("condition_variable", **option, variables={"word": "~"})


def test_variable_unreadable_number_at_run_time_is_false() -> None:
    option = {"condition": "==", "variable": "0", "value_type": "number", "value_number": "${w}"}
    assert not holds("condition_variable", **option, variables={"w": "x"})
    assert holds("condition_variable", **option, variables={"w": "0.0"})


def test_false_target_unknown_at_run_time_ends() -> None:
    run = Player(
        act("condition_variable", condition="==", variable="a", value_string="b",
            false_target_id="${t}"),
        act("beep"),
    )  # fmt: skip
    run.start()
    assert run.state.end_reason == "failed"
    assert run.all(ActionProblem)


# 2026-11-23 is a Monday.
MONDAY = int(datetime(2026, 11, 23, 14, 30, tzinfo=UTC).timestamp() * 1_000_000)
SUNDAY = MONDAY - 86_400_000_000


def at(now_us: int = MONDAY, /, **option: Any) -> bool:
    return holds("condition_datetime", **{"condition": "==", **option}, now_us=now_us)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"hour": 14}, True),
        ({"hour": 13}, False),
        ({"minute": 30}, True),
        ({"day": 23}, True),
        ({"month": 11}, True),
        ({"month": 11, "day": 24}, False),
        ({}, True),
    ],
)
def test_datetime_fields(option: dict[str, int], expected: bool) -> None:
    assert at(**option) is expected


@pytest.mark.parametrize(
    ("condition", "hour", "expected"),
    [
        (">=", 9, True),
        (">=", 15, False),
        ("<", 18, True),
        (">", 14, False),
        ("<=", 14, True),
        ("!=", 9, True),
    ],
)
def test_trap_datetime_compares_now_with_the_option(
    condition: str, hour: int, expected: bool
) -> None:
    assert at(condition=condition, hour=hour) is expected


@pytest.mark.parametrize("hour", [-1, None])
def test_trap_datetime_minus_one_or_absent_is_ignored(hour: int | None) -> None:
    assert at(hour=hour, minute=hour, day=-1, month=0)


def test_datetime_hour_zero_counts() -> None:
    assert not at(hour=0)
    assert at(MONDAY - (14 * 60 + 30) * 60_000_000, hour=0, minute=0)


def test_datetime_is_a_field_wise_and() -> None:
    # 14:30 is after 09:45 by the clock, but 30 is not >= 45.
    assert not at(condition=">=", hour=9, minute=45)


@pytest.mark.parametrize(
    ("now_us", "weekdays", "expected"),
    [
        (MONDAY, [1], True),
        (MONDAY, [1, 2, 3, 4, 5], True),
        (MONDAY, [0, 6], False),
        (SUNDAY, [0], True),
        (SUNDAY, [], True),
    ],
)
def test_trap_datetime_weekdays_work(now_us: int, weekdays: list[int], expected: bool) -> None:
    assert at(now_us, weekdays=weekdays) is expected


def test_datetime_from_variables() -> None:
    option = {"condition": ">=", "hour": "${open}", "weekdays": ["${day}"]}
    variables = {"open": "9", "day": "1"}
    assert holds("condition_datetime", **option, now_us=MONDAY, variables=variables)
    variables["open"] = "25"
    assert not holds("condition_datetime", **option, now_us=MONDAY, variables=variables)


@pytest.mark.parametrize(
    ("digits", "option", "expected"),
    [
        ("123", {"length": 3}, True),
        ("1234", {"length": 3}, True),
        ("12", {"length": 3}, False),
        ("12#", {"key": "#"}, True),
        ("12", {"key": "#"}, False),
        ("12", {"length": 3, "key": "2"}, True),
        ("", {"length": 0}, False),
        ("1", {}, False),
    ],
)
def test_call_digits(digits: str, option: dict[str, Any], expected: bool) -> None:
    variables = {"voipbin.call.digits": digits}
    assert holds("condition_call_digits", **option, variables=variables) is expected


def test_call_status() -> None:
    ringing = CallFacts("incoming", "ringing")
    assert holds("condition_call_status", status="ringing", call=ringing)
    assert not holds("condition_call_status", status="progressing", call=ringing)


def test_call_conditions_are_skipped_without_a_call() -> None:
    run = Player(
        act("condition_call_status", status="ringing", false_target_id=ELSE),
        act("variable_set", key="went", value="on"),
        act("stop"),
        act("stop", ELSE),
        call=None,
    )
    run.start()
    assert run.state.variables["went"] == "on"
