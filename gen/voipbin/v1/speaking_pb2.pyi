import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SpeakingReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPEAKING_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[SpeakingReferenceType]
    SPEAKING_REFERENCE_TYPE_CALL: _ClassVar[SpeakingReferenceType]
    SPEAKING_REFERENCE_TYPE_CONFBRIDGE: _ClassVar[SpeakingReferenceType]

class SpeakingDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPEAKING_DIRECTION_UNSPECIFIED: _ClassVar[SpeakingDirection]
    SPEAKING_DIRECTION_IN: _ClassVar[SpeakingDirection]
    SPEAKING_DIRECTION_OUT: _ClassVar[SpeakingDirection]
    SPEAKING_DIRECTION_BOTH: _ClassVar[SpeakingDirection]

class SpeakingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPEAKING_STATUS_UNSPECIFIED: _ClassVar[SpeakingStatus]
    SPEAKING_STATUS_INITIATING: _ClassVar[SpeakingStatus]
    SPEAKING_STATUS_ACTIVE: _ClassVar[SpeakingStatus]
    SPEAKING_STATUS_STOPPED: _ClassVar[SpeakingStatus]
SPEAKING_REFERENCE_TYPE_UNSPECIFIED: SpeakingReferenceType
SPEAKING_REFERENCE_TYPE_CALL: SpeakingReferenceType
SPEAKING_REFERENCE_TYPE_CONFBRIDGE: SpeakingReferenceType
SPEAKING_DIRECTION_UNSPECIFIED: SpeakingDirection
SPEAKING_DIRECTION_IN: SpeakingDirection
SPEAKING_DIRECTION_OUT: SpeakingDirection
SPEAKING_DIRECTION_BOTH: SpeakingDirection
SPEAKING_STATUS_UNSPECIFIED: SpeakingStatus
SPEAKING_STATUS_INITIATING: SpeakingStatus
SPEAKING_STATUS_ACTIVE: SpeakingStatus
SPEAKING_STATUS_STOPPED: SpeakingStatus

class CreateSpeakingRequest(_message.Message):
    __slots__ = ("reference_type", "reference_id", "language", "provider", "voice_id", "direction")
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    reference_type: SpeakingReferenceType
    reference_id: str
    language: str
    provider: str
    voice_id: str
    direction: SpeakingDirection
    def __init__(self, reference_type: _Optional[_Union[SpeakingReferenceType, str]] = ..., reference_id: _Optional[str] = ..., language: _Optional[str] = ..., provider: _Optional[str] = ..., voice_id: _Optional[str] = ..., direction: _Optional[_Union[SpeakingDirection, str]] = ...) -> None: ...

class GetSpeakingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListSpeakingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSpeakingsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Speaking]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Speaking, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteSpeakingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class SaySpeakingRequest(_message.Message):
    __slots__ = ("id", "text")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class FlushSpeakingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StopSpeakingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetSpeakingsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetSpeakingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Speaking]
    def __init__(self, result: _Optional[_Iterable[_Union[Speaking, _Mapping]]] = ...) -> None: ...

class BatchListSpeakingsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListSpeakingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Speaking]
    def __init__(self, result: _Optional[_Iterable[_Union[Speaking, _Mapping]]] = ...) -> None: ...

class Speaking(_message.Message):
    __slots__ = ("id", "customer_id", "reference_type", "reference_id", "language", "provider", "voice_id", "direction", "status", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    reference_type: SpeakingReferenceType
    reference_id: str
    language: str
    provider: str
    voice_id: str
    direction: SpeakingDirection
    status: SpeakingStatus
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., reference_type: _Optional[_Union[SpeakingReferenceType, str]] = ..., reference_id: _Optional[str] = ..., language: _Optional[str] = ..., provider: _Optional[str] = ..., voice_id: _Optional[str] = ..., direction: _Optional[_Union[SpeakingDirection, str]] = ..., status: _Optional[_Union[SpeakingStatus, str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
