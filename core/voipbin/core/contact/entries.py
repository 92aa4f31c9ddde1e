"""Numbers and e-mail addresses inside a contact: REST forms in lists, one of them primary."""

import re
from collections.abc import Iterable
from typing import Any

from voipbin.core.errors import InvalidArgument, NotFound
from voipbin.core.ids import new_id
from voipbin.core.paging import format_time

Entry = dict[str, Any]

_NO_DIGITS = re.compile(r"[^0-9]")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def number_key(number: str) -> str:
    """The leading plus, if any, and the digits: what numbers are compared by."""
    plus = "+" if number.strip().startswith("+") else ""
    return plus + _NO_DIGITS.sub("", number)


def phone_entry(form: Entry, now_us: int, at: str = "") -> Entry:
    """A new number.

    Args:
        form: what was asked for.
        now_us: when, in microseconds.
        at: what a complaint puts before the field: "phone_numbers[0].".

    Raises:
        InvalidArgument: it has no digit.
    """
    number = str(form.get("number", ""))
    key = number_key(number)
    if not key.strip("+"):
        raise InvalidArgument.of([(f"{at}number", f"must have digits, got {number!r}")])
    return _entry(form, now_us) | {"number": number, "number_e164": key}


def email_entry(form: Entry, now_us: int, at: str = "") -> Entry:
    """A new e-mail address; arguments as of phone_entry.

    Raises:
        InvalidArgument: it is none.
    """
    address = str(form.get("address", "")).strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise InvalidArgument.of([(f"{at}address", f"must be an e-mail address, got {address!r}")])
    return _entry(form, now_us) | {"address": address}


def joined(entries: Iterable[Entry]) -> list[Entry]:
    """A list in its order: the last one made primary first, then the oldest."""
    listed = list(entries)
    primary = [entry for entry in listed if entry["is_primary"]]
    for entry in primary[:-1]:
        entry["is_primary"] = False
    return sorted(listed, key=lambda entry: (not entry["is_primary"], entry["tm_create"]))


def with_entry(entries: Iterable[Entry], new: Entry) -> list[Entry]:
    """The list with one more, or with another version of one; its being primary wins."""
    others = [dict(entry) for entry in entries if entry["id"] != new["id"]]
    return joined([*others, new])


def without_entry(entries: Iterable[Entry], id: str, kind: str) -> list[Entry]:
    """The list without one.

    Raises:
        NotFound: it is not in the list.
    """
    listed = list(entries)
    gone = entry_of(listed, id, kind)
    return [entry for entry in listed if entry is not gone]


def entry_of(entries: Iterable[Entry], id: str, kind: str) -> Entry:
    """The entry with an id.

    Raises:
        NotFound: it is not in the list.
    """
    for entry in entries:
        if entry["id"] == id:
            return entry
    raise NotFound.resource(kind, id)


def _entry(form: Entry, now_us: int) -> Entry:
    return {
        "id": new_id(),
        "type": form.get("type", ""),
        "is_primary": bool(form.get("is_primary", False)),
        "tm_create": format_time(now_us),
    }
