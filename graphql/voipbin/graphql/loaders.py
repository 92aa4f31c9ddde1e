"""Batch reads: rows by id and rows by parent, one call for all that a level of the query needs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from strawberry.dataloader import DataLoader

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.operations import OperationSpec

from .context import Context

_MAX_IDS = 1000
"""The most ids the Batch operations accept."""
_AT_ONCE = 16


def by_id(context: Context, spec: OperationSpec, id: str) -> Awaitable[Any]:
    """Return the row of an id, or None; `spec` is a BatchGet operation."""
    return _rows_by_id(context, spec).load(id)


def by_ids(context: Context, spec: OperationSpec, ids: list[str]) -> Awaitable[list[Any]]:
    """Return the rows of several ids, those that exist."""
    return _existing(_rows_by_id(context, spec).load_many(ids))


def by_parent(
    context: Context, spec: OperationSpec, parent_id: str, page_size: int
) -> Awaitable[list[Any]]:
    """Return the newest rows of a parent; `spec` is a BatchList operation.

    Args:
        page_size: most rows; 0 is what the service gives by default.
    """
    load = partial(_load_by_parent, context, spec, page_size)
    return context.loader((spec.method, page_size), load).load(parent_id)


async def by_keys(
    context: Context, spec: OperationSpec, keys: list[str], page_size: int
) -> list[Any]:
    """Return the newest rows of several keys together, each row once."""
    load = partial(_load_by_parent, context, spec, page_size)
    lists = await context.loader((spec.method, page_size), load).load_many(keys)
    rows = {row.id: row for rows in lists for row in rows}
    newest = sorted(rows.values(), key=_made_at, reverse=True)
    return newest[:page_size] if page_size else newest


def one_by_one(context: Context, spec: OperationSpec, target: str) -> Awaitable[Any]:
    """Return the answer of an operation that has no batch form, a few at a time."""
    return context.loader(spec.method, partial(_load_each, context, spec)).load(target)


def parents_field(spec: OperationSpec) -> FieldDescriptor:
    """Return the field of a Batch request that takes the ids."""
    (field,) = [one for one in spec.descriptor.input_type.fields if one.is_repeated]
    return field


def _rows_by_id(context: Context, spec: OperationSpec) -> DataLoader[Any, Any]:
    return context.loader(spec.method, partial(_load_by_id, context, spec))


async def _existing(rows: Awaitable[list[Any]]) -> list[Any]:
    return [row for row in await rows if row is not None]


async def _load_by_id(context: Context, spec: OperationSpec, ids: list[str]) -> list[Any]:
    found: dict[str, Any] = {}
    for some in _chunks(ids):
        answer = await context.call(spec, spec.input(ids=some))
        found.update((row.id, row) for row in answer.result)
    return [found.get(key) for key in ids]


async def _load_by_parent(
    context: Context, spec: OperationSpec, page_size: int, parents: list[str]
) -> list[Any]:
    ids_field = parents_field(spec).name
    parent_field = ids_field.removesuffix("s")
    row_of = _row_reader(spec)
    # Where a key has one row at most, there is no size to ask for.
    has_size = "page_size" in spec.input.DESCRIPTOR.fields_by_name
    size = {"page_size": page_size} if has_size else {}
    found: dict[str, list[Any]] = {parent: [] for parent in parents}
    for some in _chunks(parents):
        request = spec.input(**{ids_field: some}, **size)
        answer = await context.call(spec, request)
        for row in answer.result:
            found[getattr(row, parent_field)].append(row_of(row))
    return [found[parent] for parent in parents]


def _row_reader(spec: OperationSpec) -> Callable[[Any], Any]:
    """Where a row does not know its parent, the answer has pairs of the two."""
    field = row_field(spec)
    return _itself if field is None else attrgetter(field.name)


def row_field(spec: OperationSpec) -> FieldDescriptor | None:
    """Return the field of a pair that has the row; None when the answer has rows."""
    listed = kinds.message_of(spec.descriptor.output_type.fields_by_name["result"])
    if "id" in listed.fields_by_name:
        return None
    return next(field for field in listed.fields if kinds.is_message(field))


def _itself(row: Any) -> Any:
    return row


def _made_at(row: Any) -> tuple[int, int, str]:
    return (row.tm_create.seconds, row.tm_create.nanos, row.id)


async def _load_each(context: Context, spec: OperationSpec, ids: list[str]) -> list[Any]:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def load(target: str) -> Any:
        async with turns:
            return await context.call(spec, spec.input(id=target))

    # A failure is the answer of its own id only.
    return await asyncio.gather(*map(load, ids), return_exceptions=True)


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    # One after the other, so that what is read too much is noticed between them.
    for start in range(0, len(ids), _MAX_IDS):
        yield ids[start : start + _MAX_IDS]
