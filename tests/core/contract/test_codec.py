"""The REST form: every field of every message survives the way out and back."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import orjson
import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp

import voipbin.v1
from tests.core.contract.filled import FREE_OBJECT, UUID, filled
from voipbin.core.contract.codec import from_json, to_json
from voipbin.core.contract.field_kinds import NIL_UUID
from voipbin.core.contract.options import rule_of
from voipbin.v1 import (
    accesskey_pb2,
    call_pb2,
    extension_pb2,
    flow_action_pb2,
    flow_pb2,
    transcript_pb2,
)


def _every_message() -> Iterator[Descriptor]:
    for module in pkgutil.iter_modules(voipbin.v1.__path__):
        if module.name.endswith("_pb2"):
            file = import_module(f"voipbin.v1.{module.name}").DESCRIPTOR
            yield from file.message_types_by_name.values()


MESSAGES = sorted(_every_message(), key=lambda descriptor: descriptor.full_name)


@pytest.mark.parametrize("descriptor", MESSAGES, ids=lambda d: d.name)
def test_round_trip_of_every_field(descriptor: Descriptor) -> None:
    message = filled(descriptor)
    for field in descriptor.fields:
        assert getattr(message, field.name), f"{field.full_name} was not filled"
    document = orjson.loads(orjson.dumps(to_json(message)))
    assert set(document) == set(descriptor.fields_by_name)
    assert from_json(GetMessageClass(descriptor), document) == message


@pytest.mark.parametrize("descriptor", MESSAGES, ids=lambda d: d.name)
def test_round_trip_of_an_empty_message(descriptor: Descriptor) -> None:
    message_class = GetMessageClass(descriptor)
    document = orjson.loads(orjson.dumps(to_json(message_class())))
    shown = {f.name for f in descriptor.fields if not rule_of(f).omit_empty}
    assert set(document) == shown
    assert all(not value or value == NIL_UUID for value in document.values())


def test_call_without_parties() -> None:
    document = to_json(call_pb2.Call(id=UUID, status=call_pb2.CALL_STATUS_HANGUP))
    assert document["id"] == UUID
    assert document["flow_id"] == NIL_UUID
    assert document["status"] == "hangup"
    assert document["hangup_by"] == ""
    assert document["source"] == {}
    assert document["action"] == {}
    assert document["tm_hangup"] is None
    assert document["chained_call_ids"] == []
    assert list(document) == [field.name for field in call_pb2.Call.DESCRIPTOR.fields]


def test_unset_objects_are_not_shared() -> None:
    to_json(call_pb2.Call())["source"]["type"] = "changed by the caller"
    assert to_json(call_pb2.Call())["source"] == {}


def test_accesskey_token_is_dropped_while_empty() -> None:
    assert "token" not in to_json(accesskey_pb2.Accesskey())
    assert to_json(accesskey_pb2.Accesskey(token="vb_x"))["token"] == "vb_x"


def test_optional_password_left_out_and_cleared() -> None:
    left_out = from_json(extension_pb2.UpdateExtensionRequest, {"id": UUID, "password": None})
    cleared = from_json(extension_pb2.UpdateExtensionRequest, {"id": UUID, "password": ""})
    assert not left_out.HasField("password")
    assert cleared.HasField("password")
    assert to_json(left_out)["password"] is None
    assert to_json(cleared)["password"] == ""


def test_option_keeps_its_numbers() -> None:
    action = from_json(flow_action_pb2.FlowAction, {"type": "talk", "option": FREE_OBJECT})
    option = to_json(action)["option"]
    assert option == FREE_OBJECT
    assert isinstance(option["count"], int)
    assert isinstance(option["ratio"], float)


@pytest.mark.parametrize("not_set", ["", NIL_UUID, None])
def test_reference_not_set(not_set: str | None) -> None:
    request = from_json(flow_pb2.CreateFlowRequest, {"on_complete_flow_id": not_set})
    assert request.on_complete_flow_id == ""


def test_reference_in_capitals() -> None:
    request = from_json(flow_pb2.GetFlowRequest, {"id": UUID.upper()})
    assert request.id == UUID


def test_unknown_fields_are_ignored() -> None:
    assert from_json(flow_pb2.GetFlowRequest, {"id": UUID, "later": {"x": 1}}).id == UUID


def test_integral_float_for_an_integer() -> None:
    assert from_json(flow_pb2.ListFlowsRequest, {"page_size": 25.0}).page_size == 25


def test_transcript_offset_in_year_one() -> None:
    spoken = transcript_pb2.Transcript(
        tm_transcript=Timestamp(seconds=-62135596798, nanos=500000000)
    )
    document = to_json(spoken)
    assert document["tm_transcript"] == "0001-01-01T00:00:02.500000Z"
    assert from_json(transcript_pb2.Transcript, document) == spoken


def test_enum_number_of_a_newer_server() -> None:
    assert to_json(call_pb2.Call(status=99))["status"] == ""  # type: ignore[arg-type]
