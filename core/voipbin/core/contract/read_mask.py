"""Reads of a part: callers may say which fields of rows they look at (as in AIP-157).

Metadata `x-read-mask` names fields of the rows of an answer, with commas between. Others may be
left out of it where that spares work. Names that rows do not have spare nothing and are ignored.
"""

from collections.abc import Iterable
from functools import lru_cache

READ_MASK = "x-read-mask"
_LONGEST = 2_000
"""Characters; whoever looks at more may as well have all."""

Fields = frozenset[str]
"""Names of fields of a message."""

ALL: Fields = frozenset()
"""No mask: every field is looked at."""


def mask_entry(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Return the metadata that asks for fields; nothing for all of them."""
    return ((READ_MASK, ",".join(sorted(fields))),) if fields else ()


def masked_fields(entry: str) -> Fields:
    """Return the fields an entry of the metadata names; all for "", and for what is too long."""
    return _parsed(entry) if len(entry) <= _LONGEST else ALL


@lru_cache(maxsize=1000)
def _parsed(entry: str) -> Fields:
    return frozenset(filter(None, map(str.strip, entry.split(","))))


def united(masks: Iterable[Fields]) -> Fields:
    """Return what is looked at by several."""
    found = list(masks)
    return ALL if ALL in found else frozenset().union(*found)


def covers(read: Fields, wanted: Fields) -> bool:
    """Return whether what was read with one mask is enough for another."""
    return not read or bool(wanted and wanted <= read)
