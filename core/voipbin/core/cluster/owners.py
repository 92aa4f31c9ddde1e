"""Which process has what an operation touches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import Select, bindparam, select

from voipbin.core.cluster.model import PROCESS
from voipbin.core.context import Context
from voipbin.core.contract import spelling
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.resource import resource_named
from voipbin.core.row import LiveRow

_READS = ("Get", "List", "BatchGet", "BatchList")
_ALSO_CALLED = {"confbridge": "conference"}


@dataclass(frozen=True, slots=True)
class Owner:
    """A process that has something under way."""

    process_id: str
    address: str
    "Its gRPC."
    is_dead: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A field of requests that names something which may be under way."""

    field: str
    resource: str
    'What it is; "" where another field says so.'
    kind_field: str = ""


def named_live(spec: OperationSpec) -> tuple[Named, ...]:
    """The fields of an operation's request that decide where it is served, first things first.

    What the row itself says is the same everywhere, so reads are served by whoever is asked. All
    else that is about a kind of resource which lives in processes goes where the resource is: by
    its id, by a reference to one (`transferer_call_id`), or by a reference of several kinds
    (`reference_type`, `reference_id`).
    """
    is_read = spec.unary and spec.name.startswith(_READS)
    return () if is_read else tuple(_named(spec))


async def owner_of(named: tuple[Named, ...], request: Message, ctx: Context) -> Owner | None:
    """The process that has what a request names; None for nobody, or nothing to be seen."""
    for name in named:
        id = getattr(request, name.field)
        resource = name.resource or _kind(request, name.kind_field)
        if not id or not is_live(resource):
            continue
        scope = "" if ctx.caller.is_super_admin else ctx.customer_id
        statement = _owner(resource_named(resource).table, bool(scope))
        async with ctx.reading() as connection:
            wanted = {"wanted_id": id, "wanted_customer_id": scope}
            found = (await connection.execute(statement, wanted)).first()
        if found is not None:
            return Owner(found.id, found.address, found.tm_dead is not None)
    return None


def is_live(resource: str) -> bool:
    """Whether things of a kind are under way in one process each."""
    try:
        return issubclass(resource_named(resource).row, LiveRow)
    except KeyError:
        return False


def _named(spec: OperationSpec) -> Iterator[Named]:
    fields: Mapping[str, Any] = spec.input.DESCRIPTOR.fields_by_name
    if "id" in fields and is_live(meant := rule_of(fields["id"]).resource or spec.resource):
        yield Named("id", meant)
        return
    for name, field in fields.items():
        resource = rule_of(field).resource
        if not field.is_repeated and is_live(resource):
            yield Named(name, resource)
        elif name == "reference_id" and "reference_type" in fields:
            yield Named(name, "", "reference_type")


def _kind(request: Message, field: str) -> str:
    described: Any = request.DESCRIPTOR.fields_by_name[field]
    if described.enum_type is None:
        return ""
    word = spelling.word(described.enum_type, getattr(request, field))
    return _ALSO_CALLED.get(word, word)


@cache
def _owner(table: Any, is_scoped: bool) -> Select[Any]:
    statement = (
        select(PROCESS.c.id, PROCESS.c.address, PROCESS.c.tm_dead)
        .join(table, table.c.process_id == PROCESS.c.id)
        .where(table.c.id == bindparam("wanted_id"))
    )
    if is_scoped:
        statement = statement.where(table.c.customer_id == bindparam("wanted_customer_id"))
    return statement
