"""Types of the schema, made from message descriptors: a field added there appears here."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import strawberry
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition
from strawberry.types.unset import UNSET

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.options import rule_of

from .catalogue import Catalogue
from .comments import comment
from .fields import Namespace, plain_field
from .names import camel, input_name, is_page, type_name
from .readers import prepare
from .relations import relations
from .scalars import SCALARS, DateTime, Int64, Json, enum_scalar

_SCALAR_TYPES = {
    FieldDescriptor.TYPE_STRING: "str",
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_DOUBLE: "float",
    FieldDescriptor.TYPE_FLOAT: "float",
    FieldDescriptor.TYPE_INT32: "int",
    FieldDescriptor.TYPE_SINT32: "int",
    FieldDescriptor.TYPE_SFIXED32: "int",
    FieldDescriptor.TYPE_UINT32: "Int64",
    FieldDescriptor.TYPE_FIXED32: "Int64",
    FieldDescriptor.TYPE_INT64: "Int64",
    FieldDescriptor.TYPE_SINT64: "Int64",
    FieldDescriptor.TYPE_SFIXED64: "Int64",
    FieldDescriptor.TYPE_UINT64: "Int64",
    FieldDescriptor.TYPE_FIXED64: "Int64",
}
# Messages of Google's that are values to us.
_SCALAR_MESSAGES = {kinds.TIMESTAMP: "DateTime", kinds.STRUCT: "Json"}


class Types:
    """Makes each type once; expressions name them, the namespace knows them."""

    def __init__(self, known: Catalogue) -> None:
        self._known = known
        self.namespace = Namespace(
            {"ID": strawberry.ID, "DateTime": DateTime, "Int64": Int64, "Json": Json}
        )
        self.scalars: dict[object, ScalarDefinition] = dict(SCALARS)
        self._waiting: list[Callable[[], Any]] = []

    def output(self, message: Descriptor) -> str:
        """Return the name of the type that shows a message."""
        name = type_name(message)
        if name not in self.namespace:
            made = self._begin(name)
            prepare(message)
            fields = [*self._output_fields(message)]
            if "id" in message.fields_by_name:
                fields += relations(message, self._known, self.namespace)
            fill(made, fields)
            text = comment(message.full_name)
            self._waiting.append(partial(strawberry.type, made, name=name, description=text))
        return name

    def input(self, message: Descriptor, without: frozenset[str] = frozenset()) -> str:
        """Return the name of the type that fills a message, or all but some fields of it."""
        name = input_name(message)
        if name not in self.namespace:
            made = self._begin(name)
            fill(made, [*self._input_fields(message, without)])
            text = comment(message.full_name)
            self._waiting.append(partial(strawberry.input, made, name=name, description=text))
        return name

    def finish(self) -> None:
        """Hand the classes to Strawberry, which wants every name in them to be known."""
        for spec in self._known.batch_lists.values():
            self.output(kinds.message_of(spec.descriptor.output_type.fields_by_name["result"]))
        for declare in self._waiting:
            declare()
        self._waiting.clear()

    def _begin(self, name: str) -> type:
        # Named before it has fields: types may contain one another.
        made = self.namespace[name] = type(name, (), {"__module__": __name__})
        return made

    def argument_expression(self, field: FieldDescriptor) -> str:
        """Return the type of a field in an input: nullable unless the service requires it."""
        expression = self._given(field)
        return expression if rule_of(field).required else f"{expression} | None"

    def _output_fields(self, message: Descriptor) -> Iterator[StrawberryField]:
        for field in message.fields:
            name = "nodes" if is_page(message) and field.name == "result" else camel(field.name)
            yield plain_field(
                field.name, name, self._shown(field), self.namespace, comment(field.full_name)
            )

    def _input_fields(
        self, message: Descriptor, without: frozenset[str]
    ) -> Iterator[StrawberryField]:
        for field in message.fields:
            if field.name in without:
                continue
            optional = {} if rule_of(field).required else {"default": UNSET}
            yield plain_field(
                field.name,
                camel(field.name),
                self.argument_expression(field),
                self.namespace,
                comment(field.full_name),
                **optional,
            )

    def _shown(self, field: FieldDescriptor) -> str:
        if kinds.is_map(field):
            return "Json"
        if kinds.is_message(field):
            message = kinds.message_of(field)
            one = _SCALAR_MESSAGES.get(message.full_name) or self.output(message)
        else:
            one = self._scalar(field)
        if field.is_repeated:
            return f"list[{one}]"
        return f"{one} | None" if _may_be_null(field) else one

    def _given(self, field: FieldDescriptor) -> str:
        if kinds.is_map(field):
            return "Json"
        if kinds.is_message(field):
            message = kinds.message_of(field)
            one = _SCALAR_MESSAGES.get(message.full_name) or self.input(message)
        else:
            one = self._scalar(field)
        return f"list[{one}]" if field.is_repeated else one

    def _scalar(self, field: FieldDescriptor) -> str:
        if field.enum_type is not None:
            return self._enum(field.enum_type)
        if rule_of(field).uuid or field.name == "id":
            return "ID"
        return _SCALAR_TYPES[field.type]

    def _enum(self, enum: EnumDescriptor) -> str:
        if enum.name not in self.namespace:
            spelled, definition = enum_scalar(enum)
            self.namespace[enum.name] = spelled
            self.scalars[spelled] = definition
        return str(enum.name)


def fill(made: type, fields: Sequence[StrawberryField]) -> None:
    """Give a class its fields, as if they had been written in its body."""
    made.__annotations__ = {field.python_name: field.type_annotation for field in fields}
    for field in fields:
        setattr(made, field.python_name, field)


def _may_be_null(field: FieldDescriptor) -> bool:
    if kinds.is_message(field):
        return kinds.message_of(field).full_name != kinds.STRUCT
    if field.name == "id":
        return False
    rule = rule_of(field)
    return rule.uuid or rule.reference or rule.omit_empty or field.has_presence
