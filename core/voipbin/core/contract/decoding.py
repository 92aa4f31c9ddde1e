"""REST forms to messages, by functions compiled once per message type."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from . import field_kinds as kinds
from .free_object import check_struct
from .options import rule_of
from .rejection import Rejected, shown
from .spelling import allowed, numbers_by_word
from .timestamps import parse_timestamp

Decoder = Callable[[Any], Any]
"""Turns a JSON value into what a message constructor takes.

Raises:
    Rejected: the value does not fit.
"""

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DECODERS: dict[str, Decoder] = {}


def decoder(descriptor: Descriptor) -> Decoder:
    """Return the function that turns REST forms into the constructor arguments of this type."""
    name = descriptor.full_name
    found = _DECODERS.get(name)
    if found is None:
        # A type that contains itself meets this one while it is compiled.
        _DECODERS[name] = lambda value: _DECODERS[name](value)
        found = _DECODERS[name] = _compile(descriptor)
    return found


def _compile(descriptor: Descriptor) -> Decoder:
    if descriptor.full_name == kinds.TIMESTAMP:
        return _timestamp
    if descriptor.full_name == kinds.STRUCT:
        return check_struct
    fields = {field.name: _field(field) for field in descriptor.fields}

    def decode(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise Rejected.one(f"must be an object, got {shown(value)}")
        arguments: dict[str, Any] = {}
        rejected: Rejected | None = None
        for name, item in value.items():
            if item is None or (convert := fields.get(name)) is None:
                continue
            try:
                arguments[name] = convert(item)
            except Rejected as error:
                rejected = error.under(name, rejected)
        if rejected is not None:
            raise rejected
        return arguments

    return decode


def _field(field: FieldDescriptor) -> Decoder:
    if kinds.is_map(field):
        return _map(_single(kinds.map_entry(field)[1]))
    convert = _hiding(_single(field)) if rule_of(field).secret else _single(field)
    return _list(convert) if field.is_repeated else convert


def _single(field: FieldDescriptor) -> Decoder:
    if kinds.is_message(field):
        return decoder(kinds.message_of(field))
    if field.enum_type is not None:
        choices = allowed(field.enum_type, required=rule_of(field).required)
        return _enum(numbers_by_word(field.enum_type), choices)
    if rule_of(field).uuid:
        return _listed_uuid if field.is_repeated else _uuid
    if rule_of(field).reference:
        return _reference
    return _SCALARS[field.type]


def _list(convert: Decoder) -> Decoder:
    def decode(value: Any) -> list[Any]:
        if type(value) is not list:
            raise Rejected.one(f"must be a list, got {shown(value)}")
        try:
            return [convert(item) for item in value]
        except Rejected:
            raise _every_rejection(convert, enumerate(value), "[{}]") from None

    return decode


def _map(convert: Decoder) -> Decoder:
    def decode(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise Rejected.one(f"must be an object, got {shown(value)}")
        try:
            return {_text(key): convert(item) for key, item in value.items()}
        except Rejected:
            raise _every_rejection(convert, value.items(), "{}") from None

    return decode


def _every_rejection(convert: Decoder, items: Any, place: str) -> Rejected:
    rejected: Rejected | None = None
    for key, item in items:
        try:
            convert(item)
        except Rejected as error:
            rejected = error.under(place.format(key), rejected)
    return rejected or Rejected.one("has a malformed key")


def _hiding(convert: Decoder) -> Decoder:
    """Keep a secret out of the message that refuses it."""

    def decode(value: Any) -> Any:
        try:
            return convert(value)
        except Rejected:
            raise Rejected.one("is malformed; its value is a secret and not repeated") from None

    return decode


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Rejected.one(f"must be a string, got {shown(value)}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Rejected.one(f"must be valid Unicode, got {shown(value)}") from None
    return value


def _uuid(value: Any) -> str:
    if value == "" or value == kinds.NIL_UUID:
        return ""
    return _listed_uuid(value)


def _reference(value: Any) -> str:
    return "" if value == kinds.NIL_UUID else _text(value)


def _listed_uuid(value: Any) -> str:
    if type(value) is not str or _UUID.fullmatch(value) is None:
        raise Rejected.one(f"must be a UUID, got {shown(value)}")
    return value.lower()


def _enum(numbers: Mapping[str, int], choices: str) -> Decoder:
    def decode(value: Any) -> int:
        number = numbers.get(value) if type(value) is str else None
        if number is None:
            raise Rejected.one(f"must be one of {choices}, got {shown(value)}")
        return number

    return decode


def _integer(low: int, high: int) -> Decoder:
    def decode(value: Any) -> int:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            raise Rejected.one(f"must be an integer, got {shown(value)}")
        if not low <= value <= high:
            raise Rejected.one(f"must be between {low} and {high}, got {shown(value)}")
        return value

    return decode


def _number(value: Any) -> float:
    try:
        number = float(value) if type(value) in (int, float) else math.nan
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Rejected.one(f"must be a finite number, got {shown(value)}")
    return number


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise Rejected.one(f"must be true or false, got {shown(value)}")
    return value


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Rejected.one(f"must be base64, got {shown(value)}") from None


def _timestamp(value: Any) -> dict[str, int]:
    try:
        seconds, nanos = parse_timestamp(_text(value))
    except ValueError as error:
        raise Rejected.one(f"{error}, got {shown(value)}") from None
    return {"seconds": seconds, "nanos": nanos}


def _float32(value: Any) -> float:
    number = _number(value)
    if abs(number) > 3.4028234663852886e38:
        raise Rejected.one(f"must fit 32 bits, got {shown(value)}")
    return number


_INT32 = _integer(-(2**31), 2**31 - 1)
_INT64 = _integer(-(2**63), 2**63 - 1)
_UINT32 = _integer(0, 2**32 - 1)
_UINT64 = _integer(0, 2**64 - 1)

_SCALARS: Mapping[int, Decoder] = MappingProxyType(
    {
        FieldDescriptor.TYPE_STRING: _text,
        FieldDescriptor.TYPE_BYTES: _bytes,
        FieldDescriptor.TYPE_BOOL: _boolean,
        FieldDescriptor.TYPE_DOUBLE: _number,
        FieldDescriptor.TYPE_FLOAT: _float32,
        FieldDescriptor.TYPE_INT32: _INT32,
        FieldDescriptor.TYPE_SINT32: _INT32,
        FieldDescriptor.TYPE_SFIXED32: _INT32,
        FieldDescriptor.TYPE_INT64: _INT64,
        FieldDescriptor.TYPE_SINT64: _INT64,
        FieldDescriptor.TYPE_SFIXED64: _INT64,
        FieldDescriptor.TYPE_UINT32: _UINT32,
        FieldDescriptor.TYPE_FIXED32: _UINT32,
        FieldDescriptor.TYPE_UINT64: _UINT64,
        FieldDescriptor.TYPE_FIXED64: _UINT64,
    }
)
