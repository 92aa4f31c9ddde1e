"""Query parameters as the JSON values a request message is read from."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from voipbin.core.contract.field_kinds import TIMESTAMP, is_message, message_of

Convert = Callable[[str], Any]

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class QueryReader:
    """Reads the fields of one request message from a query string.

    What is not a number stays text: the codec refuses it, naming the field.
    """

    def __init__(self, descriptor: Descriptor, path_parameters: tuple[str, ...]) -> None:
        self._fields = {
            field.name: (_converter(field), bool(field.is_repeated))
            for field in descriptor.fields
            if field.name not in path_parameters and _is_readable(field)
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters understood."""
        return tuple(self._fields)

    def read(self, query: Mapping[str, list[str]], into: dict[str, Any]) -> None:
        """Add the parameters a request has; others are ignored."""
        for name, values in query.items():
            known = self._fields.get(name)
            if known is None:
                continue
            convert, repeated = known
            if repeated:
                parts = [part for value in values for part in value.split(",") if part]
                into[name] = [convert(part) for part in parts]
            elif (text := values[-1]) != "":
                into[name] = convert(text)


def _is_readable(field: FieldDescriptor) -> bool:
    return not is_message(field) or message_of(field).full_name == TIMESTAMP


def _converter(field: FieldDescriptor) -> Convert:
    return _CONVERTERS.get(field.type, str)


def _integer(text: str) -> int | str:
    return int(text) if _INTEGER.fullmatch(text) else text


def _number(text: str) -> float | str:
    return float(text) if _NUMBER.fullmatch(text) else text


def _boolean(text: str) -> bool | str:
    return _BOOLEANS.get(text.lower(), text)


_CONVERTERS: Mapping[int, Convert] = MappingProxyType(
    {
        FieldDescriptor.TYPE_BOOL: _boolean,
        FieldDescriptor.TYPE_DOUBLE: _number,
        FieldDescriptor.TYPE_FLOAT: _number,
        FieldDescriptor.TYPE_INT32: _integer,
        FieldDescriptor.TYPE_INT64: _integer,
        FieldDescriptor.TYPE_UINT32: _integer,
        FieldDescriptor.TYPE_UINT64: _integer,
        FieldDescriptor.TYPE_SINT32: _integer,
        FieldDescriptor.TYPE_SINT64: _integer,
    }
)
