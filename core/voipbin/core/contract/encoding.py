"""Messages to their REST form, by functions compiled once per message type."""

import base64
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct, Value

from . import field_kinds as kinds
from .options import rule_of
from .spelling import words_by_number
from .timestamps import format_timestamp

Json = dict[str, Any]
Encoder = Callable[[Any], Any]

_EXACT_INTEGERS = 2.0**53
_ENCODERS: dict[str, Encoder] = {}


def encoder(descriptor: Descriptor) -> Encoder:
    """Return the function that turns messages of this type into their REST form."""
    name = descriptor.full_name
    found = _ENCODERS.get(name)
    if found is None:
        # A type that contains itself meets this one while it is compiled.
        _ENCODERS[name] = lambda message: _ENCODERS[name](message)
        found = _ENCODERS[name] = _compile(descriptor)
    return found


def struct_to_json(struct: Struct) -> Json:
    """Turn a free object into JSON values; integral numbers become integers."""
    return {key: _value_to_json(value) for key, value in struct.fields.items()}


def _compile(descriptor: Descriptor) -> Encoder:
    if descriptor.full_name == kinds.TIMESTAMP:
        return _timestamp_to_json
    if descriptor.full_name == kinds.STRUCT:
        return struct_to_json
    return _compile_fields(descriptor)


def _compile_fields(descriptor: Descriptor) -> Encoder:
    plain = [field for field in descriptor.fields if not field.has_presence]
    names = tuple(field.name for field in plain)
    fetch = _fetcher(names)
    uuids = tuple(f.name for f in plain if not f.is_repeated and rule_of(f).uuid)
    converted = tuple((f.name, convert) for f in plain if (convert := _converter(f)) is not None)
    present = tuple(_presence(field) for field in descriptor.fields if field.has_presence)
    droppable = tuple(f.name for f in descriptor.fields if rule_of(f).omit_empty)
    template: Json = dict.fromkeys(field.name for field in descriptor.fields)

    def encode(message: Message) -> Json:
        shown = template.copy()
        shown.update(zip(names, fetch(message), strict=True))
        for name in uuids:
            if not shown[name]:
                shown[name] = kinds.NIL_UUID
        for name, convert in converted:
            shown[name] = convert(shown[name])
        has = message.HasField
        for name, get, convert, empty in present:
            if has(name):
                shown[name] = convert(get(message))
            elif empty is not None:
                shown[name] = empty()
        for name in droppable:
            if not shown[name]:
                del shown[name]
        return shown

    return encode


def _fetcher(names: tuple[str, ...]) -> Callable[[Message], tuple[Any, ...]]:
    if not names:
        return lambda message: ()
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda message: (get(message),)
    return attrgetter(*names)


def _presence(
    field: FieldDescriptor,
) -> tuple[str, Callable[[Any], Any], Encoder, Callable[[], Any] | None]:
    """Name, getter, converter and what to show while the field is not set (null when None)."""
    shown_empty = kinds.is_message(field) and kinds.message_of(field).full_name in kinds.SHOWN_EMPTY
    convert = _single_converter(field) or _unchanged
    return field.name, attrgetter(field.name), convert, dict if shown_empty else None


def _converter(field: FieldDescriptor) -> Encoder | None:
    """Return what makes JSON of a field without presence; None when it is JSON already."""
    if kinds.is_map(field):
        return _map_converter(kinds.map_entry(field)[1])
    convert = _single_converter(field)
    if not field.is_repeated:
        return convert
    if convert is None:
        return list
    return lambda items: [convert(item) for item in items]


def _map_converter(value: FieldDescriptor) -> Encoder:
    convert = _single_converter(value) or _unchanged

    def encode(entries: Mapping[Any, Any]) -> Json:
        return {_key_text(key): convert(item) for key, item in entries.items()}

    return encode


def _single_converter(field: FieldDescriptor) -> Encoder | None:
    if kinds.is_message(field):
        return encoder(kinds.message_of(field))
    if field.enum_type is not None:
        spelled = words_by_number(field.enum_type)
        return lambda number: spelled.get(number, "")
    if field.type == FieldDescriptor.TYPE_BYTES:
        return lambda data: base64.b64encode(data).decode()
    return None


def _key_text(key: object) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def _unchanged(value: Any) -> Any:
    return value


def _timestamp_to_json(moment: Any) -> str:
    return format_timestamp(moment.seconds, moment.nanos)


def _value_to_json(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value
    if kind == "number_value":
        number = value.number_value
        exact = number.is_integer() and -_EXACT_INTEGERS <= number <= _EXACT_INTEGERS
        return int(number) if exact else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        return struct_to_json(value.struct_value)
    if kind == "list_value":
        return [_value_to_json(item) for item in value.list_value.values]
    return None
