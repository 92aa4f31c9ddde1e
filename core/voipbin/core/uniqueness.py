"""What a broken unique index means to a caller."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.exc import IntegrityError

from voipbin.core.errors import AlreadyExists
from voipbin.core.resource import Resource

_NEVER_NAMED = frozenset({"customer_id"})


def taken(error: IntegrityError, resource: Resource[Any], row: Any) -> AlreadyExists:
    """The error that names the columns and values that exist already.

    Raises:
        IntegrityError: the error itself, when no unique index of the resource explains it.
    """
    text = str(error.orig)
    for index, names in _unique(resource.table):
        # PostgreSQL names the index, SQLite its columns.
        sqlite = ", ".join(f"{resource.table.name}.{name}" for name in names)
        if index in text or f"failed: {sqlite}" in text:
            shown = [name for name in names if name not in _NEVER_NAMED]
            values = ", ".join(f"{name} {getattr(row, name)!r}" for name in shown)
            return AlreadyExists(
                f"{resource.name} with {values} exists already",
                reason=f"{resource.name.upper()}_ALREADY_EXISTS",
            )
    raise error


def _unique(table: Any) -> Iterator[tuple[str, list[str]]]:
    """Name and columns of every unique index; that of the id, which a client may choose, too."""
    yield f"{table.name}_pkey", [column.name for column in table.primary_key.columns]
    for index in table.indexes:
        if index.unique:
            yield index.name, [column.name for column in index.columns]
