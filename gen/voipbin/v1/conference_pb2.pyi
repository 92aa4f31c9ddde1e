import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from voipbin.v1 import recording_pb2 as _recording_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFERENCE_TYPE_UNSPECIFIED: _ClassVar[ConferenceType]
    CONFERENCE_TYPE_CONFERENCE: _ClassVar[ConferenceType]
    CONFERENCE_TYPE_CONNECT: _ClassVar[ConferenceType]
    CONFERENCE_TYPE_QUEUE: _ClassVar[ConferenceType]

class ConferenceStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFERENCE_STATUS_UNSPECIFIED: _ClassVar[ConferenceStatus]
    CONFERENCE_STATUS_STARTING: _ClassVar[ConferenceStatus]
    CONFERENCE_STATUS_PROGRESSING: _ClassVar[ConferenceStatus]
    CONFERENCE_STATUS_TERMINATING: _ClassVar[ConferenceStatus]
    CONFERENCE_STATUS_TERMINATED: _ClassVar[ConferenceStatus]
CONFERENCE_TYPE_UNSPECIFIED: ConferenceType
CONFERENCE_TYPE_CONFERENCE: ConferenceType
CONFERENCE_TYPE_CONNECT: ConferenceType
CONFERENCE_TYPE_QUEUE: ConferenceType
CONFERENCE_STATUS_UNSPECIFIED: ConferenceStatus
CONFERENCE_STATUS_STARTING: ConferenceStatus
CONFERENCE_STATUS_PROGRESSING: ConferenceStatus
CONFERENCE_STATUS_TERMINATING: ConferenceStatus
CONFERENCE_STATUS_TERMINATED: ConferenceStatus

class CreateConferenceRequest(_message.Message):
    __slots__ = ("type", "id", "name", "detail", "timeout", "data", "pre_flow_id", "post_flow_id")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    PRE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    POST_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    type: ConferenceType
    id: str
    name: str
    detail: str
    timeout: int
    data: _struct_pb2.Struct
    pre_flow_id: str
    post_flow_id: str
    def __init__(self, type: _Optional[_Union[ConferenceType, str]] = ..., id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., timeout: _Optional[int] = ..., data: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., pre_flow_id: _Optional[str] = ..., post_flow_id: _Optional[str] = ...) -> None: ...

class GetConferenceRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListConferencesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConferencesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Conference]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Conference, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateConferenceRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "data", "timeout", "pre_flow_id", "post_flow_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    PRE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    POST_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    data: _struct_pb2.Struct
    timeout: int
    pre_flow_id: str
    post_flow_id: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., data: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., timeout: _Optional[int] = ..., pre_flow_id: _Optional[str] = ..., post_flow_id: _Optional[str] = ...) -> None: ...

class DeleteConferenceRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StartConferenceRecordingRequest(_message.Message):
    __slots__ = ("id", "format", "duration", "on_end_flow_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    format: _recording_pb2.RecordingFormat
    duration: int
    on_end_flow_id: str
    def __init__(self, id: _Optional[str] = ..., format: _Optional[_Union[_recording_pb2.RecordingFormat, str]] = ..., duration: _Optional[int] = ..., on_end_flow_id: _Optional[str] = ...) -> None: ...

class StartConferenceRecordingResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StopConferenceRecordingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StopConferenceRecordingResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StartConferenceTranscribeRequest(_message.Message):
    __slots__ = ("id", "language")
    ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    id: str
    language: str
    def __init__(self, id: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class StartConferenceTranscribeResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StopConferenceTranscribeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StopConferenceTranscribeResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StreamConferenceMediaRequest(_message.Message):
    __slots__ = ("id", "encapsulation")
    ID_FIELD_NUMBER: _ClassVar[int]
    ENCAPSULATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    encapsulation: _common_pb2.MediaEncapsulation
    def __init__(self, id: _Optional[str] = ..., encapsulation: _Optional[_Union[_common_pb2.MediaEncapsulation, str]] = ...) -> None: ...

class StreamConferenceMediaResponse(_message.Message):
    __slots__ = ("address", "token")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    address: str
    token: str
    def __init__(self, address: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class BatchGetConferencesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetConferencesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Conference]
    def __init__(self, result: _Optional[_Iterable[_Union[Conference, _Mapping]]] = ...) -> None: ...

class Conference(_message.Message):
    __slots__ = ("id", "customer_id", "type", "status", "name", "detail", "data", "timeout", "pre_flow_id", "post_flow_id", "conferencecall_ids", "recording_id", "recording_ids", "transcribe_id", "transcribe_ids", "tm_end", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    PRE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    POST_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    CONFERENCECALL_IDS_FIELD_NUMBER: _ClassVar[int]
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDING_IDS_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_IDS_FIELD_NUMBER: _ClassVar[int]
    TM_END_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: ConferenceType
    status: ConferenceStatus
    name: str
    detail: str
    data: _struct_pb2.Struct
    timeout: int
    pre_flow_id: str
    post_flow_id: str
    conferencecall_ids: _containers.RepeatedScalarFieldContainer[str]
    recording_id: str
    recording_ids: _containers.RepeatedScalarFieldContainer[str]
    transcribe_id: str
    transcribe_ids: _containers.RepeatedScalarFieldContainer[str]
    tm_end: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[ConferenceType, str]] = ..., status: _Optional[_Union[ConferenceStatus, str]] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., data: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., timeout: _Optional[int] = ..., pre_flow_id: _Optional[str] = ..., post_flow_id: _Optional[str] = ..., conferencecall_ids: _Optional[_Iterable[str]] = ..., recording_id: _Optional[str] = ..., recording_ids: _Optional[_Iterable[str]] = ..., transcribe_id: _Optional[str] = ..., transcribe_ids: _Optional[_Iterable[str]] = ..., tm_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
