"""Rows become messages and back, every field of every resource."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from sqlmodel import SQLModel

from tests.core.contract.filled import filled
from voipbin.core.clock import SystemClock
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import operations
from voipbin.core.extension.room import extension_resource
from voipbin.core.file.model import file_resource
from voipbin.core.files.links import FileLinks
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.resource import Resource, stored_resources, to_column
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk.room import trunk_resource
from voipbin.v1 import accesskey_pb2, flow_pb2

BOX = SecretsBox(bytes(32))
ROOMS = import_module("voipbin.core.serve.rooms")
EXTENSION = extension_resource(BOX)
TRUNK = trunk_resource(BOX)
FILE = file_resource(FileLinks(bytes(32), str, SystemClock()))
RESOURCES = stored_resources()
NOT_STORED = {"auth", "event", "rag", "recordingfile", "timeline"}
"What operations are about although it is no row with a message of its own."


def test_every_resource_is_here() -> None:
    assert ROOMS, "loading the rooms declares every resource"
    declared = {spec.resource for spec in operations().values()} - NOT_STORED
    assert declared <= {resource.name for resource in RESOURCES}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_field_survives(resource: Resource[Any]) -> None:
    descriptor = descriptor_of(resource.message)
    message = filled(descriptor)
    row = _row_of(resource, message)
    shown = resource.to_message(row)
    for field in descriptor.fields:
        if field.name in resource.computed:
            continue
        assert getattr(shown, field.name) == getattr(message, field.name), field.full_name
        assert _is_set(shown, field), f"{field.full_name} was empty: nothing is proven"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_events_carry_no_secret(resource: Resource[Any]) -> None:
    message = filled(descriptor_of(resource.message))
    body = resource.to_json(_row_of(resource, message))
    for name in resource.secret:
        assert not body.get(name), f"{resource.name}.{name}"


def test_forgotten_column() -> None:
    class Forgetful(SQLModel):
        __table__ = FLOW.table

    with pytest.raises(ValueError, match="accesskey: field token has no column"):
        Resource("accesskey", Forgetful, accesskey_pb2.Accesskey)


def test_optional_fields_that_are_not_given() -> None:
    request = flow_pb2.UpdateFlowRequest(id="x", name="new")
    values = FLOW.from_request(request)
    assert values == {"name": "new", "detail": "", "actions": [], "on_complete_flow_id": ""}
    assert "id" not in values


def test_unset_times_stay_unset() -> None:
    message = FLOW.to_message(FlowRow(id="a", customer_id="b", tm_create=1_500_000))
    assert message.tm_create.ToMicroseconds() == 1_500_000
    assert not message.HasField("tm_update")
    assert not message.HasField("tm_delete")


def _row_of(resource: Resource[Any], message: Any) -> Any:
    values: dict[str, Any] = {}
    for column in resource.table.columns:
        field = descriptor_of(resource.message).fields_by_name.get(column.name)
        if field is not None and field.name not in resource.computed:
            values[column.name] = to_column(field, message)
    # The one time that every row has, also where the message shows it by another name.
    row = resource.row(**{"tm_create": 1_500_000} | values)
    if "sealed_password" in resource.table.c:
        row.sealed_password = BOX.seal("Secret-123", row.id)
    if "offset_us" in resource.table.c:
        row.offset_us = 12_500_000
    return row


def _is_set(message: Any, field: FieldDescriptor) -> bool:
    return bool(getattr(message, field.name))


def test_sealed_password_opens(tmp_path: Path) -> None:
    resource = EXTENSION
    message = resource.to_message(_row_of(resource, filled(descriptor_of(resource.message))))
    assert message.password == "Secret-123"
