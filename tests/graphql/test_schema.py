"""The schema clients build on: a change to it is a change to this snapshot, seen in review."""

import os
from pathlib import Path

from google.api.httpbody_pb2 import HttpBody

from voipbin.core.contract.operations import operations
from voipbin.graphql.names import root_name
from voipbin.graphql.schema import schema
from voipbin.v1 import annotations_pb2 as options

SNAPSHOT = Path(__file__).with_name("schema.graphql")


def test_snapshot() -> None:
    text = schema().as_str() + "\n"
    if os.environ.get("VOIPBIN_UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "the schema differs; when that is meant: make snapshots"


def test_everything_is_described() -> None:
    silent = [
        f"{kind.name}.{name}"
        for kind in schema()._schema.type_map.values()
        if not kind.name.startswith("__")
        for name, field in getattr(kind, "fields", {}).items()
        if not field.description
    ]
    assert silent == []


def test_every_operation_with_a_caller_has_a_field() -> None:
    """All but what anybody may call, files and sockets, and the batches relations are read by."""
    types = schema()._schema.type_map
    fields = {
        name
        for root in ("Query", "Mutation", "Subscription")
        for name in types[root].fields  # type: ignore[attr-defined]
    }
    expected = {
        root_name(spec.descriptor)
        for spec in operations().values()
        if spec.access != options.ACCESS_PUBLIC
        and not spec.name.startswith("Batch")
        and spec.output is not HttpBody
        and not (spec.rest.websocket or spec.descriptor.client_streaming)
    }
    assert fields == expected
    assert "login" not in fields
