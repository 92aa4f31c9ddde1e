"""Fields that lead from one resource to others, each level of a query by one call."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.rules import check_value
from voipbin.core.contract.spelling import words_by_number
from voipbin.v1 import annotations_pb2 as options

from .catalogue import Catalogue
from .fields import AnsweredField, Arguments, Namespace, argument
from .loaders import by_id, by_ids, by_keys, by_parent, one_by_one, parents_field, row_field
from .names import camel

_USUAL_IDS = 5
_MAX_PAGE = 100
_TYPED = ("reference", "assistance")
"""What has its kind in one field and its id in another: reference_type and reference_id."""
_FILE_ROWS = 10
"""A link is signed by a call of its own for each recording."""

Keys = Callable[[Any], list[str]]
"""What children of a row are found by."""


# What holds an id of a resource without its name.
_RESOURCES = {"owner": "agent"}


def relations(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Return the relations of a resource, each name once.

    Children go before references: `conferencecalls` are all of a conference, not those alone whose
    ids it holds. What a reference type names gives way to a reference of the same name.
    """
    found = {one.name: one for one in _references(message, known, namespace)}
    for subject in _TYPED:
        if f"{subject}_type" in message.fields_by_name:
            for one in _by_type(subject, message, known, namespace):
                found.setdefault(one.name, one)
    found |= {one.name: one for one in _child_lists(message, known, namespace)}
    if message.name == "Recording":
        url = _file_url(known, namespace)
        found[url.name] = url
    if taken := found.keys() & {camel(field.name) for field in message.fields}:
        raise ValueError(f"{message.name} has both fields and relations called {sorted(taken)}")
    yield from found.values()


def _references(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    for field in message.fields:
        if rule_of(field).uuid and field.name != "id":
            yield from _reference(field, known, namespace)


def _child_lists(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    for spec in known.batch_lists.values():
        for relation in spec.relations:
            if relation.parent == message.name:
                keys = _keys_of(message, relation, spec)
                yield _children(relation.field, spec, relation.usual, keys, namespace)


def _keys_of(message: Descriptor, relation: options.Relation, spec: OperationSpec) -> Keys:
    """Return what reads the keys that children are found by."""
    if not relation.parent_fields:
        return lambda row: [row.id]
    paths = [path.split(".") for path in relation.parent_fields]
    for path in paths:
        _check_path(message, path)
    key = parents_field(spec)

    def read(row: Any) -> list[str]:
        values = (value for path in paths for value in _values(row, path))
        return list(dict.fromkeys(v for v in values if v and check_value(key, v) is None))

    return read


def _check_path(message: Descriptor, path: list[str]) -> None:
    for name in path:
        if name not in message.fields_by_name:
            raise ValueError(f"{message.full_name} has no field {name} to find children by")
        message = message.fields_by_name[name].message_type or message


def _values(value: Any, path: list[str]) -> Iterator[str]:
    if not path:
        yield value
        return
    below = getattr(value, path[0])
    for one in [below] if hasattr(below, "DESCRIPTOR") or isinstance(below, str) else below:
        yield from _values(one, path[1:])


def _reference(
    field: FieldDescriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Follow flow_id to flow, answer_call_id to answerCall, chained_call_ids to chainedCalls."""
    name, _, suffix = field.name.rpartition("_")
    word = name.rpartition("_")[2]
    resource = rule_of(field).resource or _RESOURCES.get(word, word)
    if field.name == "customer_id":
        yield _customer(known, namespace)
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


def _by_type(
    subject: str, message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[AnsweredField]:
    """Give every resource reference_type may name a field of its own."""
    enum = message.fields_by_name[f"{subject}_type"].enum_type
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
                partial(_follow, subject, spec, number),
                description=f'What {subject}Id refers to when {subject}Type is "{word}".',
            )


def _follow(
    subject: str, spec: OperationSpec, number: int, row: Any, info: Any, arguments: Arguments
) -> Any:
    id = getattr(row, f"{subject}_id")
    if getattr(row, f"{subject}_type") != number or not id:
        return None
    return by_id(info.context, spec, id)


def _children(
    name: str, spec: OperationSpec, usual: int, keys: Keys, namespace: Namespace
) -> AnsweredField:
    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        wanted, size = keys(row), max(0, arguments.get("page_size") or 0)
        if len(wanted) == 1:
            return by_parent(info.context, spec, wanted[0], size)
        return by_keys(info.context, spec, wanted, size) if wanted else []

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


def _customer(known: Catalogue, namespace: Namespace) -> AnsweredField:
    own = known.named("ServiceAgentGetOwnCustomer")
    others = known.batch_gets.get("customer")

    async def load(context: Any, ids: list[str]) -> list[Any]:
        mine = await context.call(own, own.input())
        found = {mine.id: mine}
        # Nobody but a super admin ever sees a row of somebody else.
        if others is not None and (more := [key for key in ids if key not in found]):
            rows = (await context.call(others, others.input(ids=more))).result
            found |= {row.id: row for row in rows}
        return [found.get(key) for key in ids]

    def resolve(row: Any, info: Any, arguments: Arguments) -> Any:
        context = info.context
        return context.loader(own.method, partial(load, context)).load(row.customer_id)

    text = "The owner; null when it was deleted."
    if others is None:
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
    field = row_field(spec) or spec.descriptor.output_type.fields_by_name["result"]
    return str(kinds.message_of(field).name)
