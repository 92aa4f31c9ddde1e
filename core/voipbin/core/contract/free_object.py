"""Free objects: what JSON fits a google.protobuf.Struct without losing anything."""

import math
from typing import Any

from .rejection import Rejected, shown

MAX_DEPTH = 24
"""Levels of objects and lists. Protobuf reads at most 100 nested messages, a level takes up to 3,
and the resource around the object and its event need theirs."""

_EXACT_INTEGERS = 2**53


def check_struct(value: Any) -> dict[str, Any]:
    """Return the object itself: a message constructor takes it as it is.

    Raises:
        Rejected: no object, nested too deeply, or with a value that would come back different.
    """
    if type(value) is not dict:
        raise Rejected.one(f"must be an object, got {shown(value)}")
    _check(value, 1)
    return value


def _check(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is dict or kind is list:
        if depth > MAX_DEPTH:
            raise Rejected.one(f"is nested more than {MAX_DEPTH} levels deep")
        _check_members(value, depth + 1)
    elif kind is int or kind is float:
        _check_number(value)
    elif value is not None and kind is not bool:
        raise Rejected.one(f"must be a JSON value, got {shown(value)}")


def _check_members(value: dict[str, Any] | list[Any], depth: int) -> None:
    rejected: Rejected | None = None
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        try:
            if type(key) is str:
                _check_text(key)
            _check(item, depth)
        except Rejected as error:
            place = f"[{key}]" if isinstance(value, list) else str(key)
            rejected = error.under(place, rejected)
    if rejected is not None:
        raise rejected


def _check_text(value: str) -> None:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Rejected.one(f"must be valid Unicode, got {shown(value)}") from None


def _check_number(value: int | float) -> None:
    if isinstance(value, int):
        if not -_EXACT_INTEGERS <= value <= _EXACT_INTEGERS:
            raise Rejected.one(f"must be within 2**53, or be sent as text, got {shown(value)}")
    elif not math.isfinite(value):
        raise Rejected.one(f"must be a finite number, got {shown(value)}")
