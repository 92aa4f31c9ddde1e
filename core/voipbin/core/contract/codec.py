"""The REST form of every message: JSON values in, messages out, and back."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from .decoding import decoder
from .encoding import Json, encoder, struct_to_json
from .rejection import CodecError, Rejected, Violation

__all__ = [
    "CodecError",
    "Json",
    "Violation",
    "descriptor_of",
    "encoder",
    "from_json",
    "reader",
    "struct_to_json",
    "to_json",
]

M = TypeVar("M", bound=Message)


def to_json(message: Message) -> Json:
    """Return the REST form: every field present, references never empty, enums by word."""
    form: Json = encoder(descriptor_of(message))(message)
    return form


def from_json(message_class: type[M], value: Any) -> M:
    """Read a REST form; fields it does not know are ignored, absent ones keep their zero value.

    Raises:
        CodecError: values of the wrong type or form, all of them named.
    """
    return reader(message_class)(value)


def reader(message_class: type[M]) -> Callable[[Any], M]:
    """Return from_json for one type, compiled."""
    arguments_of = decoder(descriptor_of(message_class))

    def read(value: Any) -> M:
        try:
            return message_class(**arguments_of(value))
        except Rejected as error:
            raise CodecError(error.violations) from None

    return read


def descriptor_of(message: Message | type[Message]) -> Descriptor:
    """Return the descriptor of a message or of its class."""
    return cast(Descriptor, message.DESCRIPTOR)
