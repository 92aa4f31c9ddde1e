"""What a query may ask for, decided before it runs: depth, aliases, rows and values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_operation_ast,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter

from .context import MAX_ROWS
from .documents import is_known, remember
from .errors import refusal
from .fields import AnsweredField, Arguments

MAX_DEPTH = 12
MAX_ALIASES = 50
# Checking that fields of one name agree takes the square of this.
MAX_TOKENS = 1_000
MAX_VALUES = 250_000
_PAGE_SIZE = "pageSize"
_LARGEST = 100

ListField = tuple[str, int]
"""A field that gives several rows, and how many."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a part of a query may give at most."""

    rows: int = 0
    values: int = 0
    depth: int = 0
    lists: tuple[ListField, ...] = ()
    "The list fields on the way to most of the rows."

    def beside(self, other: "Cost") -> "Cost":
        """Add a part that stands next to this one."""
        return Cost(
            self.rows + other.rows,
            self.values + other.values,
            max(self.depth, other.depth),
            self.lists if self.rows >= other.rows else other.lists,
        )

    def under(self, name: str, times: int, own_rows: int) -> "Cost":
        """Put this below a field that gives it so many times."""
        lists = ((name, times), *self.lists) if times > 1 else self.lists
        return Cost(own_rows + times * self.rows, 1 + times * self.values, 1 + self.depth, lists)


class Limits(SchemaExtension):
    """Refuses what is too large, naming what to lower."""

    def on_validate(self) -> Iterator[None]:
        """Validate as usual, then measure what is valid."""
        execution = self.execution_context
        document = execution.graphql_document
        if document is not None:
            # Set by an extension, the errors replace the validation Strawberry would run.
            execution.pre_execution_errors = self._errors(execution.schema._schema, document)
        yield

    def _errors(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        execution = self.execution_context
        try:
            if not is_known(execution.query, document):
                errors = validate(schema, document, execution.validation_rules)
                if errors:
                    return errors
                remember(execution.query, document)
            # What a document costs depends on its variables, so it is measured each time.
            return self._refusals(schema, document)
        except RecursionError as error:
            return [GraphQLError(str(error), original_error=error)]

    def _refusals(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        execution = self.execution_context
        operation = get_operation_ast(document, execution.operation_name)
        if operation is None:
            return []
        return [
            refusal(
                "INVALID_ARGUMENT", fault, execution.context.request_id, reason="QUERY_TOO_LARGE"
            )
            for fault in _faults(schema, document, operation, execution.variables or {})
        ]


def _faults(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Iterator[str]:
    root = schema.get_root_type(operation.operation)
    if root is None:
        return
    cost = _Measure(document, operation, variables).selections(operation.selection_set, root)
    if cost.depth > MAX_DEPTH:
        yield f"the query is {cost.depth} levels deep, {MAX_DEPTH} are allowed"
    aliases = _aliases(document)
    if aliases > MAX_ALIASES:
        yield f"the query has {aliases} aliases, {MAX_ALIASES} are allowed"
    if cost.rows > MAX_ROWS:
        lower = ", ".join(f"{name} ({times})" for name, times in cost.lists)
        yield (
            f"the query may read {cost.rows} rows, {MAX_ROWS} are allowed: "
            f"lower the pageSize of {lower or 'its fields, or ask for fewer of them'}"
        )
    if cost.values > MAX_VALUES:
        yield f"the query may give {cost.values} values, {MAX_VALUES} are allowed"


class _Measure:
    """Walks one operation; a fragment is measured once however often it is spread."""

    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        definitions = document.definitions
        self._fragments = {
            node.name.value: node
            for node in definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._variables = {**_defaults(operation), **variables}
        self._measured: dict[tuple[str, str], Cost] = {}

    def selections(self, selected: SelectionSetNode, parent: GraphQLNamedType) -> Cost:
        """Measure a selection set of a type."""
        cost = Cost()
        for node in selected.selections:
            cost = cost.beside(self._selection(node, parent))
        return cost

    def _selection(self, node: Any, parent: GraphQLNamedType) -> Cost:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, InlineFragmentNode):
            return self.selections(node.selection_set, parent)
        return self._fragment(node, parent)

    def _fragment(self, node: FragmentSpreadNode, parent: GraphQLNamedType) -> Cost:
        key = (node.name.value, parent.name)
        if key not in self._measured:
            fragment = self._fragments[node.name.value]
            self._measured[key] = self.selections(fragment.selection_set, parent)
        return self._measured[key]

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> Cost:
        name = node.name.value
        field = parent.fields.get(name) if isinstance(parent, GraphQLObjectType) else None
        if field is None:
            # __typename and introspection, which has a limit of its own in graphql-core.
            return Cost(values=1)
        below = Cost()
        if node.selection_set is not None:
            below = self.selections(node.selection_set, get_named_type(field.type))
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, AnsweredField):
            return below.under(name, 1, 0)
        rows = definition.rows(self._arguments(node))
        return below.under(name, rows, rows)

    def _arguments(self, node: FieldNode) -> Arguments:
        for given in node.arguments or ():
            if given.name.value == _PAGE_SIZE:
                return {"page_size": self._number(given.value)}
        return {}

    def _number(self, value: Any) -> int | None:
        if isinstance(value, VariableNode):
            number = self._variables.get(value.name.value)
            return number if isinstance(number, int) or number is None else _LARGEST
        return int(value.value) if isinstance(value, IntValueNode) else None


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        one.variable.name.value: int(one.default_value.value)
        for one in operation.variable_definitions or ()
        if isinstance(one.default_value, IntValueNode)
    }


def _aliases(document: DocumentNode) -> int:
    """Count the aliases written down."""
    waiting: list[Any] = [one for one in document.definitions if hasattr(one, "selection_set")]
    count = 0
    while waiting:
        node = waiting.pop()
        count += isinstance(node, FieldNode) and node.alias is not None
        if getattr(node, "selection_set", None) is not None:
            waiting += node.selection_set.selections
    return count
