"""Fields that lead from one resource to others, each level of a query by one call."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from graphql import GraphQLError

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.read_mask import ALL, Fields, mask_entry
from voipbin.core.contract.rules import check_value
from voipbin.core.contract.spelling import words_by_number
from voipbin.v1 import annotations_pb2 as options

from .catalogue import Catalogue
from .fields import Arguments, Namespace, RelatedField, argument
from .loaders import by_id, by_keys, failure_in, one_by_one, parents_field, row_field
from .names import camel
from .selection import looked_at

_USUAL_IDS = 5
_MAX_PAGE = 100
_TYPED = ("reference", "assistance")
"""What has its kind in one field and its id in another: reference_type and reference_id."""
_FILE_ROWS = 10
"""A link is signed by a call of its own for each recording."""

Rows = Sequence[Any]
"""Messages of one level."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What children of a row are found by."""

    of: Callable[[Any], list[str]]
    uses: Fields
    "Fields of the row that have the keys."


# What holds an id of a resource without its name.
_RESOURCES = {"owner": "agent"}


def relations(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[RelatedField]:
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
) -> Iterator[RelatedField]:
    for field in message.fields:
        if rule_of(field).uuid and field.name != "id":
            yield from _reference(field, known, namespace)


def _child_lists(
    message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[RelatedField]:
    for spec in known.batch_lists.values():
        for relation in spec.relations:
            if relation.parent == message.name:
                keys = _keys_of(message, relation, spec)
                yield _children(relation.field, spec, relation.usual, keys, namespace)


def _keys_of(message: Descriptor, relation: options.Relation, spec: OperationSpec) -> Keys:
    """Return what reads the keys that children are found by."""
    if not relation.parent_fields:
        return Keys(lambda row: [row.id], frozenset({"id"}))
    paths = [path.split(".") for path in relation.parent_fields]
    for path in paths:
        _check_path(message, path)
    key = parents_field(spec)

    def read(row: Any) -> list[str]:
        values = (value for path in paths for value in _values(row, path))
        return list(dict.fromkeys(v for v in values if v and check_value(key, v) is None))

    return Keys(read, frozenset(path[0] for path in paths))


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
) -> Iterator[RelatedField]:
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


def _one(key: str, name: str, spec: OperationSpec, namespace: Namespace) -> RelatedField:
    async def resolve(rows: Rows, info: Any, arguments: Arguments) -> list[Any]:
        ids = [getattr(row, key) for row in rows]
        found = await by_id(info.context, spec, ids, looked_at(info))
        return [found.get(id) for id in ids]

    text = f"What {camel(key)} refers to; null when it is not set or was deleted."
    uses = frozenset({key})
    return RelatedField(name, f"{_row(spec)} | None", namespace, resolve, uses, description=text)


def _many(key: str, name: str, spec: OperationSpec, namespace: Namespace) -> RelatedField:
    async def resolve(rows: Rows, info: Any, arguments: Arguments) -> list[Any]:
        wanted = [list(getattr(row, key)) for row in rows]
        every = [id for ids in wanted for id in ids]
        found = await by_id(info.context, spec, every, looked_at(info))
        lists = [[found[id] for id in ids if id in found] for ids in wanted]
        return [failure_in(one) or one for one in lists]

    return RelatedField(
        name,
        f"list[{_row(spec)}] | None",
        namespace,
        resolve,
        frozenset({key}),
        rows=lambda arguments: _USUAL_IDS,
        description=f"What {camel(key)} refer to, without those that were deleted.",
    )


def _by_type(
    subject: str, message: Descriptor, known: Catalogue, namespace: Namespace
) -> Iterator[RelatedField]:
    """Give every resource reference_type may name a field of its own."""
    enum = message.fields_by_name[f"{subject}_type"].enum_type
    if enum is None:
        return
    for number, word in words_by_number(enum).items():
        spec = known.batch_gets.get(word)
        # A campaigncall of type flow has a flow_id, which says more than the word alone.
        if spec is not None and f"{word}_id" not in message.fields_by_name:
            yield RelatedField(
                camel(word),
                f"{_row(spec)} | None",
                namespace,
                partial(_follow, subject, spec, number),
                frozenset({f"{subject}_type", f"{subject}_id"}),
                description=f'What {subject}Id refers to when {subject}Type is "{word}".',
            )


async def _follow(
    subject: str, spec: OperationSpec, number: int, rows: Rows, info: Any, arguments: Arguments
) -> list[Any]:
    kind, key = f"{subject}_type", f"{subject}_id"
    ids = [getattr(row, key) if getattr(row, kind) == number else "" for row in rows]
    found = await by_id(info.context, spec, ids, looked_at(info))
    return [found.get(id) for id in ids]


def _children(
    name: str, spec: OperationSpec, usual: int, keys: Keys, namespace: Namespace
) -> RelatedField:
    async def resolve(rows: Rows, info: Any, arguments: Arguments) -> list[Any]:
        size = max(0, arguments.get("page_size") or 0)
        wanted = [keys.of(row) for row in rows]
        return await by_keys(info.context, spec, wanted, size, looked_at(info))

    def rows(arguments: Arguments) -> int:
        given = arguments.get("page_size")
        return usual if given is None else min(given, _MAX_PAGE) if given > 0 else _MAX_PAGE

    size = argument(
        "page_size", "pageSize", "int | None", namespace, "Most rows; 100 by default and at most."
    )
    return RelatedField(
        name,
        f"list[{_row(spec)}] | None",
        namespace,
        resolve,
        keys.uses,
        arguments=[size],
        rows=rows,
        description=f"The newest {name}, newest first.",
    )


def _customer(known: Catalogue, namespace: Namespace) -> RelatedField:
    own = known.named("ServiceAgentGetOwnCustomer")
    others = known.batch_gets.get("customer")

    async def read(context: Any, ids: list[str], fields: Fields) -> dict[str, Any]:
        mask = mask_entry(fields)
        mine = await context.call(own, own.input(), *mask)
        found = {mine.id: mine}
        # Nobody but a super admin ever sees a row of somebody else.
        if others is not None and (more := [key for key in ids if key not in found]):
            try:
                rows = (await context.call(others, others.input(ids=more), *mask)).result
                found |= {row.id: row for row in rows}
            except GraphQLError as error:
                found |= dict.fromkeys(more, error)
        return found

    async def resolve(rows: Rows, info: Any, arguments: Arguments) -> list[Any]:
        context = info.context
        ids = [row.customer_id for row in rows]
        # Whole: other levels of the query look at other fields of the same one or two rows.
        found = await context.loader(own.method, partial(read, context)).load(ids, ALL)
        return [found.get(id) for id in ids]

    text = "The owner; null when it was deleted."
    if others is None:
        text = "The owner; null when it is not the caller's own customer."
    uses = frozenset({"customer_id"})
    return RelatedField("customer", "Customer | None", namespace, resolve, uses, description=text)


def _file_url(known: Catalogue, namespace: Namespace) -> RelatedField:
    spec = known.named("GetRecordingFile")

    async def resolve(rows: Rows, info: Any, arguments: Arguments) -> list[Any]:
        found = await one_by_one(info.context, spec, [row.id for row in rows])
        links = [found[row.id] for row in rows]
        return [link if isinstance(link, BaseException) else link.url for link in links]

    return RelatedField(
        "fileUrl",
        "str | None",
        namespace,
        resolve,
        frozenset({"id"}),
        rows=lambda arguments: _FILE_ROWS,
        description="Signed link to a zip of its files, valid 24 hours.",
    )


def _row(spec: OperationSpec) -> str:
    """Return the type of the rows of a Batch operation."""
    field = row_field(spec) or spec.descriptor.output_type.fields_by_name["result"]
    return str(kinds.message_of(field).name)
