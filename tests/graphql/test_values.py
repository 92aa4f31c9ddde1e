"""How values look: as on the REST face, with null for what is not set."""

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor

from tests.graphql.conftest import Client
from tests.graphql.world import call_id, serve_world
from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.codec import from_json, to_json
from voipbin.core.contract.options import rule_of
from voipbin.graphql.catalogue import catalogue
from voipbin.graphql.names import camel, is_page, page_rows
from voipbin.graphql.schema import schema
from voipbin.v1 import call_pb2, customer_pb2


async def test_what_is_not_set_is_null(client: Client) -> None:
    client.core.handlers["GetCall"] = lambda request: call_pb2.Call(id=request.id)
    data = await client.data(
        f"""{{ call(id: "{call_id(1)}") {{
          customerId masterCall {{ id }} chainedCallIds tmCreate source {{ target }} action {{ id }}
          status ownerType
        }} }}"""
    )
    assert data["call"] == {
        "customerId": None,
        "masterCall": None,
        "chainedCallIds": [],
        "tmCreate": None,
        "source": None,
        "action": None,
        "status": "",
        "ownerType": "",
    }


async def test_words_times_and_addresses(client: Client) -> None:
    serve_world(client.core, 2)
    data = await client.data(
        f'{{ call(id: "{call_id(1)}") {{ type status tmCreate source {{ target type }} }} }}'
    )
    assert data["call"] == {
        "type": "sip-service",
        "status": "hangup",
        "tmCreate": "2023-11-14T22:13:20.000001Z",
        "source": {"target": "+15550100", "type": ""},
    }


async def test_offsets_in_year_one(client: Client) -> None:
    serve_world(client.core, 1)
    data = await client.data(
        "{ calls { nodes { recordings { transcribes { transcripts { tmTranscript } } } } } }"
    )
    recording = data["calls"]["nodes"][0]["recordings"][0]
    times = [one["tmTranscript"] for one in recording["transcribes"][0]["transcripts"]]
    assert times == ["0001-01-01T00:00:00.000000Z", "0001-01-01T00:00:01.000000Z"]


def test_every_field_of_every_answer_is_there() -> None:
    types = schema()._schema.type_map
    known = catalogue()
    assert "fileUrl" in types["Recording"].fields  # type: ignore[attr-defined]
    for spec in (*known.reads, *known.writes, *known.streams):
        message = spec.descriptor.output_type
        message = page_rows(message) if is_page(message) else message
        if message.fields:
            shown = types[message.name].fields  # type: ignore[attr-defined]
            assert {camel(field.name) for field in message.fields} <= set(shown)


@pytest.mark.parametrize("message", [call_pb2.Call, customer_pb2.Customer])
async def test_scalars_equal_their_rest_form(client: Client, message: type) -> None:
    """Fill every scalar through the REST form and read it back through GraphQL."""
    filled = {
        field.name: value
        for field in message.DESCRIPTOR.fields  # type: ignore[attr-defined]
        if (value := _some(field)) is not None
    }
    row: Any = from_json(message, filled)
    client.core.handlers |= {"GetCall": lambda _: row, "GetOwnCustomer": lambda _: row}
    asked = " ".join(camel(name) for name in filled)
    root = f'call(id: "{call_id(1)}")' if message is call_pb2.Call else "customer"
    (shown,) = (await client.data(f"{{ {root} {{ {asked} }} }}")).values()
    rest = to_json(row)
    assert shown == {camel(name): rest[name] for name in filled}
    assert len(filled) > 10


def _some(field: FieldDescriptor) -> object:
    if kinds.is_message(field):
        stamp = kinds.message_of(field).full_name == kinds.TIMESTAMP
        return "2026-01-15T09:30:00.000001Z" if stamp else None
    if field.enum_type is not None:
        return None
    if rule_of(field).uuid:
        return [call_id(3)] if field.is_repeated else call_id(3)
    return {field.TYPE_STRING: f"text of {field.name}", field.TYPE_BOOL: True}.get(field.type)
