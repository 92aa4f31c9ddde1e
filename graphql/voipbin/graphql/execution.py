"""Execution by level for lists of messages.

graphql-core resolves every field of every row for itself: a path, a description of what is
resolved, a check for awaitables, ten microseconds each. A list of messages is executed here field
by field instead: texts and numbers are read by functions chosen once for the whole list, a relation
is asked for all rows of a level at once. What does not fit (streamed or deferred parts, types that
are no messages) goes graphql-core's way.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_leaf_type,
)
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter

from .fields import RelatedField
from .readers import Reader, readers_of, shower

PathOf = Callable[[int], Path]
"""The path of a row: made for errors only."""
Rows = list[dict[str, Any]]

_SHOWN_AS_READ = frozenset({"String", "ID", "Boolean", "DateTime", "JSON"})


@dataclass(slots=True)
class Related:
    """A field that leads from rows to other rows or to a value that has to be fetched."""

    name: str
    "In the answer."
    details: Any
    field: Any
    definition: Any
    read: Reader | None
    "Of a message inside the row; None for a relation."


Plan = tuple[Callable[[Any], dict[str, Any]], list[Related]]
"""What shows a message, and what comes later: names keep their place in the answer."""


class MessageExecution(StrawberryGraphQLCoreExecutionContext):
    """Executes lists of messages by level."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # By identity: the selections of an operation are collected once and kept.
        self._plans: dict[tuple[str, int], Plan | None] = {}

    def complete_list_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a list: by level where it holds messages."""
        kind = _without_null(return_type.of_type)
        if (
            isinstance(kind, GraphQLObjectType)
            and position_context is None
            and not isinstance(result, str)
            and isinstance(result, Sequence)
            and all(row is not None for row in result)
            and not any(details.node.directives for details in field_details_list)
        ):
            fields = self._subfields(kind, field_details_list)
            if fields is not None and self._plan(kind, fields, result) is not None:
                return self._level(kind, fields, result, lambda i: Path(path, i, None))
        return super().complete_list_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _subfields(self, kind: GraphQLObjectType, details: Any) -> Any:
        fields, deferred, _ = self.collect_subfields(kind, details)
        return None if deferred else fields

    def _level(
        self, kind: GraphQLObjectType, fields: Any, sources: Sequence[Any], path_of: PathOf
    ) -> Any:
        """Return the rows of one level; awaitable where something has to be fetched."""
        plan = self._plan(kind, fields, sources)
        assert plan is not None
        show, related = plan
        rows = list(map(show, sources))
        return self._with_related(kind, related, sources, rows, path_of) if related else rows

    async def _with_related(
        self,
        kind: GraphQLObjectType,
        related: list[Related],
        sources: Sequence[Any],
        rows: Rows,
        path_of: PathOf,
    ) -> Rows:
        columns = await asyncio.gather(
            *(self._column(kind, one, sources, path_of) for one in related)
        )
        for one, column in zip(related, columns, strict=True):
            for row, value in zip(rows, column, strict=True):
                row[one.name] = value
        return rows

    async def _column(
        self, kind: GraphQLObjectType, one: Related, sources: Sequence[Any], path_of: PathOf
    ) -> list[Any]:
        """Return one field of every row."""

        def field_path(index: int) -> Path:
            return Path(path_of(index), one.name, kind.name)

        values = await self._values(kind, one, sources, field_path)
        for index, value in enumerate(values):
            if isinstance(value, Exception):
                self.handle_field_error(value, one.field.type, one.details, field_path(index))
                values[index] = None
        return await self._completed(one, values, field_path)

    async def _values(
        self, kind: GraphQLObjectType, one: Related, sources: Sequence[Any], path_of: PathOf
    ) -> list[Any]:
        if one.read is not None:
            return [one.read(source) for source in sources]
        node = one.details[0].node
        given = get_argument_values(
            one.field,
            node,
            self.variable_values,
            one.details[0].fragment_variable_values,
            self.hide_suggestions,
        )
        names = {a.graphql_name: a.python_name for a in one.definition.arguments}
        arguments = {names[name]: value for name, value in given.items()}
        nodes = [details.node for details in one.details]
        info = _Info(self.build_resolve_info(one.field, nodes, kind, path_of(0)))
        try:
            return await one.definition.resolve_all(sources, info, arguments)  # type: ignore[no-any-return]
        except Exception as error:
            return [error] * len(sources)

    async def _completed(self, one: Related, values: list[Any], path_of: PathOf) -> list[Any]:
        """Return the values as the answer shows them, their own fields executed by level."""
        shape = _without_null(one.field.type)
        is_list = isinstance(shape, GraphQLList)
        kind = _without_null(shape.of_type) if is_list else shape
        if not isinstance(kind, GraphQLObjectType):
            return [None if value is None else kind.coerce_output_value(value) for value in values]
        flat, places = _flattened(values, is_list)
        fields = self._subfields(kind, one.details)

        def path_below(index: int) -> Path:
            parent, position = places[index]
            return Path(path_of(parent), position, None) if is_list else path_of(parent)

        rows: Any = []
        if flat and (fields is None or self._plan(kind, fields, flat) is None):
            rows = self._row_by_row(kind, one.details, flat, path_below)
        elif flat:
            rows = self._level(kind, fields, flat, path_below)
        if is_awaitable(rows):
            rows = await rows
        if not is_list:
            shown = [None] * len(values)
            for row, (parent, _) in zip(rows, places, strict=True):
                shown[parent] = row
            return shown
        lists: list[Any] = [None if value is None else [] for value in values]
        for row, (parent, _) in zip(rows, places, strict=True):
            lists[parent].append(row)
        return lists

    async def _row_by_row(
        self, kind: GraphQLObjectType, details: Any, sources: Sequence[Any], path_of: PathOf
    ) -> Rows:
        """Execute rows as graphql-core does."""
        rows: Rows = []
        for index, source in enumerate(sources):
            row: Any = self.collect_and_execute_subfields(
                kind, details, path_of(index), source, None
            )
            rows.append(await row if is_awaitable(row) else row)
        return rows

    def _plan(self, kind: GraphQLObjectType, fields: Any, sources: Sequence[Any]) -> Plan | None:
        """Return how the fields of a type are executed; None when graphql-core has to do it."""
        key = (kind.name, id(fields))
        if key not in self._plans:
            if not sources:
                return shower({}), []
            self._plans[key] = self._planned(kind, fields, sources[0])
        return self._plans[key]

    def _planned(self, kind: GraphQLObjectType, fields: Any, sample: Any) -> Plan | None:
        known = readers_of(sample)
        if known is None:
            return None
        readers: dict[str, Reader] = {}
        related: list[Related] = []
        for name, details in fields.items():
            one = self._related(kind, name, details, known)
            if one is None:
                return None
            readers[name] = _later
            if isinstance(one, Related):
                related.append(one)
            else:
                readers[name] = one
        return shower(readers), related

    def _related(
        self, kind: GraphQLObjectType, name: str, details: Any, known: dict[str, Reader]
    ) -> Related | Reader | None:
        wanted = details[0].node.name.value
        if wanted == "__typename":
            return lambda _: kind.name
        field = kind.fields[wanted]
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if definition is None or any(one.node.directives for one in details):
            return None
        if isinstance(definition, RelatedField):
            return Related(name, details, field, definition, None)
        read = known[definition.python_name]
        return _plain(read, field.type) or Related(name, details, field, definition, read)


class _Info:
    """What our resolvers use of Strawberry's description of a field."""

    __slots__ = ("_raw_info", "context", "path")

    def __init__(self, info: Any) -> None:
        self._raw_info = info
        self.context = info.context
        self.path = info.path


def _plain(read: Reader, type_: Any) -> Reader | None:
    """Return what shows a field that needs nothing but its message."""
    shape = _without_null(type_)
    is_list = isinstance(shape, GraphQLList)
    kind: Any = _without_null(shape.of_type) if is_list else shape
    if not is_leaf_type(kind):
        return None
    if kind.name in _SHOWN_AS_READ:
        return read
    show = kind.coerce_output_value
    if is_list:
        return lambda message: [show(value) for value in read(message)]

    def shown(message: Any) -> Any:
        value = read(message)
        return None if value is None else show(value)

    return shown


def _flattened(values: Iterable[Any], is_list: bool) -> tuple[list[Any], list[tuple[int, int]]]:
    """Return every row of the values, and for each (which value, which place in it)."""
    flat: list[Any] = []
    places: list[tuple[int, int]] = []
    for parent, value in enumerate(values):
        if value is None:
            continue
        for position, row in enumerate(value if is_list else (value,)):
            flat.append(row)
            places.append((parent, position))
    return flat, places


def _later(message: Any) -> None:
    return None


def _without_null(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_
