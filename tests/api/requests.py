"""Requests of operations, made from their descriptors."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from tests.api.rows import named_by
from tests.api.samples import FIELDS
from tests.api.tenants import Tenant
from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract import spelling
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.options import rule_of
from voipbin.core.ids import new_id
from voipbin.v1 import annotations_pb2 as options

OPERATIONS = sorted(operations().values(), key=lambda spec: spec.method)
"Every public operation: a new one is tested by being there."

UNARY = [spec for spec in OPERATIONS if spec.unary]
ON_REST = [spec for spec in OPERATIONS if spec.http_path and not spec.client_streaming]

_TEXTS: dict[str, Callable[[], str]] = {
    "extension": lambda: f"7{secrets.randbelow(10**9):09d}",
    "language": lambda: "en-US",
    "page_token": lambda: "",
    "after_id": lambda: "",
    "voice_id": lambda: "",
    "end_of_key": lambda: "#",
}


def name_of(spec: OperationSpec) -> str:
    """For the ids of parametrised tests."""
    return spec.title


def caller_of(spec: OperationSpec, tenant: Tenant) -> dict[str, str]:
    """Credentials of somebody who may call an operation."""
    if spec.access == options.ACCESS_SUPER_ADMIN:
        return tenant.super_admin
    return tenant.admin


def is_narrowed(spec: OperationSpec) -> bool:
    """Whether even a super admin sees only what is the agent's own."""
    return spec.access == options.ACCESS_AGENT or ".ServiceAgent" in spec.service


def valid_fields(spec: OperationSpec, tenant: Tenant) -> dict[str, Any]:
    """Every field of a request, as the tenant may well send it."""
    return _message(descriptor_of(spec.input), spec, tenant)


def guessed_ids(spec: OperationSpec) -> list[str]:
    """Ids of the path that nothing says the value of: valid_fields names what does not exist."""
    message = descriptor_of(spec.input)
    return [
        field.name
        for field in message.fields
        if "{" + field.name + "}" in (spec.http_path or "")
        and rule_of(field).uuid
        and f"{message.name}.{field.name}" not in FIELDS
        and not _named(field, spec)
    ]


def unknown_ids(spec: OperationSpec) -> dict[str, Any]:
    """The required ids alone, naming nothing: such a request changes nothing."""
    wanted: dict[str, Any] = {}
    for field in descriptor_of(spec.input).fields:
        if rule_of(field).uuid and rule_of(field).required:
            wanted[field.name] = [new_id()] if field.is_repeated else new_id()
        elif field.enum_type is not None and "{" + field.name + "}" in (spec.http_path or ""):
            wanted[field.name] = _word(field)
    return wanted


def fields_below(
    message: Descriptor, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], FieldDescriptor]]:
    """Every field of a request with its path; lists are entered at their first entry."""
    for field in message.fields:
        here = (*path, field.name)
        yield here, field
        kind = field.message_type
        is_ours = kind is not None and kind.full_name.startswith("voipbin.")
        if kind is not None and is_ours and not kinds.is_map(field):
            yield from fields_below(kind, here)


def with_value(fields: Any, path: tuple[str, ...], value: Any, *, spread: bool = False) -> Any:
    """A copy of JSON fields with one value replaced; made where it was missing."""
    if not path:
        return [value] if spread else value
    if isinstance(fields, list):
        first = fields[0] if fields else {}
        return [with_value(first, path, value, spread=spread), *fields[1:]]
    copy = dict(fields or {})
    copy[path[0]] = with_value(copy.get(path[0]), path[1:], value, spread=spread)
    return copy


def set_in(message: Message, path: tuple[str, ...], value: Any) -> None:
    """Puts a value into a message, past every check of the JSON codec."""
    *way, last = path
    for name in way:
        below = getattr(message, name)
        is_list = message.DESCRIPTOR.fields_by_name[name].is_repeated
        message = (below[0] if below else below.add()) if is_list else below
    if message.DESCRIPTOR.fields_by_name[last].is_repeated:
        listed = getattr(message, last)
        del listed[:]
        listed.append(value)
    else:
        setattr(message, last, value)


def _message(message: Descriptor, spec: OperationSpec, tenant: Tenant) -> dict[str, Any]:
    return {field.name: _valid(message.name, field, spec, tenant) for field in message.fields}


def _valid(message: str, field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> Any:
    known = FIELDS.get(f"{message}.{field.name}")
    if known is not None:
        return known(tenant)
    if kinds.is_map(field):
        return {}
    one = _one(field, spec, tenant)
    return [one] if field.is_repeated else one


def _one(field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> Any:
    if rule_of(field).uuid:
        return _reference(field, spec, tenant)
    if field.message_type is not None:
        return _nested(field.message_type, spec, tenant)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return field.name == "direct"
    if field.enum_type is not None:
        return _word(field)
    example = rule_of(field).example
    if field.type == FieldDescriptor.TYPE_STRING:
        make = _TEXTS.get(field.name)
        return make() if make else example or f"{field.name} 1"
    return json.loads(example) if example else max(rule_of(field).minimum, 10)


def _word(field: FieldDescriptor) -> str:
    assert field.enum_type is not None
    words = spelling.words(field.enum_type)
    return rule_of(field).example or next(word for word in words if word)


def _nested(message: Descriptor, spec: OperationSpec, tenant: Tenant) -> Any:
    if message.name == "FlowAction":
        return {"type": "variable_set", "option": {"key": "a", "value": "b"}}
    if message.full_name == kinds.TIMESTAMP:
        return "2026-01-15T09:30:00.000000Z"
    if message.full_name == kinds.STRUCT:
        return {}
    return _message(message, spec, tenant)


def _reference(field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> str:
    if field.name == "id" and not rule_of(field).required:
        return new_id()
    # What no sample says the value of names nothing.
    return tenant.ids.get(_named(field, spec)) or new_id()


def _named(field: FieldDescriptor, spec: OperationSpec) -> str:
    is_subject = field.name in ("id", "ids") and field.containing_type == spec.input.DESCRIPTOR
    return named_by(field) or (spec.resource if is_subject else "")
