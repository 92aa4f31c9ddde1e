"""What a field of the contract is, read from its descriptor once."""

from google.protobuf.descriptor import Descriptor, FieldDescriptor

NIL_UUID = "00000000-0000-0000-0000-000000000000"
"""How REST shows a reference that is not set."""

TIMESTAMP = "google.protobuf.Timestamp"
STRUCT = "google.protobuf.Struct"

SHOWN_EMPTY = frozenset({"voipbin.v1.Address", "voipbin.v1.FlowAction", STRUCT})
"""Messages that are `{}` and not null while they are not set."""


def is_map(field: FieldDescriptor) -> bool:
    """Tell whether a field is a map rather than a list of entries."""
    kind = field.message_type
    return field.is_repeated and kind is not None and kind.GetOptions().map_entry


def is_message(field: FieldDescriptor) -> bool:
    """Tell whether one value of the field is a message."""
    return field.type == FieldDescriptor.TYPE_MESSAGE


def map_entry(field: FieldDescriptor) -> tuple[FieldDescriptor, FieldDescriptor]:
    """Return the key and value fields of a map."""
    entry = message_of(field).fields_by_name
    return entry["key"], entry["value"]


def message_of(field: FieldDescriptor) -> Descriptor:
    """Return the message type of a message field."""
    kind = field.message_type
    if kind is None:
        raise ValueError(f"{field.full_name} is no message field")
    return kind
