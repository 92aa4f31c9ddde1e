"""What the core is asked to read: the fields a query shows, and those that lead on."""

from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from graphql import GraphQLObjectType
from strawberry.schema.schema_converter import GraphQLCoreConverter

from tests.core.contract.filled import filled
from tests.graphql.conftest import Client
from tests.graphql.world import FLOW, call_id, serve_world
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.read_mask import READ_MASK
from voipbin.graphql.context import Context
from voipbin.graphql.fields import RelatedField
from voipbin.graphql.names import type_name
from voipbin.graphql.schema import schema


def masks(client: Client, operation: str) -> list[set[str]]:
    """What was to be read by each call of an operation; all where it is empty."""
    return [
        set(filter(None, metadata.get(READ_MASK, "").split(",")))
        for (name, _), metadata in zip(client.core.requests, client.core.metadata, strict=True)
        if name == operation
    ]


async def test_what_is_shown_and_what_leads_on(client: Client) -> None:
    serve_world(client.core, 3)
    await client.data(
        """{ calls { nextPageToken nodes {
          status tmCreate source { target } flow { name } recordings { format }
        } } }"""
    )
    assert masks(client, "ListCalls") == [{"id", "status", "tm_create", "source", "flow_id"}]
    assert masks(client, "BatchGetFlows") == [{"id", "name"}]
    assert masks(client, "BatchListRecordings") == [{"id", "reference_id", "format"}]


async def test_fragments_aliases_and_conditions(client: Client) -> None:
    serve_world(client.core, 1)
    await client.data(
        """query($no: Boolean = false) { calls { nodes { ...A ... on Call { direction } } } }
        fragment A on Call { other: type ...B }
        fragment B on Call { __typename status @include(if: $no) }"""
    )
    assert masks(client, "ListCalls") == [{"id", "type", "direction", "status"}]


@pytest.mark.parametrize("nothing", ["nodes { __typename }", "nextPageToken"])
async def test_nothing_of_the_rows(client: Client, nothing: str) -> None:
    serve_world(client.core, 1)
    await client.data(f"{{ calls {{ {nothing} }} }}")
    assert masks(client, "ListCalls") == [{"id"}]


async def test_several_fields_of_a_level_are_read_together(client: Client) -> None:
    serve_world(client.core, 2)
    data = await client.data(
        "{ calls { nodes { a: flow { name } b: flow { detail actions { id } } } } }"
    )
    assert masks(client, "BatchGetFlows") == [{"id", "name", "detail", "actions"}]
    assert data["calls"]["nodes"][0]["a"] == {"name": "Greeting"}


async def test_more_of_what_was_read_is_read_again(client: Client) -> None:
    serve_world(client.core, 2)
    data = await client.data(
        """{ calls { nodes {
          flow { id name } activeflow { flow { id actions { id } } }
        } } }"""
    )
    assert masks(client, "BatchGetFlows") == [{"id", "name"}, {"id", "actions"}]
    for node in data["calls"]["nodes"]:
        assert node["flow"] == {"id": FLOW, "name": "Greeting"}
        assert node["activeflow"]["flow"] == {"id": FLOW, "actions": [{"id": "menu"}]}


async def test_less_of_what_was_read_is_there(client: Client) -> None:
    serve_world(client.core, 2)
    await client.data("{ calls { nodes { flow { id name } activeflow { flow { name } } } } }")
    assert masks(client, "BatchGetFlows") == [{"id", "name"}]


async def test_one_resource_is_read_whole(client: Client) -> None:
    serve_world(client.core, 1)
    await client.data(f'{{ call(id: "{call_id(0)}") {{ id }} }}')
    assert masks(client, "GetCall") == [set()]


class _Spied:
    """A row that notes which of its fields are read."""

    def __init__(self, row: Message) -> None:
        self._row = row
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._row, name)


def _definition(field: Any) -> Any:
    return field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)


def _relations() -> list[Any]:
    files = {spec.descriptor.output_type.file for spec in operations().values()}
    named = [message for file in files for message in file.message_types_by_name.values()]
    messages = {type_name(message): message for message in named}
    return [
        pytest.param(messages[kind.name], field, id=f"{kind.name}.{name}")
        for kind in schema()._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if isinstance(_definition(field), RelatedField)
    ]


@pytest.mark.parametrize(("message", "field"), _relations())
async def test_what_a_relation_says_it_uses(message: Descriptor, field: Any) -> None:
    async def empty(spec: OperationSpec, request: Any, *_: Any) -> Any:
        return spec.output()

    context: Any = Context(None, "")  # type: ignore[arg-type]
    context.call = empty
    asked = SimpleNamespace(return_type=field.type, field_nodes=[], fragments={})
    row = _Spied(filled(message))
    relation = _definition(field)
    await relation.resolve_all([row], SimpleNamespace(context=context, _raw_info=asked), {})
    assert row.read
    assert row.read <= relation.uses
