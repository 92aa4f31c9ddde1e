from voipbin.v1 import annotations_pb2 as _annotations_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AddressType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADDRESS_TYPE_UNSPECIFIED: _ClassVar[AddressType]
    ADDRESS_TYPE_AGENT: _ClassVar[AddressType]
    ADDRESS_TYPE_CONFERENCE: _ClassVar[AddressType]
    ADDRESS_TYPE_EMAIL: _ClassVar[AddressType]
    ADDRESS_TYPE_EXTENSION: _ClassVar[AddressType]
    ADDRESS_TYPE_LINE: _ClassVar[AddressType]
    ADDRESS_TYPE_SIP: _ClassVar[AddressType]
    ADDRESS_TYPE_TEL: _ClassVar[AddressType]

class Direction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIRECTION_UNSPECIFIED: _ClassVar[Direction]
    DIRECTION_BOTH: _ClassVar[Direction]
    DIRECTION_IN: _ClassVar[Direction]
    DIRECTION_OUT: _ClassVar[Direction]

class MediaEncapsulation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MEDIA_ENCAPSULATION_UNSPECIFIED: _ClassVar[MediaEncapsulation]
    MEDIA_ENCAPSULATION_RTP: _ClassVar[MediaEncapsulation]
    MEDIA_ENCAPSULATION_SLN: _ClassVar[MediaEncapsulation]
    MEDIA_ENCAPSULATION_AUDIOSOCKET: _ClassVar[MediaEncapsulation]
ADDRESS_TYPE_UNSPECIFIED: AddressType
ADDRESS_TYPE_AGENT: AddressType
ADDRESS_TYPE_CONFERENCE: AddressType
ADDRESS_TYPE_EMAIL: AddressType
ADDRESS_TYPE_EXTENSION: AddressType
ADDRESS_TYPE_LINE: AddressType
ADDRESS_TYPE_SIP: AddressType
ADDRESS_TYPE_TEL: AddressType
DIRECTION_UNSPECIFIED: Direction
DIRECTION_BOTH: Direction
DIRECTION_IN: Direction
DIRECTION_OUT: Direction
MEDIA_ENCAPSULATION_UNSPECIFIED: MediaEncapsulation
MEDIA_ENCAPSULATION_RTP: MediaEncapsulation
MEDIA_ENCAPSULATION_SLN: MediaEncapsulation
MEDIA_ENCAPSULATION_AUDIOSOCKET: MediaEncapsulation

class Address(_message.Message):
    __slots__ = ("type", "target", "target_name", "name", "detail")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TARGET_NAME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    type: AddressType
    target: str
    target_name: str
    name: str
    detail: str
    def __init__(self, type: _Optional[_Union[AddressType, str]] = ..., target: _Optional[str] = ..., target_name: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...
