"""Requests of operations, made from their descriptors."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from tests.api.samples import FIELDS
from tests.api.tenants import Tenant, named_by
from voipbin.core.contract import spelling
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.options import rule_of
from voipbin.core.ids import new_id

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


def valid_fields(spec: OperationSpec, tenant: Tenant) -> dict[str, Any]:
    """Every field of a request, as the tenant may well send it."""
    return {
        field.name: _valid(descriptor_of(spec.input).name, field, spec, tenant)
        for field in descriptor_of(spec.input).fields
    }


def unknown_ids(spec: OperationSpec) -> dict[str, Any]:
    """The required ids alone, naming nothing: such a request changes nothing."""
    wanted: dict[str, Any] = {}
    for field in descriptor_of(spec.input).fields:
        if rule_of(field).uuid and rule_of(field).required:
            wanted[field.name] = [new_id()] if field.is_repeated else new_id()
    return wanted


def fields_below(
    message: Descriptor, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], FieldDescriptor]]:
    """Every field of a request with its path; lists are entered at their first entry."""
    for field in message.fields:
        here = (*path, field.name)
        yield here, field
        kind = field.message_type
        if kind is not None and kind.full_name.startswith("voipbin."):
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


def _valid(message: str, field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> Any:
    known = FIELDS.get(f"{message}.{field.name}")
    if known is not None:
        return known(tenant)
    one = _one(field, spec, tenant)
    return [one] if field.is_repeated else one


def _one(field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> Any:
    if rule_of(field).uuid:
        return _reference(field, spec, tenant)
    if field.message_type is not None:
        if field.message_type.name == "FlowAction":
            return {"type": "variable_set", "option": {"key": "a", "value": "b"}}
        return {}
    if field.enum_type is not None:
        return next(word for word in spelling.words(field.enum_type) if word)
    if field.type == FieldDescriptor.TYPE_STRING:
        make = _TEXTS.get(field.name)
        return make() if make else rule_of(field).example or f"{field.name} 1"
    if field.type == FieldDescriptor.TYPE_BOOL:
        return field.name == "direct"
    return max(rule_of(field).minimum, 10)


def _reference(field: FieldDescriptor, spec: OperationSpec, tenant: Tenant) -> str:
    if field.name == "id" and not rule_of(field).required:
        return new_id()
    resource = named_by(field)
    if not resource and field.name in ("id", "ids"):
        resource = spec.resource
    assert resource in tenant.ids, (
        f"{spec.name}: say in REFERENCES of tests/api/tenants.py what {field.name} refers to"
    )
    return tenant.ids[resource]
