"""Messages with every field set to something else than its default."""

from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from voipbin.core.contract.options import rule_of

UUID = "550e8400-e29b-41d4-a716-446655440000"
FREE_OBJECT: dict[str, Any] = {
    "text": "héllo",
    "count": 5,
    "ratio": 0.5,
    "yes": True,
    "no": None,
    "deep": [{"a": 1}],
}


def filled(descriptor: Descriptor) -> Message:
    """Build a message of this type with all fields set."""
    return GetMessageClass(descriptor)(
        **{field.name: _field(field, index) for index, field in enumerate(descriptor.fields)}
    )


def _field(field: FieldDescriptor, index: int) -> Any:
    kind = field.message_type
    if kind is not None and kind.GetOptions().map_entry:
        return {f"key{index}": _value(kind.fields_by_name["value"], index)}
    if field.is_repeated:
        return [_value(field, index), _value(field, index + 1)]
    return _value(field, index)


def _value(field: FieldDescriptor, index: int) -> Any:
    if field.message_type is not None:
        return _message(field.message_type, index)
    if field.enum_type is not None:
        values = field.enum_type.values
        return values[1 + index % (len(values) - 1)].number
    if field.type == FieldDescriptor.TYPE_STRING:
        is_uuid = rule_of(field).uuid
        return UUID if is_uuid else f"{field.name} {index} é"
    if field.type == FieldDescriptor.TYPE_BOOL:
        return True
    if field.type == FieldDescriptor.TYPE_BYTES:
        return bytes([index, 255])
    return index + 1


def _message(descriptor: Descriptor, index: int) -> Message:
    if descriptor.full_name == "google.protobuf.Timestamp":
        return Timestamp(seconds=1768469400 + index, nanos=123456000)
    if descriptor.full_name == "google.protobuf.Struct":
        struct = Struct()
        struct.update(FREE_OBJECT)
        return struct
    return filled(descriptor)
