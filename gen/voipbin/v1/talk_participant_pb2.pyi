import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListTalkParticipantsRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListTalkParticipantsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TalkParticipant]
    def __init__(self, result: _Optional[_Iterable[_Union[TalkParticipant, _Mapping]]] = ...) -> None: ...

class AddTalkParticipantRequest(_message.Message):
    __slots__ = ("id", "owner_type", "owner_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    owner_type: str
    owner_id: str
    def __init__(self, id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ...) -> None: ...

class RemoveTalkParticipantRequest(_message.Message):
    __slots__ = ("id", "participant_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    participant_id: str
    def __init__(self, id: _Optional[str] = ..., participant_id: _Optional[str] = ...) -> None: ...

class BatchListTalkParticipantsRequest(_message.Message):
    __slots__ = ("chat_ids", "page_size")
    CHAT_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    chat_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, chat_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListTalkParticipantsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TalkParticipant]
    def __init__(self, result: _Optional[_Iterable[_Union[TalkParticipant, _Mapping]]] = ...) -> None: ...

class TalkParticipant(_message.Message):
    __slots__ = ("id", "customer_id", "owner_type", "owner_id", "chat_id", "tm_joined")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    CHAT_ID_FIELD_NUMBER: _ClassVar[int]
    TM_JOINED_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    owner_type: str
    owner_id: str
    chat_id: str
    tm_joined: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., chat_id: _Optional[str] = ..., tm_joined: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TalkParticipantInput(_message.Message):
    __slots__ = ("owner_type", "owner_id")
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    owner_type: str
    owner_id: str
    def __init__(self, owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ...) -> None: ...
