"""Options of actions read and checked against their proto message."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.rejection import shown
from voipbin.core.contract.rules import check_value
from voipbin.core.contract.spelling import allowed, numbers_by_word
from voipbin.core.flow_engine.ids import canonical_id

MAX_ENTRIES = 1000
_LONGEST_NUMBER = 100
_INT64_LIMIT = 2**63
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_BOOLS = {"true": True, "1": True, "false": False, "0": False, "": False}
_INTEGER_TYPES = {
    FieldDescriptor.TYPE_INT32,
    FieldDescriptor.TYPE_INT64,
    FieldDescriptor.TYPE_UINT32,
    FieldDescriptor.TYPE_UINT64,
}


class Violation(NamedTuple):
    """What is wrong with one field."""

    field: str
    """Path from the request: actions[3].option.duration."""
    description: str
    """What it must be and what it is."""


@dataclass(slots=True)
class Check:
    """One reading of an option."""

    allows_templates: bool
    """True when a flow is saved: texts with ${ are looked at when they run.
    False when it runs: numbers and booleans may come as texts then."""
    takes_any_text: bool = False
    """True for conditions that run: a text that is empty, long or unknown just does not match."""
    violations: list[Violation] = field(default_factory=list)

    def fault(self, path: str, description: str) -> None:
        """Note a violation."""
        self.violations.append(Violation(path, description))

    def is_template(self, value: object) -> bool:
        """Whether this value is looked at later."""
        return self.allows_templates and isinstance(value, str) and "${" in value


Reader = Callable[[Any, str, Check], Any]


def message_reader(descriptor: Descriptor) -> Reader:
    """Compile a reader of objects: all fields present, missing ones as their zero value.

    A field that the message knows to be absent is None then. Other fields of the object are
    ignored.
    """
    readers = [(f.name, _field_reader(f), rule_of(f).required, _zero(f)) for f in descriptor.fields]

    def read(value: Any, path: str, check: Check) -> dict[str, Any]:
        if not isinstance(value, dict):
            check.fault(path, f"must be an object, got {shown(value)}")
            return {name: zero() for name, _, _, zero in readers}
        values: dict[str, Any] = {}
        for name, reader, is_required, zero in readers:
            given = value.get(name)
            if given is not None:
                values[name] = reader(given, f"{path}.{name}", check)
                continue
            values[name] = zero()
            if is_required:
                check.fault(f"{path}.{name}", "is required")
        return values

    return read


def _zero(field: FieldDescriptor) -> Callable[[], Any]:
    if kinds.is_map(field):
        return dict
    if field.is_repeated:
        return list
    if field.has_presence:
        return lambda: None
    default = "" if field.enum_type is not None else field.default_value
    return lambda: default


def _field_reader(field: FieldDescriptor) -> Reader:
    if kinds.is_map(field):
        return _map_reader(_single_reader(kinds.map_entry(field)[1]))
    if field.is_repeated:
        return _list_reader(_single_reader(field), field)
    return _single_reader(field)


def _single_reader(field: FieldDescriptor) -> Reader:
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text_reader(field)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return _read_bool
    if field.type in _INTEGER_TYPES:
        return _integer_reader(field)
    if field.enum_type is not None:
        return _enum_reader(field.enum_type)
    if field.message_type is None:
        return _read_number
    if field.message_type.full_name.startswith("google.protobuf."):
        return _read_object
    return message_reader(field.message_type)


def _text_reader(field: FieldDescriptor) -> Reader:
    is_uuid = rule_of(field).uuid

    def read(value: Any, path: str, check: Check) -> str:
        if not isinstance(value, str):
            check.fault(path, f"must be a text, got {shown(value)}")
            return ""
        if check.is_template(value):
            return value
        text = canonical_id(value) if is_uuid else value
        if not check.takes_any_text and (fault := check_value(field, text)):
            check.fault(path, fault)
        return text

    return read


def _integer_reader(field: FieldDescriptor) -> Reader:
    def read(value: Any, path: str, check: Check) -> Any:
        if check.is_template(value):
            return value
        number = _number_of(value, check)
        if number is None or number != math.floor(number) or abs(number) >= _INT64_LIMIT:
            check.fault(path, f"must be an integer, got {shown(value)}")
            return 0
        # An empty text is a variable that is not set: the same as a field left out.
        if value != "" and (fault := check_value(field, number)):
            check.fault(path, fault)
            return 0
        return int(number)

    return read


def _number_of(value: Any, check: Check) -> float | int | None:
    """A finite number, or None."""
    if isinstance(value, str) and not check.allows_templates:
        return _number_of_text(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def _number_of_text(text: str) -> float | int | None:
    if not text:
        return 0
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    if text.lstrip("+-").isdigit():
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else None


def _read_number(value: Any, path: str, check: Check) -> Any:
    if check.is_template(value):
        return value
    number = _number_of(value, check)
    if number is None:
        check.fault(path, f"must be a number, got {shown(value)}")
        return 0
    return number


def _read_bool(value: Any, path: str, check: Check) -> Any:
    if isinstance(value, bool) or check.is_template(value):
        return value
    if isinstance(value, str) and not check.allows_templates:
        found = _BOOLS.get(value.strip().lower())
        if found is not None:
            return found
    check.fault(path, f"must be true or false, got {shown(value)}")
    return False


def _read_object(value: Any, path: str, check: Check) -> Any:
    if isinstance(value, dict):
        return value
    check.fault(path, f"must be an object, got {shown(value)}")
    return {}


def _enum_reader(enum: EnumDescriptor) -> Reader:
    words, what = numbers_by_word(enum), allowed(enum)

    def read(value: Any, path: str, check: Check) -> Any:
        if check.is_template(value) or (isinstance(value, str) and value in words):
            return value
        check.fault(path, f"must be one of {what}, got {shown(value)}")
        return ""

    return read


def _list_reader(entry: Reader, field: FieldDescriptor) -> Reader:
    most, is_required = rule_of(field).max_length or MAX_ENTRIES, rule_of(field).required

    def read(value: Any, path: str, check: Check) -> list[Any]:
        if not isinstance(value, list):
            check.fault(path, f"must be a list, got {shown(value)}")
            return []
        if is_required and not value:
            check.fault(path, "must have at least one entry")
        if len(value) > most:
            check.fault(path, f"must have at most {most} entries, has {len(value)}")
            return []
        for index, item in enumerate(value):
            if is_required and item == "":
                check.fault(f"{path}[{index}]", "must not be empty")
        return [entry(item, f"{path}[{i}]", check) for i, item in enumerate(value)]

    return read


def _map_reader(entry: Reader) -> Reader:
    def read(value: Any, path: str, check: Check) -> dict[str, Any]:
        if not isinstance(value, dict):
            check.fault(path, f"must be an object, got {shown(value)}")
            return {}
        if len(value) > MAX_ENTRIES:
            check.fault(path, f"must have at most {MAX_ENTRIES} entries, has {len(value)}")
            return {}
        return {key: entry(item, f"{path}[{key!r}]", check) for key, item in value.items()}

    return read
