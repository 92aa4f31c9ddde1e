"""The schema clients build on: a change to it is a change to this snapshot, seen in review."""

import os
from pathlib import Path

from voipbin.graphql.schema import schema

SNAPSHOT = Path(__file__).with_name("schema.graphql")


def test_snapshot() -> None:
    text = schema().as_str() + "\n"
    if os.environ.get("VOIPBIN_UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), (
        "the schema differs; when that is meant: VOIPBIN_UPDATE_SNAPSHOTS=1 pytest tests/graphql"
    )


def test_everything_is_described() -> None:
    silent = [
        f"{kind.name}.{name}"
        for kind in schema()._schema.type_map.values()
        if not kind.name.startswith("__")
        for name, field in getattr(kind, "fields", {}).items()
        if not field.description
    ]
    assert silent == []
