"""Every read of every room is served by an index, on both databases.

The rooms run for real on empty tables; each statement they send is explained. A new resource is
covered by being there.
"""

import contextlib
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from sqlalchemy import Select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable
from sqlmodel import SQLModel

from tests.fixtures.anything import Anything
from tests.fixtures.callers import CUSTOMER
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.caller import Caller, CallerKind, Permission
from voipbin.core.clock import SystemClock
from voipbin.core.context import Context
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.options import rule_of
from voipbin.core.database import Connection, Database, open_database
from voipbin.core.dialing_policy.limits import DialingDefaults
from voipbin.core.errors import VoipbinError
from voipbin.core.file.model import file_resource
from voipbin.core.files.links import FileLinks
from voipbin.core.ids import new_id
from voipbin.core.number.inventory import PoolInventory
from voipbin.core.number.pool import OfferedNumber
from voipbin.core.paging import token_of
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.v1 import annotations_pb2 as options

_READS = ("Get", "List", "BatchGet", "BatchList")
_PAGING = frozenset({"id", "page_size", "page_token"})


_CLOCK = SystemClock()
COUNTRY = "US"
_FILES = Anything(resource=file_resource(FileLinks(bytes(32), str, _CLOCK)))
_POOL = PoolInventory([OfferedNumber("+12025550100", COUNTRY)])
_GATE = Anything(defaults=DialingDefaults())
_ENGINES: Any = Anything(files=_FILES, inventory=_POOL, toll_gate=_GATE)
ROOMS = build_rooms(_ENGINES, RoomKeys(SecretsBox(bytes(32)), TokenSigner(bytes(32))))
READS = [
    spec
    for spec in sorted(operations().values(), key=lambda spec: spec.method)
    if isinstance(ROOMS[spec.service], Room)
    and spec.name.startswith(_READS)
    and not spec.server_streaming
]


class Explained(Executable, ClauseElement):
    """A statement that is to be planned, not run."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explained)
def _explain(element: Explained, compiler: Any, **more: Any) -> str:
    is_sqlite = compiler.dialect.name == "sqlite"
    verb = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (COSTS OFF)"
    return f"{verb} {compiler.process(element.statement, **more)}"


@dataclass
class Explainer:
    """A connection that explains what it is asked before it answers."""

    connection: Connection
    plans: list[tuple[str, list[str]]] = field(default_factory=list)
    "(statement, lines of its plan)"

    @property
    def dialect_name(self) -> str:
        return self.connection.dialect_name

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        if isinstance(statement, Select):
            await self._explain(statement, parameters)
        return await self.connection.execute(statement, parameters)

    async def _explain(self, statement: Select[Any], parameters: Any) -> None:
        rows = (await self.connection.execute(Explained(statement), parameters)).all()
        self.plans.append((str(statement), [str(row[-1]) for row in rows]))


class ExplainingStore:
    """What a context needs of a store, for reads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = _CLOCK
        self.plans: list[tuple[str, list[str]]] = []

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Explainer]:
        # A transaction, so that what is set stays set.
        async with self.database.writing() as connection:
            if connection.dialect_name == "postgresql":
                # The tables are empty: without these a scan and a sort would always be cheapest.
                for way in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                    await connection.execute(text(f"SET LOCAL {way} = off"))
            yield Explainer(connection, self.plans)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_url")
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/plans.db"


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database with empty tables."""
    opened = open_database(url)
    await opened.run_sync(SQLModel.metadata.create_all)
    yield opened
    await opened.close()


@pytest.mark.parametrize("spec", READS, ids=lambda spec: spec.title)
async def test_reads_use_indexes(database: Database, spec: OperationSpec) -> None:
    seen = await plans(database, spec, Permission.SUPER_ADMIN)
    if spec.access != options.ACCESS_SUPER_ADMIN:
        seen += await plans(database, spec, Permission.ADMIN)
    faults = (reads_a_whole_table, sorts, passes_by_the_parent)
    slow = [lines for lines in seen if any(fault(lines) for fault in faults)]
    assert not slow, "\n".join(f"\n{sql}\n{chr(10).join(lines)}" for sql, *lines in slow)


async def plans(database: Database, spec: OperationSpec, permission: int) -> list[list[str]]:
    """Each statement of an operation, followed by its plan."""
    store: Any = ExplainingStore(database)
    caller = Caller(CallerKind.AGENT, new_id(), CUSTOMER, int(permission))
    for request in requests(spec):
        # The tables are empty, so much is not found; what was asked until then counts.
        with contextlib.suppress(VoipbinError):
            await ROOMS[spec.service].handler(spec)(request, Context(caller, store))
    return [[sql, *lines] for sql, lines in dict(store.plans).items()]


def requests(spec: OperationSpec) -> Iterator[Message]:
    """The plain request, the next page of it, and one with each filter."""
    fields: Any = descriptor_of(spec.input).fields
    base = {f.name: _value(f) for f in fields if f.name == "id" or rule_of(f).required}
    yield spec.input(**base)
    if any(f.name == "page_token" for f in fields):
        yield spec.input(**base, page_token=token_of(1_767_225_600_000_000, new_id()))
    for f in fields:
        if f.name not in _PAGING and f.name not in base and f.message_type is None:
            yield spec.input(**base, **{f.name: _value(f)})


def _value(field: FieldDescriptor) -> Any:
    one: Any = 1
    if field.type == FieldDescriptor.TYPE_STRING:
        known = {"customer_id": CUSTOMER, "country_code": COUNTRY}
        one = known.get(field.name) or new_id()
    return [one, one] if field.is_repeated else one


def reads_a_whole_table(lines: list[str]) -> bool:
    """Whether a plan looks at every row there is."""
    _, *plan = lines
    tables = SQLModel.metadata.tables
    # A scan of one of our tables; what another part of the plan made may be read to its end.
    # A page that follows an index from its end stops when it is full.
    scans = [line for line in plan if line.startswith("SCAN ") and " USING " not in line]
    return any(line.split()[1] in tables for line in scans) or any("Seq Scan" in p for p in plan)


def sorts(lines: list[str]) -> bool:
    """Whether a plan sorts what no index has in order."""
    _, *plan = lines
    if any("One-Time Filter: false" in line for line in plan):
        return False  # PostgreSQL saw that nothing can be found
    return any("TEMP B-TREE" in line or "Sort" in line for line in plan)


def passes_by_the_parent(lines: list[str]) -> bool:
    """Whether SQLite walks all rows of the customer to find those below one parent.

    PostgreSQL knows from its statistics which index leaves fewer rows.
    """
    sql, *plan = lines
    for line in plan:
        found = _SEARCH.fullmatch(line)
        if found is not None and found["columns"].startswith("customer_id=?"):
            table, sought = found["table"], found["columns"]
            parents = set(re.findall(rf"\b{table}\.(\w+_id) = ", sql)) - {"customer_id"}
            if parents and not any(f"{parent}=?" in sought for parent in parents):
                return True
    return False


_SEARCH = re.compile(r"SEARCH (?P<table>\w+) USING (?:COVERING )?INDEX \w+ \((?P<columns>.*)\)")
