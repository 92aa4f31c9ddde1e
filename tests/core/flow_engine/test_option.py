"""Reading an option by its message, when it is saved and when it runs."""

from typing import Any

import pytest

from voipbin.core.flow_engine.actions.kind import option_descriptors
from voipbin.core.flow_engine.option import Check, message_reader


def read(word: str, value: Any, *, saved: bool = False) -> tuple[dict[str, Any], list[str]]:
    check = Check(allows_templates=saved)
    option = message_reader(option_descriptors()[word])(value, "option", check)
    return option, [f"{v.field} {v.description}" for v in check.violations]


def test_missing_fields_have_their_zero_value() -> None:
    option, faults = read("condition_datetime", {"condition": "==", "false_target_id": "x"})
    assert not faults
    assert option == {
        "condition": "==",
        "minute": None,
        "hour": None,
        "day": None,
        "month": None,
        "weekdays": [],
        "false_target_id": "x",
    }


def test_zero_values_are_not_shared() -> None:
    first, _ = read("branch", {"default_target_id": "x"})
    second, _ = read("branch", {"default_target_id": "x"})
    first["target_ids"]["1"] = "y"
    assert second["target_ids"] == {}


def test_null_is_missing() -> None:
    option, faults = read("sleep", {"duration": None})
    assert (option, faults) == ({"duration": 0}, [])


@pytest.mark.parametrize(
    ("text", "expected"), [("5", 5), (" 7 ", 7), ("5.0", 5), ("1e3", 1000), ("", 0), ("+2", 2)]
)
def test_numbers_come_as_texts_when_they_run(text: str, expected: int) -> None:
    assert read("sleep", {"duration": text}) == ({"duration": expected}, [])


@pytest.mark.parametrize("text", ["x", "1.5", "٣", "0x10", "1e400", "9" * 200, "9" * 30, "--1"])
def test_texts_that_are_no_integer(text: str) -> None:
    option, faults = read("sleep", {"duration": text})
    assert option == {"duration": 0}
    assert faults[0].startswith("option.duration must be an integer, got ")


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
@pytest.mark.parametrize("saved", [True, False])
def test_numbers_without_end(value: float, saved: bool) -> None:
    assert read("sleep", {"duration": value}, saved=saved)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("False", False), ("1", True), ("0", False), ("", False), (" TRUE ", True)],
)
def test_booleans_come_as_texts_when_they_run(text: str, expected: bool) -> None:
    option, faults = read("talk", {"text": "x", "async": text})
    assert option["async"] is expected
    assert not faults


@pytest.mark.parametrize("value", ["yes", 1, []])
def test_values_that_are_no_boolean(value: object) -> None:
    _, faults = read("talk", {"text": "x", "async": value})
    assert faults[0].startswith("option.async must be true or false, got ")


def test_number_of_condition() -> None:
    given = {"condition": "==", "variable": "x", "false_target_id": "y"}
    assert read("condition_variable", {**given, "value_number": "2.5"})[0]["value_number"] == 2.5
    assert read("condition_variable", {**given, "value_number": "two"})[1]
    assert read("condition_variable", {**given, "value_number": True}, saved=True)[1]


def test_map_with_too_many_entries() -> None:
    targets = {str(i): "x" for i in range(1001)}
    _, faults = read("branch", {"default_target_id": "x", "target_ids": targets})
    assert faults == ["option.target_ids must have at most 1000 entries, has 1001"]


def test_actions_within_an_option() -> None:
    given = {"destinations": [{"type": "tel", "target": "+1"}]}
    good, faults = read("call", {**given, "actions": [{"type": "beep", "option": {"a": 1}}]})
    assert not faults
    assert good["actions"][0]["option"] == {"a": 1}
    _, faults = read("call", {**given, "actions": [{"type": "nope", "option": "x"}]})
    assert faults[0].startswith("option.actions[0].type must be one of ")
    assert faults[1] == "option.actions[0].option must be an object, got 'x'"
