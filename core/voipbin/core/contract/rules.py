"""Checks requests against the limits declared on their fields."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from voipbin.core.contract import spelling
from voipbin.core.contract.options import rule_of

Violation = tuple[str, str]
"(field path, what is wrong with the value)"

NIL_UUID = str(UUID(int=0))
_DEFAULT_TEXT_LENGTH = 65536
_DEFAULT_LIST_LENGTH = 1000
_UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORDS = re.compile(r"(?P<open>\()?(?P<words>\w+(?:\|\w+)*)(?(open)\)(?P<may_be_empty>\?)?)")
"A pattern that is nothing but words, such as (in|out)? or call|conference."
_Check = Callable[[Any], str | None]


def violations(message: Message) -> list[Violation]:
    """Everything wrong with a request; empty when it may pass.

    UUID fields are put into their one form first: lower case, and "" for the nil UUID.
    """
    return list(_walk(message, ""))


def is_uuid(text: str) -> bool:
    """Whether text is a lower-case UUID."""
    return _UUID_SHAPE.fullmatch(text) is not None


def check_value(field: FieldDescriptor, value: Any) -> str | None:
    """What is wrong with one value of a field; None when nothing is."""
    for check in _checks(field):
        if (fault := check(value)) is not None:
            return fault
    return None


def _walk(message: Message, prefix: str) -> Iterator[Violation]:
    for field, repeated, nested in _plan(message.DESCRIPTOR):
        value = getattr(message, field.name)
        path = prefix + field.name
        if nested:
            yield from _walk_nested(message, field, path, value, repeated)
            continue
        if rule_of(field).uuid:
            value = _normalise_uuid(message, field, value, repeated)
        yield from _check_field(field, path, value, repeated)


def _walk_nested(
    message: Message, field: FieldDescriptor, path: str, value: Any, repeated: bool
) -> Iterator[Violation]:
    if repeated:
        yield from _check_field(field, path, value, repeated)
        for index, entry in enumerate(value):
            yield from _walk(entry, f"{path}[{index}].")
    elif message.HasField(field.name):
        yield from _walk(value, path + ".")
    elif rule_of(field).required:
        yield path, "is required"


def _check_field(
    field: FieldDescriptor, path: str, value: Any, repeated: bool
) -> Iterator[Violation]:
    rule = rule_of(field)
    if not repeated:
        if (fault := check_value(field, value)) is not None:
            yield path, fault
        return
    limit = rule.max_length or _DEFAULT_LIST_LENGTH
    if len(value) > limit:
        yield path, f"must have at most {limit} entries, has {len(value)}"
    elif rule.required and not value:
        yield path, "must have at least one entry"
    elif rule.uuid and all(map(_UUID_SHAPE.fullmatch, value)):
        return  # a thousand ids of a batch are told at once from what has faults
    elif field.type != FieldDescriptor.TYPE_MESSAGE:
        for index, entry in enumerate(value):
            if (fault := check_value(field, entry)) is not None:
                yield f"{path}[{index}]", fault


def _normalise_uuid(message: Message, field: FieldDescriptor, value: Any, repeated: bool) -> Any:
    if repeated:
        entries = [_canonical(entry) for entry in value]
        if entries != value:
            value[:] = entries
        return entries
    canonical = _canonical(value)
    if canonical != value:
        setattr(message, field.name, canonical)
    return canonical


def _canonical(text: str) -> str:
    if _UUID_SHAPE.fullmatch(text) and text != NIL_UUID:
        return text
    lower = text.lower()
    if lower == NIL_UUID:
        return ""
    # What is no UUID stays as it was sent, so that the error shows it so.
    return lower if is_uuid(lower) else text


@cache
def _plan(descriptor: Descriptor) -> tuple[tuple[FieldDescriptor, bool, bool], ...]:
    """(field, repeated, is a message of ours) of every field that can be wrong."""
    plan = []
    for field in descriptor.fields:
        kind = field.message_type
        is_foreign = kind is not None and not kind.full_name.startswith("voipbin.")
        if kind is not None and (is_foreign or kind.GetOptions().map_entry):
            continue
        plan.append((field, bool(field.is_repeated), kind is not None))
    return tuple(plan)


@cache
def _checks(field: FieldDescriptor) -> tuple[_Check, ...]:
    rule = rule_of(field)
    checks: list[_Check] = []
    if rule.required and not field.is_repeated:
        checks.append(_required)
    if rule.uuid:
        checks.append(_uuid)
    if field.enum_type is not None:
        checks.append(_known_word(field.enum_type, rule.required))
    if field.type == FieldDescriptor.TYPE_STRING:
        length = 0 if field.is_repeated else rule.max_length
        checks.append(_longest(length or _DEFAULT_TEXT_LENGTH))
        if rule.pattern:
            checks.append(_matches(rule.pattern))
    if rule.HasField("minimum"):
        checks.append(_at_least(rule.minimum))
    if rule.HasField("maximum"):
        checks.append(_at_most(rule.maximum))
    return tuple(checks)


def _required(value: Any) -> str | None:
    return None if value else "is required"


def _uuid(value: Any) -> str | None:
    return None if not value or is_uuid(value) else f"must be a UUID, got {_shown(value)}"


def _known_word(enum: EnumDescriptor, required: bool) -> _Check:
    """proto3 lets any number through; no code below expects one without a name."""
    numbers = frozenset(enum.values_by_number)
    choices = spelling.allowed(enum, required=required)

    def check(value: Any) -> str | None:
        if value in numbers:
            return None
        # The number first: a long list of words is cut on its way to the client.
        return f"has no value {value}, must be one of {choices}"

    return check


def _longest(length: int) -> _Check:
    def check(value: Any) -> str | None:
        if len(value) > length:
            return f"must have at most {length} characters, has {len(value)}"
        return "must not contain NUL" if "\0" in value else None

    return check


def _matches(pattern: str) -> _Check:
    compiled = re.compile(pattern)
    wanted = _wanted(pattern)

    def check(value: Any) -> str | None:
        if not value or compiled.fullmatch(value):
            return None
        return f"must {wanted}, got {_shown(value)}"

    return check


def _wanted(pattern: str) -> str:
    """What a value must do, told as for an enum where the pattern is one."""
    match = _WORDS.fullmatch(pattern)
    if match is None:
        return f"match {pattern}"
    words = match["words"].split("|")
    if match["may_be_empty"]:
        words.insert(0, "")
    return "be one of " + ", ".join(f'"{word}"' for word in words)


def _at_least(minimum: int) -> _Check:
    return lambda value: None if value >= minimum else f"must be at least {minimum}, got {value}"


def _at_most(maximum: int) -> _Check:
    return lambda value: None if value <= maximum else f"must be at most {maximum}, got {value}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
