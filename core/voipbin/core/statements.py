"""The statements of repositories: each is built once, which costs as much as running it.

They are bound to `wanted_id`, `wanted_customer_id` and so on when they run.
"""

from collections.abc import Callable
from enum import Enum, auto
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, Select, String, bindparam, func, insert, select, true, update

Columns = tuple[str, ...]
"Names of those that are read, in the order of the table; () for all."
Seek = Callable[[Select[Any], Any], Select[Any]]


class Scope(Enum):
    """Whose rows are read."""

    OWN = auto()
    ONE = auto()
    "Of whichever customer has the rows below one parent."
    ALL = auto()


@lru_cache(maxsize=1000)
def newness(table: Any, columns: Columns) -> Callable[[Any], Any]:
    """What puts result rows in order; a name costs a result row ten times what a place does."""
    names = columns or tuple(table.c.keys())
    return itemgetter(names.index("tm_create"), names.index("id"))


@lru_cache(maxsize=1000)
def by_id(table: Any, is_scoped: bool, lock: bool) -> Select[Any]:
    """The live row with an id."""
    statement = select(table).where(
        table.c.id == bindparam("wanted_id"), table.c.tm_delete.is_(None)
    )
    if is_scoped:
        statement = statement.where(table.c.customer_id == bindparam("wanted_customer_id"))
    return statement.with_for_update() if lock else statement


@lru_cache(maxsize=1000)
def insertion(table: Any) -> Any:
    """A new row."""
    return insert(table)


@lru_cache(maxsize=1000)
def update_of(table: Any, is_scoped: bool, columns: Columns) -> Any:
    """New values for columns of the row with an id."""
    statement = update(table).where(table.c.id == bindparam("wanted_id"))
    if is_scoped:
        statement = statement.where(table.c.customer_id == bindparam("wanted_customer_id"))
    return statement.values({name: bindparam(name) for name in columns})


@lru_cache(maxsize=1000)
def count_live(table: Any) -> Select[Any]:
    """How many live rows a customer has."""
    return select(func.count()).where(
        table.c.customer_id == bindparam("wanted_customer_id"), table.c.tm_delete.is_(None)
    )


@lru_cache(maxsize=1000)
def page_of(
    table: Any, is_scoped: bool, deleted: bool | None, seek: Seek | None, columns: Columns
) -> Select[Any]:
    """Rows, newest first.

    Args:
        is_scoped: those of one customer.
        deleted: deleted ones or live ones; None for both.
        seek: how a page begins where the one before ended.
    """
    statement = select(*chosen(table, columns))
    if deleted is not None:
        statement = statement.where(
            table.c.tm_delete.is_not(None) if deleted else table.c.tm_delete.is_(None)
        )
    if is_scoped:
        statement = statement.where(table.c.customer_id == bindparam("wanted_customer_id"))
    if seek is not None:
        statement = seek(statement, table)
    return statement.order_by(table.c.tm_create.desc(), table.c.id.desc()).limit(
        bindparam("wanted_rows")
    )


@lru_cache(maxsize=1000)
def newest_for_each(
    table: Any,
    column: str,
    dialect: str,
    scope: Scope,
    deleted_too: bool,
    narrowing: tuple[Any, ...],
    through: Any,
    columns: Columns,
) -> Select[Any]:
    """For each value as many rows are read as are wanted, however many there are."""
    parents = _parents(dialect)
    # What has the value has the order as well: an index of it gives both.
    keys = table if through is None else through
    id = table.c.id if through is None else through.c[f"{table.name}_id"]
    source = table if through is None else through.join(table, table.c.id == id)
    newest = select(*chosen(table, columns)).select_from(source)
    newest = newest.where(keys.c[column] == parents.c.value, *narrowing)
    if scope is Scope.OWN:
        newest = newest.where(keys.c.customer_id == bindparam("wanted_customer_id"))
    elif scope is Scope.ONE:
        newest = newest.where(of_one_owner(keys, column, parents.c.value))
    if not deleted_too and "tm_delete" in table.c:
        newest = newest.where(table.c.tm_delete.is_(None))
    newest = newest.order_by(keys.c.tm_create.desc(), id.desc())
    newest = newest.limit(bindparam("wanted_rows")).correlate(parents)
    value = () if through is None else (parents.c.value.label(column),)
    if dialect != "sqlite":
        found: Any = newest.lateral()
        return select(found, *value).select_from(parents.join(found, true()))
    # SQLite knows no LATERAL, but a subquery of IN may look at what was joined before.
    found = table.alias()
    ids = newest.with_only_columns(id)
    shown = chosen(found, columns)
    return select(*shown, *value).select_from(parents.join(found, found.c.id.in_(ids)))


def of_one_owner(table: Any, column: str, value: Any) -> Any:
    """That rows are of the customer which all rows with one value of a column belong to.

    It leaves nothing out, but names what an index of children begins with after the parent
    (`children_index`): the rest of it is in order then.
    """
    any_of_them = table.alias()
    owner = select(any_of_them.c.customer_id).where(any_of_them.c[column] == value).limit(1)
    return table.c.customer_id == owner.correlate_except(any_of_them).scalar_subquery()


def _parents(dialect: str) -> Any:
    """The wanted values as a table with the column `value`."""
    if dialect == "sqlite":
        return func.json_each(bindparam("wanted_values", type_=String)).table_valued("value")
    values = func.unnest(bindparam("wanted_values", type_=ARRAY(String)))
    return values.table_valued("value").render_derived()


def chosen(table: Any, columns: Columns) -> list[Any]:
    """What is selected of a table."""
    return [table.c[name] for name in columns] if columns else [table]
