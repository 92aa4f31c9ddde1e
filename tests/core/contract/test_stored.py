"""Rows to messages: the same values the codec shows."""

from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message_factory import GetMessageClass

from tests.core.contract.filled import filled
from voipbin.core.contract.codec import descriptor_of, to_json
from voipbin.core.contract.stored import row_reader
from voipbin.core.contract.timestamps import parse_timestamp
from voipbin.v1 import call_pb2, flow_pb2, recording_pb2, transcribe_pb2

RESOURCES = [call_pb2.Call, flow_pb2.Flow, recording_pb2.Recording, transcribe_pb2.Transcribe]


def row_of(document: dict[str, Any]) -> SimpleNamespace:
    """Store a REST form the way rows do."""
    return SimpleNamespace(
        **{name: _stored(name, value) for name, value in document.items()}, no_field="ignored"
    )


def _stored(name: str, value: Any) -> Any:
    if name.startswith("tm_") and value is not None:
        seconds, nanos = parse_timestamp(value)
        return seconds * 1_000_000 + nanos // 1000
    return value


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r.__name__)
def test_every_field(resource: Any) -> None:
    descriptor: Descriptor = resource.DESCRIPTOR
    message = filled(descriptor)
    arguments = row_reader(descriptor)(row_of(to_json(message)))
    assert GetMessageClass(descriptor)(**arguments) == message


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r.__name__)
def test_empty_row(resource: Any) -> None:
    fields = resource.DESCRIPTOR.fields
    empty = SimpleNamespace(**{f.name: None if f.name.startswith("tm_") else "" for f in fields})
    assert row_reader(resource.DESCRIPTOR)(empty) == {}


def test_first_microsecond_of_1970() -> None:
    read = row_reader(descriptor_of(flow_pb2.Flow), without=frozenset(_other_fields("tm_create")))
    assert read(SimpleNamespace(tm_create=0)) == {"tm_create": {"seconds": 0, "nanos": 0}}
    assert read(SimpleNamespace(tm_create=-1)) == {
        "tm_create": {"seconds": -1, "nanos": 999_999_000}
    }


def _other_fields(name: str) -> set[str]:
    return set(flow_pb2.Flow.DESCRIPTOR.fields_by_name) - {name}


def test_word_that_is_none() -> None:
    read = row_reader(descriptor_of(flow_pb2.Flow), without=frozenset(_other_fields("type")))
    with pytest.raises(KeyError):
        read(SimpleNamespace(type="unheard of"))
