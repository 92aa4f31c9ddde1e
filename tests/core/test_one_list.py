"""A resource is in every list it has to be in."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from tests.fixtures.anything import Anything
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.contract.operations import operations
from voipbin.core.contract.services import SERVICE_FILES
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.core.serve.schema import TABLE_MODULES, metadata

ROOT = Path(__file__).parents[2]


def services_in_proto() -> set[str]:
    found = set()
    for path in (ROOT / "proto/voipbin/v1").glob("*.proto"):
        for line in path.read_text().splitlines():
            if line.startswith("service "):
                found.add(f"voipbin.v1.{line.split()[1]}")
    return found


def test_every_service_is_public() -> None:
    listed = {s.full_name for f in SERVICE_FILES for s in f.DESCRIPTOR.services_by_name.values()}
    assert services_in_proto() == listed, "add the file to contract/services.py"


def test_every_service_has_a_room_that_serves_it_all() -> None:
    box = SecretsBox(bytes(32))
    engines: Any = Anything()
    rooms = build_rooms(engines, RoomKeys(box, TokenSigner(bytes(32))))
    assert services_in_proto() == set(rooms), "add the room to serve/rooms.py"
    for spec in operations().values():
        assert callable(rooms[spec.service].handler(spec)), spec.method


def test_every_table_is_listed() -> None:
    declaring = {
        ".".join(path.relative_to(ROOT / "core").with_suffix("").parts)
        for path in (ROOT / "core/voipbin/core").rglob("*.py")
        if "table=True" in path.read_text()
    }
    assert declaring == set(TABLE_MODULES), "serve/schema.py lists the modules with tables"


def test_every_table_belongs_to_a_customer() -> None:
    without = {t.name for t in metadata().sorted_tables if "customer_id" not in t.c}
    of_the_platform = {"lease", "process"}
    assert without == of_the_platform, "tenant data needs an owner"
    assert SQLModel.metadata is metadata()


def test_table_modules_exist() -> None:
    for name in TABLE_MODULES:
        import_module(name)
