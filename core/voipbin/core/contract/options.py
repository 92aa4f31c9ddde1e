"""Our options on methods, fields and enum values, typed."""

from typing import Any, cast

from google.protobuf.descriptor import (
    Descriptor,
    EnumDescriptor,
    EnumValueDescriptor,
    FieldDescriptor,
    MethodDescriptor,
)

from voipbin.v1 import annotations_pb2


def operation_of(method: MethodDescriptor) -> annotations_pb2.Operation:
    """Return what a method declares about its callers and its REST face."""
    return cast(annotations_pb2.Operation, _option(method, annotations_pb2.operation))


def rule_of(field: FieldDescriptor) -> annotations_pb2.FieldRule:
    """Return the declared limits of a field, all zero when it has none."""
    return cast(annotations_pb2.FieldRule, _option(field, annotations_pb2.rule))


def spelling_of(value: EnumValueDescriptor) -> str:
    """Return the declared word of an enum value, "" when it is derived from the name."""
    return cast(str, _option(value, annotations_pb2.spelling))


def action_of(value: EnumValueDescriptor) -> annotations_pb2.ActionRule:
    """Return what a flow action type declares about its option message."""
    return cast(annotations_pb2.ActionRule, _option(value, annotations_pb2.action))


def schema_of(descriptor: Descriptor | EnumDescriptor) -> tuple[str, str]:
    """Return the owner and the declared name of a schema, "" where they are not declared."""
    if isinstance(descriptor, EnumDescriptor):
        name = _option(descriptor, annotations_pb2.enum_schema)
    else:
        name = _option(descriptor, annotations_pb2.schema)
    return _option(descriptor.file, annotations_pb2.schema_owner), name


def _option(descriptor: Any, extension: Any) -> Any:
    # The generated stubs call extensions plain field descriptors, which the index does not accept.
    return descriptor.GetOptions().Extensions[extension]
