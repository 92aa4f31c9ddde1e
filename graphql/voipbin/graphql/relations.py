"""Fields that lead from one resource to others, each level of a query by one call."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.spelling import words_by_number

from .catalogue import Catalogue
from .fields import AnsweredField, Arguments, Namespace, argument
from .loaders import by_id, by_ids, by_parent, one_by_one
from .names import camel

_USUAL_IDS = 5
_MAX_PAGE = 100
_FILE_ROWS = 10
"""A link is signed by a call of its own for each recording."""


def relations(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Return the relations of a resource."""
    for field in message.fields:
        if rule_of(field).uuid and field.name != "id":
            yield from _reference(field, known, namespace)
    if "reference_type" in message.fields_by_name:
        yield from _by_reference_type(message, known, namespace)
    for spec in known.batch_lists.values():
        for relation in spec.relations:
            if relation.parent == message.name:
                yield _children(relation.field, spec, relation.usual, namespace)
    if message.name == "Recording":
        yield _file_url(known, namespace)


def _reference(
    field: FieldDescriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Follow flow_id to flow, answer_call_id to answerCall, chained_call_ids to chainedCalls."""
    name, _, suffix = field.name.rpartition("_")
    resource = rule_of(field).resource or name.rpartition("_")[2]
    if field.name == "customer_id":
        yield _own_customer(known, namespace)
    elif resource in known.batch_gets:
        spec = known.batch_gets[resource]
        if suffix == "ids":
            yield _many(field.name, camel(f"{name}s"), spec, namespace)
        else:
            yield _one(field.name, camel(name), spec, namespace)


def _one(key: str, name: str, spec: OperationSpec, namespace: Namespace) -> AnsweredField:
    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        target = getattr(row, key)
        return by_id(info.context, spec, target) if target else None

    text = f"What {camel(key)} refers to; null when it is not set or was deleted."
    return AnsweredField(name, f"{_row(spec)} | None", namespace, resolve, description=text)


def _many(key: str, name: str, spec: OperationSpec, namespace: Namespace) -> AnsweredField:
    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        ids = list(getattr(row, key))
        return by_ids(info.context, spec, ids) if ids else []

    return AnsweredField(
        name,
        f"list[{_row(spec)}] | None",
        namespace,
        resolve,
        rows=lambda arguments: _USUAL_IDS,
        description=f"What {camel(key)} refer to, without those that were deleted.",
    )


def _by_reference_type(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Give every resource reference_type may name a field of its own."""
    enum = message.fields_by_name["reference_type"].enum_type
    if enum is None:
        return
    for number, word in words_by_number(enum).items():
        spec = known.batch_gets.get(word)
        # A campaigncall of type flow has a flow_id, which says more than the word alone.
        if spec is not None and f"{word}_id" not in message.fields_by_name:
            yield AnsweredField(
                camel(word),
                f"{_row(spec)} | None",
                namespace,
                partial(_follow, spec, number),
                description=f'What referenceId refers to when referenceType is "{word}".',
            )


def _follow(spec: OperationSpec, number: int, row: Any, info: Any, arguments: Arguments) -> Any:
    if row.reference_type != number or not row.reference_id:
        return None
    return by_id(info.context, spec, row.reference_id)


def _children(name: str, spec: OperationSpec, usual: int, namespace: Namespace) -> AnsweredField:
    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        return by_parent(info.context, spec, row.id, max(0, arguments.get("page_size") or 0))

    def rows(arguments: Arguments) -> int:
        given = arguments.get("page_size")
        return usual if given is None else min(given, _MAX_PAGE) if given > 0 else _MAX_PAGE

    size = argument(
        "page_size", "pageSize", "int | None", namespace, "Most rows; 100 by default and at most."
    )
    return AnsweredField(
        name,
        f"list[{_row(spec)}] | None",
        namespace,
        resolve,
        arguments=[size],
        rows=rows,
        description=f"The newest {name}, newest first.",
    )


def _own_customer(known: Catalogue, namespace: Namespace) -> AnsweredField:
    spec = known.named("GetOwnCustomer")

    async def load(context: Any, ids: list[str]) -> list[Any]:
        own = await context.call(spec, spec.input())
        return [own if key == own.id else None for key in ids]

    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        context = info.context
        return context.loader(spec.method, partial(load, context)).load(row.customer_id)

    text = "The owner; null when it is not the caller's own customer."
    return AnsweredField("customer", "Customer | None", namespace, resolve, description=text)


def _file_url(known: Catalogue, namespace: Namespace) -> AnsweredField:
    spec = known.named("GetRecordingFile")

    async def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        return (await one_by_one(info.context, spec, row.id)).url

    return AnsweredField(
        "fileUrl",
        "str | None",
        namespace,
        resolve,
        rows=lambda arguments: _FILE_ROWS,
        description="Signed link to a zip of its files, valid 24 hours.",
    )


def _row(spec: OperationSpec) -> str:
    """Return the type of the rows of a Batch operation."""
    rows = spec.descriptor.output_type.fields_by_name["result"]
    return str(kinds.message_of(rows).name)
