"""Enum words: how REST, GraphQL and the database spell the numbers of proto enums."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from google.protobuf.descriptor import EnumDescriptor

from .options import spelling_of

_UNSPECIFIED = "UNSPECIFIED"


@cache
def words_by_number(enum: EnumDescriptor) -> Mapping[int, str]:
    """Map every number of the enum to its word; UNSPECIFIED is ""."""
    prefix = enum.values_by_number[0].name.removesuffix(_UNSPECIFIED)
    return MappingProxyType(
        {
            value.number: spelling_of(value) or _derived(value.name.removeprefix(prefix))
            for value in enum.values
        }
    )


@cache
def numbers_by_word(enum: EnumDescriptor) -> Mapping[str, int]:
    """Map every word of the enum to its number."""
    return MappingProxyType({text: number for number, text in words_by_number(enum).items()})


@cache
def words(enum: EnumDescriptor) -> tuple[str, ...]:
    """Return the allowed words in the order of the proto file, "" first."""
    return tuple(words_by_number(enum).values())


def word(enum: EnumDescriptor, number: int) -> str:
    """Spell a number; "" for one this version does not know."""
    return words_by_number(enum).get(number, "")


def number(enum: EnumDescriptor, word: str) -> int:
    """Return the number of a word.

    Raises:
        ValueError: no such word; the message lists the allowed ones.
    """
    found = numbers_by_word(enum).get(word)
    if found is None:
        raise ValueError(f"must be one of {allowed(enum)}, got {word!r}")
    return found


def allowed(enum: EnumDescriptor, *, required: bool = False) -> str:
    """List the words of an enum for people; not "" of a field that is required."""
    return ", ".join(f'"{text}"' for text in words(enum) if text or not required)


def _derived(name: str) -> str:
    return "" if name == _UNSPECIFIED else name.lower()
