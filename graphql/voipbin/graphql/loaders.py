"""Batch reads: rows by id and rows by parent, one call for all that a level of the query needs."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.read_mask import Fields, mask_entry

from .context import Context

_MAX_IDS = 1000
"""The most ids the Batch operations accept."""
_AT_ONCE = 16


async def by_id(
    context: Context, spec: OperationSpec, ids: list[str], fields: Fields
) -> Mapping[str, Any]:
    """Return the rows of ids, those that exist; `spec` is a BatchGet operation.

    Args:
        fields: what is looked at in them.
    """
    load = partial(_load_by_id, context, spec)
    return await context.loader(spec.method, load).load(filter(None, ids), fields)


async def by_keys(
    context: Context, spec: OperationSpec, keys: list[list[str]], page_size: int, fields: Fields
) -> list[list[Any]]:
    """Return the newest rows of several parents; `spec` is a BatchList operation.

    Args:
        keys: of each parent; a row that several of them lead to comes once.
        page_size: most rows of a parent; 0 is what the service gives by default.
        fields: what is looked at in the rows.
    """
    load = partial(_load_by_key, context, spec, page_size)
    loader = context.loader((spec.method, page_size), load)
    found = await loader.load((key for some in keys for key in some), fields)
    return [_newest([found[key] for key in some], page_size) for some in keys]


async def one_by_one(
    context: Context, spec: OperationSpec, ids: list[str]
) -> Mapping[str, Any | BaseException]:
    """Return the answers of an operation that has no batch form; a failure is one's own only."""
    return await context.loader(spec.method, partial(_load_each, context, spec)).load(ids)


def parents_field(spec: OperationSpec) -> FieldDescriptor:
    """Return the field of a Batch request that takes the ids."""
    (field,) = [one for one in spec.descriptor.input_type.fields if one.is_repeated]
    return field


async def _load_by_id(
    context: Context, spec: OperationSpec, ids: list[str], fields: Fields
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _chunks(ids):
        answer = await context.call(spec, spec.input(ids=some), *mask_entry(fields))
        found.update((row.id, row) for row in answer.result)
    return found


async def _load_by_key(
    context: Context, spec: OperationSpec, page_size: int, keys: list[str], fields: Fields
) -> dict[str, list[Any]]:
    keys_field = parents_field(spec).name
    key_field = keys_field.removesuffix("s")
    key_of = attrgetter(key_field)
    mask = mask_entry(fields and fields | {key_field})
    row_of = _row_reader(spec)
    # Where a key has one row at most, there is no size to ask for.
    has_size = "page_size" in spec.input.DESCRIPTOR.fields_by_name
    size = {"page_size": page_size} if has_size else {}
    found: dict[str, list[Any]] = {key: [] for key in keys}
    for some in _chunks(keys):
        answer = await context.call(spec, spec.input(**{keys_field: some}, **size), *mask)
        for row in answer.result:
            found[key_of(row)].append(row_of(row))
    return found


def _newest(lists: list[list[Any]], page_size: int) -> list[Any]:
    if len(lists) == 1:
        return lists[0]
    rows = {row.id: row for rows in lists for row in rows}
    newest = sorted(rows.values(), key=_made_at, reverse=True)
    return newest[:page_size] if page_size else newest


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


async def _load_each(
    context: Context, spec: OperationSpec, ids: list[str], fields: Fields
) -> dict[str, Any]:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def load(target: str) -> Any:
        async with turns:
            return await context.call(spec, spec.input(id=target))

    answers = await asyncio.gather(*map(load, ids), return_exceptions=True)
    return dict(zip(ids, answers, strict=True))


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    # One after the other, so that what is read too much is noticed between them.
    for start in range(0, len(ids), _MAX_IDS):
        yield ids[start : start + _MAX_IDS]
