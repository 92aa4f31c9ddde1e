"""What a query looks at in the rows that a field leads to: no more of them has to be read."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, GraphQLObjectType, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from voipbin.core.contract.read_mask import Fields

from .fields import RelatedField

_ROWS = "result"
"""Of a page."""

Selected = tuple[Any, FieldNode]
"""Strawberry's definition of a field of a message, and where a query names it."""


def looked_at(info: Any) -> Fields:
    """Return the fields of the rows a field gives that are shown or lead on.

    Args:
        info: what the resolver of the field is told.
    """
    asked = info._raw_info
    return _fields(get_named_type(asked.return_type), asked.field_nodes, asked.fragments)


def looked_at_in_page(info: Any) -> Fields:
    """Return the same for a field that gives a page of rows."""
    asked = info._raw_info
    page = get_named_type(asked.return_type)
    nodes = [
        node
        for definition, node in _selected(page, asked.field_nodes, asked.fragments)
        if definition.python_name == _ROWS
    ]
    return _fields(_kind_of_rows(page), nodes, asked.fragments)


def _kind_of_rows(page: GraphQLObjectType) -> Any:
    for field in page.fields.values():
        if _definition(field).python_name == _ROWS:
            return get_named_type(field.type)
    raise LookupError(f"{page.name} has no rows")


def _fields(kind: Any, nodes: list[FieldNode], fragments: Mapping[str, Any]) -> Fields:
    # Not empty, which would be everything: __typename needs a row and nothing of it.
    found = {"id"}
    for definition, _ in _selected(kind, nodes, fragments):
        if isinstance(definition, RelatedField):
            found |= definition.uses
        else:
            found.add(definition.python_name)
    return frozenset(found)


def _selected(
    kind: GraphQLObjectType, nodes: list[FieldNode], fragments: Mapping[str, Any]
) -> Iterator[Selected]:
    """Give what stands below nodes of a type, whatever @skip and @include make of it."""
    waiting: list[Any] = list(nodes)
    spread: set[str] = set()
    while waiting:
        below = waiting.pop().selection_set
        for node in () if below is None else below.selections:
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in spread:
                    spread.add(name)
                    waiting.append(fragments[name])
            elif not isinstance(node, FieldNode):
                waiting.append(node)
            elif node.name.value in kind.fields:
                yield _definition(kind.fields[node.name.value]), node


def _definition(field: Any) -> Any:
    return field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
