"""What every stored resource has."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import configure_mappers
from sqlalchemy.orm.instrumentation import manager_of_class
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

RowT = TypeVar("RowT", bound=SQLModel)
"A table of SQLModel."


class Row(SQLModel):
    """Base of tenant-owned tables. Ids are lower-case UUID text, "" where a reference is not set;
    times are microseconds since 1970, UTC.
    """

    # Nobody validates a row: the validators of a hundred tables need not be built.
    model_config = SQLModelConfig(defer_build=True)

    id: str = Field(primary_key=True, max_length=36)
    customer_id: str = Field(max_length=36)
    tm_create: int = Field(sa_type=BigInteger)
    tm_update: int | None = Field(default=None, sa_type=BigInteger)
    tm_delete: int | None = Field(default=None, sa_type=BigInteger)

    # Named otherwise than usual: a conversation has a column `self`.
    def __init__(_row, **values: Any) -> None:
        """A row of these values, and of defaults for the other columns.

        SQLModel asks every field anew what kind of default it has, and tells a session that is not
        there of each value: that was a tenth of a call.
        """
        constants, factories, known = _fields(type(_row))
        own = _row.__dict__
        own.update(constants)
        own.update((name, make()) for name, make in factories if name not in values)
        own.update((name, value) for name, value in values.items() if name in known)


class LiveRow(Row):
    """Base of what is under way in one process: its media and its memory are there."""

    process_id: str = Field(default="", max_length=36)
    "Process that has it, or had it at its end; the repository notes it when a row is added."


def json_field(default: Any) -> Any:
    """A column that holds JSON; default is a factory such as `list` or `dict`."""
    return Field(default_factory=default, sa_type=JSON)


def time_field() -> Any:
    """A moment in microseconds since 1970, or None."""
    return Field(default=None, sa_type=BigInteger)


def listing_index(table: str) -> Index:
    """What a newest-first list of one customer's live rows reads."""
    return Index(f"ix_{table}_listing", "customer_id", "tm_create", "id", "tm_delete")


def children_index(table: str, column: str) -> Index:
    """What a newest-first list of the rows below one parent reads.

    The customer stands in it although a parent has only one: SQLite takes the index that more
    conditions fit, and would read the whole listing of the customer otherwise.
    """
    return Index(f"ix_{table}_{column}", column, "customer_id", "tm_create", "id", "tm_delete")


def copied(row: RowT) -> RowT:
    """Another row with the same values."""
    table: Any = row.__table__  # type: ignore[attr-defined]
    return made(type(row), {column.name: getattr(row, column.name) for column in table.columns})


@cache
def _fields(
    kind: type[SQLModel],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], frozenset[str]]:
    """(defaults that may be shared, makers of the others, all fields) of a table."""
    constants: dict[str, Any] = {}
    factories: list[tuple[str, Callable[[], Any]]] = []
    for name, field in kind.model_fields.items():
        if field.default_factory is not None:
            factories.append((name, cast("Callable[[], Any]", field.default_factory)))
        elif not field.is_required():
            constants[name] = field.default
    return constants, factories, frozenset(kind.model_fields)


@cache
def _manager(kind: type[Any]) -> Any:
    # SQLAlchemy does so at the first constructor, which may not have been called yet.
    configure_mappers()
    return manager_of_class(kind)


def made(kind: type[RowT], values: Mapping[str, Any]) -> RowT:
    """A row of values for all its columns, as SQLAlchemy makes what it loads.

    The constructor of SQLModel goes through every field twice; that was a sixth of a call.
    """
    row: RowT = _manager(kind).new_instance()
    row.__dict__.update(values)
    return row
