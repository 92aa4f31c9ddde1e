"""Every query of a resource, bound to one customer from birth."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic

import orjson
from sqlalchemy import Select, select, update
from sqlmodel import SQLModel

from voipbin.core import statements
from voipbin.core.database import Connection
from voipbin.core.errors import NotFound
from voipbin.core.paging import Place, after_moment, after_row, page_size, place_of, token_of
from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, RowT, made
from voipbin.core.statements import Columns, Scope, Seek

_FIXED = frozenset({"id", "customer_id", "tm_create"})
"What no row ever changes."


class Repository(Generic[RowT]):
    """Rows of one resource of one customer."""

    def __init__(self, resource: Resource[RowT], connection: Connection, customer_id: str) -> None:
        self.resource = resource
        self.table = resource.table
        self.connection = connection
        self.customer_id = customer_id
        self._narrowing: tuple[Any, ...] = ()

    @classmethod
    def across_customers_for_super_admin(
        cls, resource: Resource[RowT], connection: Connection
    ) -> "Repository[RowT]":
        """Rows of every customer, for super admins and for the platform itself."""
        return cls(resource, connection, "")

    def narrowed(self, *conditions: Any) -> "Repository[RowT]":
        """The same rows, but only those that meet the conditions; for reads and by id."""
        if not conditions:
            return self
        narrower = Repository(self.resource, self.connection, self.customer_id)
        narrower._narrowing = (*self._narrowing, *conditions)
        return narrower

    def select_live(self, columns: Columns = ()) -> Select[Any]:
        """Live rows in scope."""
        statement = select(*statements.chosen(self.table, columns)).where(
            self.table.c.tm_delete.is_(None)
        )
        if self.customer_id:
            statement = statement.where(self.table.c.customer_id == self.customer_id)
        return statement.where(*self._narrowing) if self._narrowing else statement

    async def find(self, id: str, *, lock: bool = False) -> RowT | None:
        """The live row with an id, or None.

        Args:
            lock: keep other writers away from the row until the transaction ends.
        """
        found = await self._find(id, lock)
        return None if found is None else self._instance(found)

    async def read(self, id: str) -> Any:
        """The live row with an id as a result row: enough to be shown, and cheaper.

        Raises:
            NotFound: there is none, or it belongs to another customer.
        """
        found = await self._find(id, False)
        if found is None:
            raise NotFound.resource(self.resource.name, id)
        return found

    async def get(self, id: str, *, lock: bool = False) -> RowT:
        """The live row with an id.

        Raises:
            NotFound: there is none, or it belongs to another customer.
        """
        row = await self.find(id, lock=lock)
        if row is None:
            raise NotFound.resource(self.resource.name, id)
        return row

    async def one(self, statement: Select[Any]) -> RowT | None:
        """The first row of a statement."""
        found = (await self.connection.execute(statement)).first()
        return None if found is None else self._instance(found)

    async def all(self, statement: Select[Any]) -> list[RowT]:
        """The rows of a statement."""
        return [self._instance(row) for row in await self.connection.execute(statement)]

    async def _find(self, id: str, lock: bool) -> Any:
        statement = statements.by_id(self.table, bool(self.customer_id), lock)
        if self._narrowing:
            statement = statement.where(*self._narrowing)
        parameters = {"wanted_id": id, "wanted_customer_id": self.customer_id}
        return (await self.connection.execute(statement, parameters)).first()

    async def exists(self, id: str) -> bool:
        """Whether there is a live row with an id."""
        return await self._find(id, False) is not None

    async def among(self, ids: Collection[str], *, deleted_too: bool = False) -> set[str]:
        """Those of the ids that rows in scope have.

        Args:
            deleted_too: also of deleted rows.
        """
        if not ids:
            return set()
        columns = self.table.c
        if deleted_too:
            statement = select(columns.id)
            if self.customer_id:
                statement = statement.where(columns.customer_id == self.customer_id)
            statement = statement.where(*self._narrowing)
        else:
            statement = self.select_live((columns.id.name,))
        found = await self.connection.execute(statement.where(columns.id.in_(ids)))
        return {row.id for row in found}

    async def get_many(self, ids: Sequence[str], columns: Columns = ()) -> list[Any]:
        """The live rows among ids, in no order, as result rows."""
        statement = self.select_live(columns).where(self.table.c.id.in_(ids))
        return list((await self.connection.execute(statement)).all())

    async def page(
        self,
        size: int,
        token: str,
        where: Sequence[Any] = (),
        *,
        deleted: bool = False,
        deleted_too: bool = False,
        columns: Columns = (),
    ) -> tuple[list[Any], str]:
        """One page as result rows, newest first, and the token of the next.

        Args:
            size: rows; 0 for the default.
            token: of the page before; "" for the first.
            where: further conditions.
            deleted: deleted rows in place of live ones.
            deleted_too: deleted rows among the live ones.
            columns: what is read of each.
        """
        limit = page_size(size)
        place = place_of(token)
        which = None if deleted_too else deleted
        statement = statements.page_of(
            self.table, bool(self.customer_id), which, _seek(place), columns
        )
        if conditions := (*self._narrowing, *where):
            statement = statement.where(*conditions)
        parameters = {"wanted_customer_id": self.customer_id, "wanted_rows": limit + 1}
        if place is not None:
            parameters |= place.parameters()
        rows = list((await self.connection.execute(statement, parameters)).all())
        if len(rows) <= limit:
            return rows, ""
        last = rows[limit - 1]
        return rows[:limit], token_of(last.tm_create, last.id)

    async def newest_for_each(
        self,
        column: str,
        values: Sequence[str],
        size: int,
        *,
        deleted_too: bool = False,
        through: Any = None,
        one_owner: bool = True,
        columns: Columns = (),
    ) -> list[Any]:
        """The newest rows for each value of a column, newest first, in one statement.

        Args:
            column: the reference, for instance reference_id.
            values: wanted references.
            size: most rows for each; 0 for the default.
            through: where a row may have several values, the table of them: the column beside
                customer_id, tm_create and `<resource>_id`. Result rows have the column then, and
                a row comes once for each of its values.
            one_owner: all rows with one value belong to one customer.
            columns: what is read of each.
        """
        dialect = self.connection.dialect_name
        # Conditions hold values of this request; a statement with them is of no use to others.
        build = (
            statements.newest_for_each.__wrapped__
            if self._narrowing
            else statements.newest_for_each
        )
        scope = Scope.OWN if self.customer_id else Scope.ONE if one_owner else Scope.ALL
        statement = build(
            self.table, column, dialect, scope, deleted_too, self._narrowing, through, columns
        )
        wanted = list(dict.fromkeys(values))
        parameters = {
            "wanted_values": orjson.dumps(wanted).decode() if dialect == "sqlite" else wanted,
            "wanted_customer_id": self.customer_id,
            "wanted_rows": page_size(size),
        }
        found = list((await self.connection.execute(statement, parameters)).all())
        found.sort(key=statements.newness(self.table, columns), reverse=True)
        return found

    async def count(self, *where: Any) -> int:
        """Live rows that meet the conditions."""
        statement = statements.count_live(self.table)
        result = await self.connection.execute(
            statement.where(*where) if where else statement,
            {"wanted_customer_id": self.customer_id},
        )
        return int(result.scalar_one())

    async def add(self, row: RowT) -> RowT:
        """Stores a new row.

        Raises:
            ValueError: it belongs to another customer than the repository.
        """
        owner = row.customer_id  # type: ignore[attr-defined]
        if self.customer_id and owner != self.customer_id:
            raise ValueError(f"{self.resource.name} of {owner} stored for {self.customer_id}")
        if isinstance(row, LiveRow) and not row.process_id:
            row.process_id = getattr(self.connection, "process_id", "")
        await self.connection.execute(statements.insertion(self.table), _values(self.table, row))
        return row

    async def save(self, row: RowT, *columns: str) -> RowT:
        """Writes a changed row: the named columns, or all of them."""
        changed = {name: getattr(row, name) for name in columns or _changeable(self.table)}
        wanted = {
            "wanted_id": row.id,  # type: ignore[attr-defined]
            "wanted_customer_id": self.customer_id,
        }
        statement = statements.update_of(self.table, bool(self.customer_id), tuple(changed))
        await self.connection.execute(statement, changed | wanted)
        return row

    async def change(self, where: Sequence[Any], values: Mapping[str, Any]) -> int:
        """Updates many live rows of the customer; returns how many."""
        scope = [self.table.c.tm_delete.is_(None), *where]
        if self.customer_id:
            scope.append(self.table.c.customer_id == self.customer_id)
        result = await self.connection.execute(update(self.table).where(*scope).values(**values))
        return int(result.rowcount)

    def _instance(self, found: Any) -> RowT:
        return made(self.resource.row, found._mapping)


@lru_cache(maxsize=1000)
def _changeable(table: Any) -> tuple[str, ...]:
    """What a row may change: an index is rewritten for each column that is set, if to the same."""
    return tuple(column.name for column in table.columns if column.name not in _FIXED)


def _seek(place: Place | None) -> Seek | None:
    if place is None:
        return None
    return after_row if place.id else after_moment


def _values(table: Any, row: SQLModel) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in table.columns}
