"""How the fields of a message are read: one small function for each field, made once."""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.codec import encoder, struct_to_json
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.spelling import words_by_number
from voipbin.core.contract.timestamps import format_timestamp

Reader = Callable[[Any], Any]
Readers = dict[str, Reader]

_READERS: dict[str, Readers] = {}


def read(message: Any, name: str) -> Any:
    """Return a field as GraphQL shows it: null for references, times and messages not set."""
    return _READERS[message.DESCRIPTOR.full_name][name](message)


def readers_of(source: Any) -> Readers | None:
    """Return what reads the fields of a message by name; None for what is no message of ours."""
    descriptor = getattr(source, "DESCRIPTOR", None)
    return None if descriptor is None else _READERS.get(descriptor.full_name)


def prepare(descriptor: Descriptor) -> None:
    """Make the readers of a message type; they exist as soon as its GraphQL type does."""
    if descriptor.full_name not in _READERS:
        _READERS[descriptor.full_name] = {field.name: _reader(field) for field in descriptor.fields}


def shower(readers: Readers) -> Callable[[Any], dict[str, Any]]:
    """Return what shows a message: every value under its name, in this order."""
    return _shower(tuple(readers))(*readers.values())  # type: ignore[no-any-return]


@lru_cache(maxsize=1000)
def _shower(names: tuple[str, ...]) -> Any:
    """Written out, a row costs half of a loop over its readers."""
    places = [f"read_{place}" for place in range(len(names))]
    pairs = (f"{name!r}: {read}(message)" for name, read in zip(names, places, strict=True))
    source = f"lambda {', '.join(places)}: lambda message: {{{', '.join(pairs)}}}"
    return eval(source)  # noqa: S307 - our text; names are put in as literals


def _reader(field: FieldDescriptor) -> Reader:
    name = field.name
    if kinds.is_map(field):
        show = encoder(_parent(field))
        return lambda message: show(message)[name]
    if field.is_repeated:
        one = _shown(field)
        return lambda message: [one(item) for item in getattr(message, name)]
    if kinds.is_message(field):
        return _message_reader(field)
    if field.enum_type is not None:
        words = dict(words_by_number(field.enum_type))
        return lambda message: words.get(getattr(message, name), "")
    if _null_when_empty(field):
        return lambda message: getattr(message, name) or None
    if field.has_presence:
        return lambda message: getattr(message, name) if message.HasField(name) else None
    return attrgetter(name)


def _message_reader(field: FieldDescriptor) -> Reader:
    name, one = field.name, _shown(field)
    if kinds.message_of(field).full_name == kinds.STRUCT:
        return lambda message: one(getattr(message, name))
    return lambda message: one(getattr(message, name)) if message.HasField(name) else None


def _shown(field: FieldDescriptor) -> Reader:
    """Return what shows a single value of the field."""
    if kinds.is_message(field):
        kind = kinds.message_of(field).full_name
        if kind == kinds.TIMESTAMP:
            return lambda moment: format_timestamp(moment.seconds, moment.nanos)
        if kind == kinds.STRUCT:
            return struct_to_json
    elif field.enum_type is not None:
        words = dict(words_by_number(field.enum_type))
        return lambda number: words.get(number, "")
    return lambda value: value


def _parent(field: FieldDescriptor) -> Descriptor:
    parent = field.containing_type
    if parent is None:
        raise ValueError(f"{field.full_name} belongs to no message")
    return parent


def _null_when_empty(field: FieldDescriptor) -> bool:
    rule = rule_of(field)
    is_reference = rule.uuid or rule.reference
    return (is_reference and field.name != "id") or rule.omit_empty
