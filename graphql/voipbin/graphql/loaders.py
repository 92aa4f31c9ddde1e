"""Batch reads: rows by id and rows by parent, one call for all that a level of the query needs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from graphql import GraphQLError

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
    """Return the rows of ids, those that exist, or what failed; `spec` is a BatchGet operation.

    Args:
        fields: what is looked at in them.
    """
    load = partial(_load_by_id, context, spec, set())
    return await context.loader(spec.method, load).load(filter(None, ids), fields)


async def by_keys(
    context: Context, spec: OperationSpec, keys: list[list[str]], page_size: int, fields: Fields
) -> list[list[Any] | Exception]:
    """Return the newest rows of several parents, or what failed; `spec` is a BatchList operation.

    Args:
        keys: of each parent; a row that several of them lead to comes once.
        page_size: most rows of a parent; 0 is what the service gives by default.
        fields: what is looked at in the rows.
    """
    load = partial(_load_by_key, context, spec, page_size, {})
    loader = context.loader((spec.method, page_size), load)
    found = await loader.load((key for some in keys for key in some), fields)
    return [_newest([found[key] for key in some], page_size) for some in keys]


def failure_in(values: Iterable[Any]) -> Exception | None:
    """Return the first of the values that is a failure."""
    return next((value for value in values if isinstance(value, Exception)), None)


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
    context: Context, spec: OperationSpec, counted: set[str], ids: list[str], fields: Fields
) -> dict[str, Any]:
    """
    Args:
        counted: rows that were read with other masks before.
    """
    mask = mask_entry(fields)

    async def load(some: list[str]) -> dict[str, Any]:
        answer = await context.call_uncounted(spec, spec.input(ids=some), *mask)
        found = {row.id: row for row in answer.result}
        new = found.keys() - counted
        counted.update(new)
        context.count(len(new))
        return found

    return await _by_chunks(load, ids)


async def _load_by_key(
    context: Context,
    spec: OperationSpec,
    page_size: int,
    counted: dict[str, int],
    keys: list[str],
    fields: Fields,
) -> dict[str, Any]:
    """
    Args:
        counted: rows of each key that were read with other masks before.
    """
    keys_field = parents_field(spec).name
    key_field = keys_field.removesuffix("s")
    key_of = attrgetter(key_field)
    mask = mask_entry(fields and fields | {key_field})
    row_of = _row_reader(spec)
    # Where a key has one row at most, there is no size to ask for.
    has_size = "page_size" in spec.input.DESCRIPTOR.fields_by_name
    size = {"page_size": page_size} if has_size else {}

    async def load(some: list[str]) -> dict[str, Any]:
        request = spec.input(**{keys_field: some}, **size)
        answer = await context.call_uncounted(spec, request, *mask)
        found: dict[str, Any] = {key: [] for key in some}
        for row in answer.result:
            found[key_of(row)].append(row_of(row))
        context.count(sum(_more_than(counted, key, len(rows)) for key, rows in found.items()))
        return found

    return await _by_chunks(load, keys)


def _more_than(counted: dict[str, int], key: str, rows: int) -> int:
    """Return how many rows of a key are more than ever before."""
    before = counted.get(key, 0)
    counted[key] = max(before, rows)
    return counted[key] - before


async def _by_chunks(
    load: Callable[[list[str]], Awaitable[dict[str, Any]]], keys: list[str]
) -> dict[str, Any]:
    """Read as many keys at once as an operation accepts; a failure is of these alone.

    One after the other, so that what is read too much is noticed between them.
    """
    found: dict[str, Any] = {}
    for start in range(0, len(keys), _MAX_IDS):
        some = keys[start : start + _MAX_IDS]
        try:
            found |= await load(some)
        except GraphQLError as error:
            found |= dict.fromkeys(some, error)
    return found


def _newest(lists: list[Any], page_size: int) -> list[Any] | Exception:
    if (failure := failure_in(lists)) is not None:
        return failure
    if len(lists) == 1:
        return lists[0]  # type: ignore[no-any-return]
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
            return await context.call(spec, spec.input(id=target), *mask_entry(fields))

    answers = await asyncio.gather(*map(load, ids), return_exceptions=True)
    return dict(zip(ids, answers, strict=True))
