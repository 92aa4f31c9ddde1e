"""Query, Mutation and Subscription: a field for every operation of the contract."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import strawberry
from google.protobuf.descriptor import FieldDescriptor
from strawberry.types.unset import UNSET

from voipbin.core.contract.codec import CodecError, from_json
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.read_mask import mask_entry

from .catalogue import Catalogue
from .comments import comment
from .errors import malformed
from .fields import AnsweredField, Arguments, argument
from .names import camel, is_page, root_name
from .selection import looked_at_in_page
from .types import Types, fill

_MAX_PAGE = 100
_MAX_KEY = 255


def query(known: Catalogue, types: Types) -> type:
    """Return the Query type."""
    return _root("Query", types, (_read(spec, types) for spec in known.reads))


def mutation(known: Catalogue, types: Types) -> type:
    """Return the Mutation type."""
    return _root("Mutation", types, (_write(spec, types) for spec in known.writes))


def subscription(known: Catalogue, types: Types) -> type:
    """Return the Subscription type."""
    return _root("Subscription", types, (_stream(spec, types) for spec in known.streams))


def _root(name: str, types: Types, fields: Iterable[AnsweredField]) -> type:
    """Declare a root type once everything its fields name is known."""
    listed = list(fields)
    types.finish()
    made = type(name, (), {"__module__": __name__})
    fill(made, listed)
    return strawberry.type(made, name=name)


def _read(spec: OperationSpec, types: Types) -> AnsweredField:
    """A field whose arguments are the fields of the request."""
    output = spec.descriptor.output_type
    return AnsweredField(
        root_name(spec.descriptor),
        f"{types.output(output)} | None",
        types.namespace,
        partial(_ask, spec),
        arguments=[_argument(field, types) for field in spec.descriptor.input_type.fields],
        rows=_page_rows if is_page(output) else lambda arguments: 1,
        description=comment(spec.descriptor.full_name),
    )


def _write(spec: OperationSpec, types: Types) -> AnsweredField:
    """A field that takes the id of what it changes as `id`, everything else as `input`."""
    request, answer = spec.descriptor.input_type, spec.descriptor.output_type
    target = [field for field in request.fields if _is_target(field)]
    others = [field for field in request.fields if not _is_target(field)]
    arguments = [_argument(field, types) for field in target]
    if others:
        name = types.input(request, frozenset(field.name for field in target))
        required = any(rule_of(field).required for field in others)
        expression = name if required else f"{name} | None"
        arguments.append(argument("input", "input", expression, types.namespace, None))
    return AnsweredField(
        root_name(spec.descriptor),
        f"{types.output(answer)} | None" if answer.fields else "bool | None",
        types.namespace,
        partial(_change, spec),
        arguments=arguments,
        description=comment(spec.descriptor.full_name),
    )


def _stream(spec: OperationSpec, types: Types) -> AnsweredField:
    return AnsweredField(
        root_name(spec.descriptor),
        types.output(spec.descriptor.output_type),
        types.namespace,
        partial(_watch, spec),
        arguments=[_argument(field, types) for field in spec.descriptor.input_type.fields],
        description=comment(spec.descriptor.full_name),
        is_subscription=True,
    )


def _is_target(field: FieldDescriptor) -> bool:
    return field.name == "id" and rule_of(field).required


def _argument(field: FieldDescriptor, types: Types) -> Any:
    expression = types.argument_expression(field)
    text = comment(field.full_name)
    return argument(field.name, camel(field.name), expression, types.namespace, text)


def _page_rows(arguments: Arguments) -> int:
    given = arguments.get("page_size")
    return min(given, _MAX_PAGE) if given is not None and given > 0 else _MAX_PAGE


async def _ask(spec: OperationSpec, root: Any, info: Any, arguments: Arguments) -> Any:
    request = _request(spec, arguments, info)
    is_paged = is_page(spec.descriptor.output_type)
    mask = mask_entry(looked_at_in_page(info)) if is_paged else ()
    return await info.context.call(spec, request, *mask)


async def _change(spec: OperationSpec, root: Any, info: Any, arguments: Arguments) -> Any:
    given = arguments.pop("input", None)
    request = _request(spec, {**arguments, **(_rest_form(given) or {})}, info)
    context = info.context
    key = context.idempotency_key
    # One HTTP request may hold several mutations: each has its own key, stable over retries.
    more = [("idempotency-key", f"{key}/{info.path.key}"[:_MAX_KEY])] if key else []
    try:
        answer = await context.call(spec, request, *more)
    finally:
        context.forget()
    return answer if spec.descriptor.output_type.fields else True


def _watch(spec: OperationSpec, root: Any, info: Any, arguments: Arguments) -> Any:
    return info.context.stream(spec, _request(spec, arguments, info))


def _request(spec: OperationSpec, arguments: Arguments, info: Any) -> Any:
    try:
        return from_json(spec.input, _rest_form(arguments))
    except CodecError as error:
        raise malformed(error.violations, info.context.request_id) from None


def _rest_form(value: Any) -> Any:
    """Turn what GraphQL read into the REST form, which the codec checks."""
    if hasattr(value, "__strawberry_definition__"):
        value = vars(value)
    elif isinstance(value, list):
        return [_rest_form(item) for item in value]
    elif not isinstance(value, dict):
        return value
    return {name: _rest_form(item) for name, item in value.items() if item is not UNSET}
