"""Scalars GraphQL does not have: times, free objects, 64-bit integers and words of enums."""

from collections.abc import Callable
from typing import Any, NewType

import strawberry
from google.protobuf.descriptor import EnumDescriptor
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from voipbin.core.contract.spelling import words_by_number

from .comments import comment

_EXACT_INTEGERS = 2**53

DateTime = NewType("DateTime", str)
Json = NewType("Json", object)
Int64 = NewType("Int64", int)


def _int64_out(value: int) -> int | str:
    return value if -_EXACT_INTEGERS < value < _EXACT_INTEGERS else str(value)


def _int64_in(value: Any) -> int:
    try:
        if isinstance(value, int | str) and not isinstance(value, bool):
            return int(value)
    except ValueError:
        pass
    raise GraphQLError(f"Int64 must be an integer or its digits, got {value!r:.100}")


def _as_it_is(value: Any) -> Any:
    return value


def _text(name: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise GraphQLError(f"{name} must be a string, got {value!r:.100}")
        return value

    return read


# `object` and `int` mean something else to Strawberry, hence names of their own.
SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC with microseconds: `2026-01-15T09:30:00.000000Z`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_as_it_is,
        parse_value=_text("DateTime"),
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="A free object, as JSON.",
        serialize=_as_it_is,
        parse_value=_as_it_is,
    ),
    Int64: strawberry.scalar(
        name="Int64",
        description=(
            "A 64-bit integer: a number as far as JSON numbers are exact (2**53), its digits as "
            "text beyond. Both are accepted."
        ),
        serialize=_int64_out,
        parse_value=_int64_in,
    ),
}


def enum_scalar(enum: EnumDescriptor) -> tuple[Any, ScalarDefinition]:
    """Return the type of an enum and its scalar, whose values are the words REST uses.

    A GraphQL enum could not spell `sip-service`, nor the empty word of a value that is not set;
    a client that moves between the faces would have to translate. So every enum is a scalar, and
    the services name the allowed words when they refuse one.
    """
    definition = strawberry.scalar(
        name=enum.name,
        description=_words(enum),
        serialize=_as_it_is,
        parse_value=_text(enum.name),
    )
    return NewType(enum.name, str), definition


def _words(enum: EnumDescriptor) -> str:
    shown = words_by_number(enum)
    lines = [comment(enum.full_name) or "", "A string, one of:"]
    for value in enum.values:
        # A value is declared beside its enum, not inside it.
        meaning = comment(f"{enum.full_name}.{value.name}")
        lines.append(f'- `"{shown[value.number]}"`' + (f": {meaning}" if meaning else ""))
    return "\n".join(lines).strip()
