"""References in requests: what they name must exist and be the caller's."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument, NotFound
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource, resource_named

Step = tuple[str, bool]
"(field, is a list)"


async def check_references(spec: OperationSpec, request: Message, ctx: Context) -> None:
    """Refuses a request that names what is not there, or is another customer's.

    What a row names already it may go on naming: a client that reads it, changes a field and puts
    it back knows nothing of a tag that was deleted in between.

    Raises:
        NotFound: the path or a filter names it.
        InvalidArgument: the body does, naming the field.
    """
    faults = []
    for steps, resource_name in _plan(request.DESCRIPTOR):
        named = [(path, id) for path, id in _values(request, steps, "") if id]
        known = await _known(resource_named(resource_name), {id for _, id in named}, ctx)
        missing = []
        for path, id in named:
            if id in known:
                continue
            if spec.http_body is None or f"{{{path}}}" in (spec.http_path or ""):
                raise NotFound.resource(resource_name, id)
            missing.append((path, id))
        held = await _held(spec, request, steps, ctx) if missing else frozenset()
        faults += [(at, f"no such {resource_name}: {id}") for at, id in missing if id not in held]
    if faults:
        raise InvalidArgument.of(faults)


async def check_columns(
    connection: Connection,
    resource: Resource[Any],
    row: Any,
    columns: Iterable[str],
    *,
    deleted_too: bool = False,
) -> None:
    """Refuses a row whose columns name what does not belong to its own customer.

    Args:
        deleted_too: what was deleted since may stay named.

    Raises:
        InvalidArgument: naming the column.
    """
    fields: Any = resource.message.DESCRIPTOR.fields_by_name
    for name in columns:
        named = rule_of(fields[name]).resource if name in fields else ""
        if named in ("", "customer"):
            continue
        value = getattr(row, name)
        ids = [id for id in (value if fields[name].is_repeated else [value]) if id]
        rows = Repository(resource_named(named), connection, row.customer_id)
        known = await rows.among(ids, deleted_too=deleted_too)
        if unknown := [id for id in ids if id not in known]:
            raise InvalidArgument.of([(name, f"no such {named}: {unknown[0]}")])


async def _known(resource: Resource[Any], ids: set[str], ctx: Context) -> set[str]:
    """Those of the ids that are the caller's, found by one statement."""
    if not ids:
        return set()
    async with ctx.reading() as connection:
        rows = ctx.by_id(resource, connection)
        if len(ids) == 1:
            (id,) = ids
            return ids if await rows.exists(id) else set()
        return await rows.among(ids)


async def _held(
    spec: OperationSpec, request: Any, steps: tuple[Step, ...], ctx: Context
) -> Collection[str]:
    """What the row that an update replaces has in a field of the request by now."""
    if spec.http_verb != "PUT" or "id" not in request.DESCRIPTOR.fields_by_name:
        return frozenset()
    resource = resource_named(spec.resource)
    if steps[0][0] not in resource.message.DESCRIPTOR.fields_by_name:
        return frozenset()
    async with ctx.reading() as connection:
        row = await ctx.by_id(resource, connection).find(request.id)
    if row is None:
        return frozenset()
    return {id for _, id in _values(resource.to_message(row), steps, "")}


@cache
def _plan(message: Descriptor) -> tuple[tuple[tuple[Step, ...], str], ...]:
    """The way to every field that names a resource, and the resource."""
    return tuple(_named(message, (), frozenset()))


def _named(
    message: Descriptor, way: tuple[Step, ...], seen: frozenset[str]
) -> Iterator[tuple[tuple[Step, ...], str]]:
    for field in message.fields:
        here = (*way, (field.name, bool(field.is_repeated)))
        if resource := rule_of(field).resource:
            yield here, resource
        kind = field.message_type
        is_ours = kind is not None and kind.full_name.startswith("voipbin.")
        if kind is not None and is_ours and kind.full_name not in seen:
            yield from _named(kind, here, seen | {kind.full_name})


def _values(message: Any, steps: tuple[Step, ...], prefix: str) -> Iterator[tuple[str, str]]:
    (name, is_list), *rest = steps
    value = getattr(message, name)
    if not rest:
        listed = enumerate(value) if is_list else [(None, value)]
        for place, id in listed:
            yield prefix + name + (f"[{place}]" if is_list else ""), id
        return
    if is_list:
        for place, entry in enumerate(value):
            yield from _values(entry, tuple(rest), f"{prefix}{name}[{place}].")
    elif message.HasField(name):
        yield from _values(value, tuple(rest), f"{prefix}{name}.")
