"""Malformed documents: each violation names the field and shows the value."""

import math
from typing import Any

import pytest
from google.protobuf.message import Message

from tests.core.contract.filled import UUID
from voipbin.core.contract.codec import CodecError, from_json
from voipbin.core.contract.free_object import MAX_DEPTH
from voipbin.v1 import (
    accesskey_pb2,
    activeflow_pb2,
    call_pb2,
    extension_pb2,
    flow_action_pb2,
    flow_pb2,
)


def nested(levels: int) -> dict[str, Any]:
    """An object that is `levels` objects deep."""
    document: dict[str, Any] = {}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


def option(value: Any) -> dict[str, Any]:
    return {"actions": [{"type": "talk"}, {"type": "talk", "option": value}]}


FLOW = flow_pb2.CreateFlowRequest
KEY = accesskey_pb2.CreateAccesskeyRequest
CALL = call_pb2.CreateCallsRequest

STREAM = call_pb2.StreamCallMediaRequest

CASES: list[tuple[type[Message], Any, str, str]] = [
    (FLOW, [], "", "must be an object, got a list"),
    (FLOW, "x", "", "must be an object, got 'x'"),
    (FLOW, None, "", "must be an object, got null"),
    (FLOW, {"name": 5}, "name", "must be a string, got 5 (int)"),
    (FLOW, {"name": True}, "name", "must be a string, got true"),
    (FLOW, {"name": ["x"]}, "name", "must be a string, got a list"),
    (FLOW, {"name": "\ud800"}, "name", "must be valid Unicode"),
    (FLOW, {"actions": {}}, "actions", "must be a list, got an object"),
    (FLOW, {"actions": [None]}, "actions[0]", "must be an object, got null"),
    (FLOW, {"actions": [{"type": "fly"}]}, "actions[0].type", "got 'fly'"),
    (FLOW, {"actions": [{"type": "Talk"}]}, "actions[0].type", 'must be one of "", "ai_talk"'),
    (FLOW, {"actions": [{"type": 3}]}, "actions[0].type", "got 3 (int)"),
    (FLOW, {"actions": [{"type": []}]}, "actions[0].type", "got a list"),
    (FLOW, option("x"), "actions[1].option", "must be an object, got 'x'"),
    (FLOW, option({"a": math.nan}), "actions[1].option.a", "must be a finite number, got nan"),
    (FLOW, option({"a": [1, -math.inf]}), "actions[1].option.a[1]", "finite number, got -inf"),
    (FLOW, option({"a": 2**53 + 1}), "actions[1].option.a", "must be within 2**53"),
    (FLOW, option({"a": 10**400}), "actions[1].option.a", "an integer of 1329 bits"),
    (FLOW, option({"a": {"b": "\udfff"}}), "actions[1].option.a.b", "must be valid Unicode"),
    (FLOW, option({"a": b"x"}), "actions[1].option.a", "must be a JSON value, got b'x'"),
    (FLOW, {"on_complete_flow_id": "abc"}, "on_complete_flow_id", "must be a UUID, got 'abc'"),
    (FLOW, {"on_complete_flow_id": UUID + "\n"}, "on_complete_flow_id", "must be a UUID"),
    (FLOW, {"on_complete_flow_id": 0}, "on_complete_flow_id", "must be a UUID, got 0 (int)"),
    (flow_pb2.BatchGetFlowsRequest, {"ids": [UUID, ""]}, "ids[1]", "must be a UUID, got ''"),
    (KEY, {"expire": True}, "expire", "must be an integer, got true"),
    (KEY, {"expire": "86400"}, "expire", "must be an integer, got '86400'"),
    (KEY, {"expire": 1.5}, "expire", "must be an integer, got 1.5 (float)"),
    (KEY, {"expire": math.nan}, "expire", "must be an integer, got nan (float)"),
    (KEY, {"expire": math.inf}, "expire", "must be an integer, got inf (float)"),
    (KEY, {"expire": 2**63}, "expire", "must be between -9223372036854775808"),
    (KEY, {"expire": -(10**30)}, "expire", "must be between"),
    (flow_pb2.ListFlowsRequest, {"page_size": 2**31}, "page_size", "must be between -2147483648"),
    (CALL, {"source": "tel"}, "source", "must be an object, got 'tel'"),
    (CALL, {"destinations": [{"target": 49}]}, "destinations[0].target", "must be a string"),
    (extension_pb2.UpdateExtensionRequest, {"direct": 1}, "direct", "must be true or false, got 1"),
    (STREAM, {"encapsulation": "x"}, "encapsulation", 'must be one of "rtp", "sln"'),
    (
        flow_action_pb2.ConditionVariableOption,
        {"value_number": True},
        "value_number",
        "must be a finite number, got true",
    ),
    (
        flow_action_pb2.ConditionVariableOption,
        {"value_number": 10**400},
        "value_number",
        "must be a finite number, got an integer of 1329 bits",
    ),
    (
        flow_action_pb2.BranchOption,
        {"target_ids": {"1": 2}},
        "target_ids.1",
        "must be a string, got 2 (int)",
    ),
    (flow_action_pb2.BranchOption, {"target_ids": []}, "target_ids", "must be an object"),
    (activeflow_pb2.Activeflow, {"tm_create": 5}, "tm_create", "must be a string, got 5"),
    (activeflow_pb2.Activeflow, {"tm_create": "soon"}, "tm_create", "must be a time such as"),
    (activeflow_pb2.Activeflow, {"tm_create": "2026-02-30T00:00:00Z"}, "tm_create", "that exists"),
    (activeflow_pb2.Activeflow, {"tm_create": "2026-01-01T25:00:00Z"}, "tm_create", "that exists"),
    (
        activeflow_pb2.Activeflow,
        {"tm_create": "0001-01-01T00:00:00+23:00"},
        "tm_create",
        "must be a time in the years 1 to 9999 UTC",
    ),
]


@pytest.mark.parametrize(("message_class", "document", "path", "text"), CASES)
def test_violation(message_class: type[Message], document: Any, path: str, text: str) -> None:
    with pytest.raises(CodecError) as caught:
        from_json(message_class, document)
    [(found_path, found_text)] = caught.value.violations
    assert found_path == path
    assert text in found_text
    assert len(found_text) < 2000


def test_all_violations_are_collected() -> None:
    document = {"name": 1, "detail": 2, "actions": [{"id": 3}, {"type": "x", "next_id": []}, 4]}
    with pytest.raises(CodecError) as caught:
        from_json(FLOW, document)
    assert [path for path, _ in caught.value.violations] == [
        "name",
        "detail",
        "actions[0].id",
        "actions[1].type",
        "actions[1].next_id",
        "actions[2]",
    ]


def test_deepest_object_survives_the_wire() -> None:
    flow = from_json(FLOW, option(nested(MAX_DEPTH)))
    answer = flow_pb2.ListFlowsResponse(result=[flow_pb2.Flow(actions=flow.actions)])
    assert flow_pb2.ListFlowsResponse.FromString(answer.SerializeToString()) == answer


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 100, 900])
def test_object_too_deep(levels: int) -> None:
    with pytest.raises(CodecError) as caught:
        from_json(FLOW, option(nested(levels)))
    [(path, text)] = caught.value.violations
    assert path == "actions[1].option" + ".a" * MAX_DEPTH
    assert text == f"is nested more than {MAX_DEPTH} levels deep"


def test_secret_is_not_repeated() -> None:
    with pytest.raises(CodecError) as caught:
        from_json(extension_pb2.CreateExtensionRequest, {"password": ["hunter2"]})
    assert caught.value.violations == [
        ("password", "is malformed; its value is a secret and not repeated")
    ]


def test_long_value_is_cut() -> None:
    with pytest.raises(CodecError) as caught:
        from_json(FLOW, {"on_complete_flow_id": "x" * 100_000})
    assert len(str(caught.value)) < 200
