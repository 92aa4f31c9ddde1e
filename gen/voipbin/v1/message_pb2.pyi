import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MessageType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MESSAGE_TYPE_UNSPECIFIED: _ClassVar[MessageType]
    MESSAGE_TYPE_SMS: _ClassVar[MessageType]

class MessageDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MESSAGE_DIRECTION_UNSPECIFIED: _ClassVar[MessageDirection]
    MESSAGE_DIRECTION_OUTBOUND: _ClassVar[MessageDirection]
    MESSAGE_DIRECTION_INBOUND: _ClassVar[MessageDirection]

class MessageTargetStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MESSAGE_TARGET_STATUS_UNSPECIFIED: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_RECEIVED: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_QUEUED: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_GW_TIMEOUT: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_SENT: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_DLR_TIMEOUT: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_FAILED: _ClassVar[MessageTargetStatus]
    MESSAGE_TARGET_STATUS_DELIVERED: _ClassVar[MessageTargetStatus]
MESSAGE_TYPE_UNSPECIFIED: MessageType
MESSAGE_TYPE_SMS: MessageType
MESSAGE_DIRECTION_UNSPECIFIED: MessageDirection
MESSAGE_DIRECTION_OUTBOUND: MessageDirection
MESSAGE_DIRECTION_INBOUND: MessageDirection
MESSAGE_TARGET_STATUS_UNSPECIFIED: MessageTargetStatus
MESSAGE_TARGET_STATUS_RECEIVED: MessageTargetStatus
MESSAGE_TARGET_STATUS_QUEUED: MessageTargetStatus
MESSAGE_TARGET_STATUS_GW_TIMEOUT: MessageTargetStatus
MESSAGE_TARGET_STATUS_SENT: MessageTargetStatus
MESSAGE_TARGET_STATUS_DLR_TIMEOUT: MessageTargetStatus
MESSAGE_TARGET_STATUS_FAILED: MessageTargetStatus
MESSAGE_TARGET_STATUS_DELIVERED: MessageTargetStatus

class CreateMessageRequest(_message.Message):
    __slots__ = ("source", "destinations", "text")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    text: str
    def __init__(self, source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., text: _Optional[str] = ...) -> None: ...

class GetMessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListMessagesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMessagesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Message]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Message, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteMessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetMessagesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetMessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Message]
    def __init__(self, result: _Optional[_Iterable[_Union[Message, _Mapping]]] = ...) -> None: ...

class BatchListMessagesByNumberRequest(_message.Message):
    __slots__ = ("numbers", "page_size")
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    numbers: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, numbers: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListMessagesByNumberResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[NumberedMessage]
    def __init__(self, result: _Optional[_Iterable[_Union[NumberedMessage, _Mapping]]] = ...) -> None: ...

class NumberedMessage(_message.Message):
    __slots__ = ("number", "message")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    number: str
    message: Message
    def __init__(self, number: _Optional[str] = ..., message: _Optional[_Union[Message, _Mapping]] = ...) -> None: ...

class Message(_message.Message):
    __slots__ = ("id", "customer_id", "type", "source", "targets", "text", "direction", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: MessageType
    source: _common_pb2.Address
    targets: _containers.RepeatedCompositeFieldContainer[MessageTarget]
    text: str
    direction: MessageDirection
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[MessageType, str]] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., targets: _Optional[_Iterable[_Union[MessageTarget, _Mapping]]] = ..., text: _Optional[str] = ..., direction: _Optional[_Union[MessageDirection, str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MessageTarget(_message.Message):
    __slots__ = ("destination", "status", "parts", "tm_update")
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    destination: _common_pb2.Address
    status: MessageTargetStatus
    parts: int
    tm_update: _timestamp_pb2.Timestamp
    def __init__(self, destination: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., status: _Optional[_Union[MessageTargetStatus, str]] = ..., parts: _Optional[int] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
