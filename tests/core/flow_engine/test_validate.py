"""What is refused when a flow is saved, and in which words."""

import json
import time
from typing import Any

import pytest

from tests.core.flow_engine.player import act
from voipbin.core.flow_engine import ActionsError, Violation, derived_ids, validate_actions

NIL = "00000000-0000-0000-0000-000000000000"
START = "00000000-0000-0000-0000-000000000001"
PHONE = {"type": "tel", "target": "+821012345678"}


def check(raw: Any, **more: Any) -> list[dict[str, Any]]:
    return validate_actions(raw, new_id=derived_ids("test"), **more)


def refused(raw: Any, **more: Any) -> list[Violation]:
    with pytest.raises(ActionsError) as caught:
        check(raw, **more)
    assert caught.value.violations[0].field in str(caught.value)
    return caught.value.violations


def only(raw: Any) -> tuple[str, str]:
    (violation,) = refused(raw)
    return violation.field, violation.description


def test_every_field_is_filled_in() -> None:
    (action,) = check([{"type": "answer"}])
    assert set(action) == {"id", "next_id", "type", "option", "tm_execute"}
    assert len(action["id"]) == 36
    assert action == {**action, "next_id": "", "option": {}, "tm_execute": None}


@pytest.mark.parametrize("missing", ["", None, NIL])
def test_missing_ids_are_given(missing: str | None) -> None:
    first, second = check([{"type": "beep", "id": missing, "next_id": missing}, {"type": "beep"}])
    assert len({first["id"], second["id"], ""}) == 3
    assert first["next_id"] == ""


def test_trap_symbolic_ids_are_kept_and_can_be_targets() -> None:
    actions = check([act("beep", "menu-1"), act("goto", target_id="menu-1", loop_count=1)])
    assert actions[0]["id"] == "menu-1"


def test_uuid_ids_are_lower_case_and_match_in_any_case() -> None:
    ident = "ABCDEF00-1111-4222-8333-444455556666"
    actions = check([act("beep", ident), act("goto", target_id=ident.lower(), loop_count=1)])
    assert actions[0]["id"] == ident.lower()


def test_tm_execute_of_the_client_is_ignored() -> None:
    (action,) = check([{"type": "beep", "tm_execute": "2026-01-01T00:00:00.000000Z"}])
    assert action["tm_execute"] is None


def test_empty_and_missing_lists_are_empty() -> None:
    assert check([]) == check(None) == []


def test_options_stay_as_they_were_written() -> None:
    option = {"text": "hi", "unknown": {"kept": [1]}}
    assert check([{"type": "talk", "option": option}])[0]["option"] == option


@pytest.mark.parametrize("raw", [{}, "[]", 5, True])
def test_no_list(raw: object) -> None:
    field, text = only(raw)
    assert field == "actions"
    assert text.startswith("must be a list of actions, got ")


def test_action_that_is_no_object() -> None:
    field, text = only([act("beep"), "beep"])
    assert field == "actions[1]"
    assert text.startswith("must be an object, got 'beep'")


@pytest.mark.parametrize(
    "word", ["nope", "", None, 5, "empty", "agent_call", "chatbot_talk", "hangup_relay", "BEEP"]
)
def test_unknown_type(word: object) -> None:
    field, text = only([act("beep"), {"type": word}])
    assert field == "actions[1].type"
    assert text.startswith("must be one of ai_summary, ai_talk, amd, answer")


def test_reason_of_other_faults() -> None:
    with pytest.raises(ActionsError) as caught:
        check([{"type": "nope"}])
    assert caught.value.reason == "INVALID_ACTIONS"


@pytest.mark.parametrize(
    ("action", "field", "text"),
    [
        (act("talk"), "text", "is required"),
        (act("talk", text=""), "text", "is required"),
        (act("talk", text=5), "text", "must be a text, got 5"),
        (act("talk", text="x" * 5001), "text", "must have at most 5000 characters, has 5001"),
        (act("talk", text="x", digits_handle="stop"), "digits_handle", "must be one of"),
        (act("talk", **{"text": "x", "async": "yes"}), "async", "must be true or false"),
        (act("play"), "stream_urls", "is required"),
        (act("play", stream_urls=[]), "stream_urls", "must have at least one entry"),
        (act("play", stream_urls="http://a"), "stream_urls", "must be a list"),
        (act("play", stream_urls=["http://a", 5]), "stream_urls[1]", "must be a text"),
        (act("play", stream_urls=[""]), "stream_urls[0]", "must not be empty"),
        (act("play", stream_urls=["http://a"] * 51), "stream_urls", "must have at most 50 entries"),
        (act("sleep", duration=-1), "duration", "must be at least 0, got -1"),
        (act("sleep", duration="5"), "duration", "must be an integer, got '5'"),
        (act("sleep", duration=1.5), "duration", "must be an integer, got 1.5"),
        (act("sleep", duration=True), "duration", "must be an integer, got true"),
        (act("sleep", duration=86_400_001), "duration", "must be at most 86400000"),
        (act("digits_send"), "digits", "is required"),
        (act("digits_send", digits="12x"), "digits", "must match"),
        (act("digits_send", digits="1", duration=99), "duration", "must be at least 100"),
        (act("digits_send", digits="1", interval=5001), "interval", "must be at most 5000"),
        (act("digits_receive", key="x"), "key", "must match"),
        (act("digits_receive", length=-1), "length", "must be at least 0"),
        (act("recording_start", format="aiff"), "format", "must be one of"),
        (act("recording_start", on_end_flow_id="x"), "on_end_flow_id", "must be a UUID"),
        (act("transcribe_start", direction="up"), "direction", 'must be one of "", "in", "out"'),
        (act("recording_start", end_of_key="a"), "end_of_key", "must match (none|any|[*#])?, got"),
        (act("connect"), "destinations", "is required"),
        (act("connect", destinations=[]), "destinations", "must have at least one entry"),
        (act("connect", destinations=["x"]), "destinations[0]", "must be an object"),
        (
            act("connect", destinations=[PHONE, {"type": "fax"}]),
            "destinations[1].type",
            "must be one of",
        ),
        (act("connect", destinations=[PHONE], source="x"), "source", "must be an object"),
        (act("branch", "b", default_target_id="b", target_ids=[]), "target_ids", "must be an obj"),
        (
            act("branch", "b", default_target_id="b", target_ids={"1": 5}),
            "target_ids['1']",
            "must be a text",
        ),
        (act("goto", loop_count=1), "target_id", "is required"),
        (act("condition_variable", "c", variable="v", false_target_id="c"), "condition", "is req"),
        (
            act("condition_variable", "c", condition="=", variable="v", false_target_id="c"),
            "condition",
            "must match",
        ),
        (
            act("condition_datetime", "c", condition="==", hour=24, false_target_id="c"),
            "hour",
            "must be at most 23",
        ),
        (
            act("condition_datetime", "c", condition="==", weekdays=[7], false_target_id="c"),
            "weekdays[0]",
            "must be at most 6",
        ),
        (act("condition_call_status", "c", status="odd", false_target_id="c"), "status", "must be"),
        (act("variable_set", value="x"), "key", "is required"),
        (act("variable_set", key="x", value={}), "value", "must be a text, got an object"),
        (act("fetch"), "event_url", "is required"),
        (act("fetch", event_url="http://a", event_method="PATCH"), "event_method", "must be one"),
        (act("fetch_flow"), "flow_id", "is required"),
        (act("fetch", event_url="file:///etc/passwd"), "event_url", "must match"),
        (act("webhook_send"), "uri", "is required"),
        (act("webhook_send", uri="gopher://a"), "uri", "must match"),
        (act("webhook_send", uri="http://a\r\nX-Evil: 1"), "uri", "must match"),
        (act("talk", text="a\0b"), "text", "must not contain NUL"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.get("type", ""),
)  # fmt: skip
def test_malformed_option(action: dict[str, Any], field: str, text: str) -> None:
    violation = refused([act("mute"), action])[0]
    assert violation.field == f"actions[1].option.{field}"
    assert violation.description.startswith(text)


@pytest.mark.parametrize("option", ["x", 5, []])
def test_option_that_is_no_object(option: object) -> None:
    field, text = only([{"type": "answer", "option": option}])
    assert field == "actions[0].option"
    assert text.startswith("must be an object")


@pytest.mark.parametrize(
    "action",
    [
        act("sleep", duration="${wait}"),
        act("talk", **{"text": "${t}", "provider": "${p}", "async": "${a}"}),
        act("digits_send", digits="${d}", duration="${x}"),
        act("recording_start", on_end_flow_id="${flow}"),
        act("goto", target_id="menu-${n}", loop_count="${n}"),
        act("branch", target_ids={"1": "${a}"}, default_target_id="${b}"),
        act("connect", destinations=[{"type": "${t}", "target": "${n}"}]),
        act("condition_datetime", condition="${c}", hour="${h}", weekdays=["${d}"],
            false_target_id="${f}"),
        act("condition_variable", condition="==", variable="x", value_type="number",
            value_number="${n}", false_target_id="${f}"),
    ],
    ids=lambda action: action["type"],
)  # fmt: skip
def test_templates_are_looked_at_when_they_run(action: dict[str, Any]) -> None:
    assert check([action])[0]["option"] == action["option"]


@pytest.mark.parametrize(
    "raw",
    [
        [act("beep", "a", "b")],
        [act("goto", target_id="b", loop_count=1)],
        [act("branch", default_target_id="b")],
        [act("branch", "a", default_target_id="a", target_ids={"1": "b"})],
        [act("condition_call_digits", length=1, false_target_id="b")],
        [act("goto", target_id=START, loop_count=1)],
    ],
)
def test_targets_are_looked_at_when_one_jumps(raw: list[dict[str, Any]]) -> None:
    assert [action["option"] for action in check(raw)] == [action["option"] for action in raw]


@pytest.mark.parametrize("unset", ["", NIL])
def test_targets_that_are_not_set(unset: str) -> None:
    actions = [
        act("branch", target_ids={"1": unset}, default_target_id=unset),
        act("condition_call_digits", length=1, false_target_id=unset),
    ]
    assert len(check(actions)) == 2
    assert check([act("branch")])


def test_duplicate_ids_are_kept() -> None:
    actions = check([act("beep", "a"), act("mute"), act("echo", "a")])
    assert [action["id"] for action in (actions[0], actions[2])] == ["a", "a"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_reserved_ids(number: int) -> None:
    field, text = only([act("beep", NIL[:-1] + str(number))])
    assert field == "actions[0].id"
    assert "reserved" in text


@pytest.mark.parametrize("name", ["id", "next_id"])
@pytest.mark.parametrize(
    ("value", "text"), [(5, "must be a text"), ("x" * 129, "at most 128"), ("a\0", "NUL")]
)
def test_malformed_ids(name: str, value: object, text: str) -> None:
    violations = refused([{"type": "beep", name: value}])
    assert violations[0].field == f"actions[0].{name}"
    assert text in violations[0].description


def test_every_fault_is_named_at_once() -> None:
    raw = [act("talk"), act("nope"), act("sleep", duration=-1), act("beep", START)]
    assert [v.field for v in refused(raw)] == [
        "actions[0].option.text",
        "actions[1].type",
        "actions[2].option.duration",
        "actions[3].id",
    ]


def test_faults_are_cut_at_a_hundred() -> None:
    assert len(refused([{"type": "nope"}] * 1000)) == 100


def test_ten_thousand_actions_are_refused_at_once() -> None:
    started = time.thread_time()
    assert only([act("beep")] * 10_000) == (
        "actions",
        "must have at most 1000 entries, has 10000",
    )
    assert time.thread_time() - started < 0.1


def test_a_thousand_actions_are_accepted() -> None:
    assert len(check([act("beep")] * 1000)) == 1000


def test_too_many_bytes() -> None:
    field, text = only([act("webhook_send", uri="http://a", data="x" * 60_000)] * 20)
    assert field == "actions"
    assert text.startswith("must have at most 1048576 bytes of JSON, has ")


def test_too_deep() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert only([{"type": "answer", "option": {"x": deep}}]) == (
        "actions",
        "must not nest deeper than 32 levels",
    )


@pytest.mark.parametrize("value", ["\ud800", 10**30, {5}, b"x"])
def test_values_that_are_no_json(value: object) -> None:
    field, text = only([{"type": "answer", "option": {"x": value}}])
    assert field == "actions"
    assert text.startswith("must be JSON")


def test_nul_in_a_field_nobody_reads() -> None:
    assert only([{"type": "answer", "option": {"x": ["a\0"]}}])[0] == "actions[0].option"
    assert check([{"type": "answer", "option": {"x": r"\u0000"}}])


def test_path_of_another_list() -> None:
    assert refused([{"type": "nope"}], path="wait_actions")[0].field == "wait_actions[0].type"


def test_answer_is_json() -> None:
    actions = check([act("connect", destinations=[PHONE])])
    assert json.loads(json.dumps(actions)) == actions
