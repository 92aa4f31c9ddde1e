"""Rows to the constructor arguments of their messages, by functions generated once per type.

Nested messages stay dicts: a constructor that is given messages copies each of them, so a list
of 25 calls made of dicts takes half the time of one made of messages (244 us against 474).
"""

from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from . import field_kinds as kinds
from .decoding import decoder
from .spelling import numbers_by_word

RowReader = Callable[[Any], dict[str, Any]]


def row_reader(descriptor: Descriptor, *, without: frozenset[str] = frozenset()) -> RowReader:
    """Return what reads the fields of a message from the attributes of a row.

    A row keeps enums by their REST word, times as microseconds since 1970, messages as the JSON
    REST shows; what is empty there is left out.

    Args:
        without: fields that are no columns.
    """
    scope: dict[str, Any] = {}
    lines = ["def read(row):", "    found = {}"]
    for field in descriptor.fields:
        if field.name not in without:
            value = _value(field, scope)
            is_time = _is_timestamp(field)
            lines.append(f"    v = row.{field.name}")
            lines.append(
                f"    if v{' is not None' if is_time else ''}: found[{field.name!r}] = {value}"
            )
    exec("\n".join([*lines, "    return found"]), scope)  # noqa: S102 - our text: field names
    compiled: RowReader = scope["read"]
    return compiled


def _value(field: FieldDescriptor, scope: dict[str, Any]) -> str:
    """Return the expression for the stored value `v`, putting what it needs into the scope."""
    if _is_timestamp(field):
        return '{"seconds": v // 1000000, "nanos": v % 1000000 * 1000}'
    if field.enum_type is not None:
        scope[f"number_{field.name}"] = dict(numbers_by_word(field.enum_type)).__getitem__
        return _each(field, f"number_{field.name}")
    if kinds.is_message(field) and not kinds.is_map(field):
        scope[f"read_{field.name}"] = decoder(kinds.message_of(field))
        return _each(field, f"read_{field.name}")
    return "v"


def _each(field: FieldDescriptor, function: str) -> str:
    return f"[{function}(item) for item in v]" if field.is_repeated else f"{function}(v)"


def _is_timestamp(field: FieldDescriptor) -> bool:
    return (
        kinds.is_message(field)
        and not field.is_repeated
        and kinds.message_of(field).full_name == kinds.TIMESTAMP
    )
