"""Rows to the constructor arguments of their messages, by functions generated once per type.

Nested messages stay dicts: a constructor that is given messages copies each of them, so a list
of 25 calls made of dicts takes half the time of one made of messages. What is stored was checked
when it came in and is not checked again.
"""

from collections.abc import Callable, Sequence
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from . import field_kinds as kinds
from .decoding import decoder
from .options import rule_of
from .spelling import numbers_by_word

Reader = Callable[[Any], dict[str, Any]]
Scope = dict[str, Any]

_MOMENT = '{"seconds": v // 1000000, "nanos": v % 1000000 * 1000}'
_FORMS: dict[str, Reader] = {}


def row_reader(
    descriptor: Descriptor,
    *,
    without: frozenset[str] = frozenset(),
    columns: Sequence[str] = (),
) -> Reader:
    """Return what reads the fields of a message from a row.

    A row keeps enums by their REST word, times as microseconds since 1970, messages as the JSON
    REST shows; what is empty there is left out.

    Args:
        without: fields that are no columns.
        columns: of a row that is a tuple, in order; it is read by attributes otherwise. Taking a
            tuple apart takes a twentieth of the time of reading its attributes by name.
    """
    scope: Scope = {"NIL": kinds.NIL_UUID}
    lines = []
    if columns:
        lines.append(f"{', '.join(f'c_{name}' for name in columns)}, *_ = row")
    for field in descriptor.fields:
        if field.name in without:
            continue
        lines.append(f"v = c_{field.name}" if columns else f"v = row.{field.name}")
        value = _MOMENT if _is_moment(field) else _value(field, scope)
        lines.append(f"if {_given(field)}: found[{field.name!r}] = {value}")
    return _generate(lines, scope)


def _form_reader(descriptor: Descriptor) -> Reader:
    """Return what reads a stored REST form, a dict."""
    name = descriptor.full_name
    if name == kinds.TIMESTAMP:
        return decoder(descriptor)
    if name == kinds.STRUCT:
        return _unchanged
    if name not in _FORMS:
        _FORMS[name] = lambda row: _FORMS[name](row)
        scope: Scope = {"NIL": kinds.NIL_UUID}
        lines = []
        for field in descriptor.fields:
            lines.append(f"v = row.get({field.name!r})")
            lines.append(f"if {_given(field)}: found[{field.name!r}] = {_value(field, scope)}")
        _FORMS[name] = _generate(lines, scope)
    return _FORMS[name]


def _generate(lines: list[str], scope: Scope) -> Reader:
    source = "\n    ".join(["def read(row):", "found = {}", *lines, "return found"])
    exec(source, scope)  # noqa: S102 - our text, made of field names
    compiled: Reader = scope["read"]
    return compiled


def _given(field: FieldDescriptor) -> str:
    """Return the test that the stored value `v` is worth passing on."""
    if field.has_presence and (_is_moment(field) or not kinds.is_message(field)):
        return "v is not None"
    return "v and v != NIL" if rule_of(field).uuid and not field.is_repeated else "v"


def _value(field: FieldDescriptor, scope: Scope) -> str:
    """Return the expression for the stored value `v`, putting what it needs into the scope."""
    function = f"read_{field.name}"
    if field.enum_type is not None:
        scope[function] = dict(numbers_by_word(field.enum_type)).__getitem__
    elif kinds.is_message(field) and not kinds.is_map(field):
        scope[function] = _form_reader(kinds.message_of(field))
    else:
        return "v"
    return f"[{function}(item) for item in v]" if field.is_repeated else f"{function}(v)"


def _is_moment(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.full_name == kinds.TIMESTAMP


def _unchanged(value: Any) -> Any:
    return value
