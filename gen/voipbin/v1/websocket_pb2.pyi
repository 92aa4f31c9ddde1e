from google.api import annotations_pb2 as _annotations_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TopicRequestType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TOPIC_REQUEST_TYPE_UNSPECIFIED: _ClassVar[TopicRequestType]
    TOPIC_REQUEST_TYPE_SUBSCRIBE: _ClassVar[TopicRequestType]
    TOPIC_REQUEST_TYPE_UNSUBSCRIBE: _ClassVar[TopicRequestType]
TOPIC_REQUEST_TYPE_UNSPECIFIED: TopicRequestType
TOPIC_REQUEST_TYPE_SUBSCRIBE: TopicRequestType
TOPIC_REQUEST_TYPE_UNSUBSCRIBE: TopicRequestType

class OpenWebsocketRequest(_message.Message):
    __slots__ = ("type", "topics", "since")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    type: TopicRequestType
    topics: _containers.RepeatedScalarFieldContainer[str]
    since: str
    def __init__(self, type: _Optional[_Union[TopicRequestType, str]] = ..., topics: _Optional[_Iterable[str]] = ..., since: _Optional[str] = ...) -> None: ...

class OpenWebsocketResponse(_message.Message):
    __slots__ = ("event_id", "text")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    text: str
    def __init__(self, event_id: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...
