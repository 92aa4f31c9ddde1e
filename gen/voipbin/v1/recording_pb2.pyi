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

class RecordingFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORDING_FORMAT_UNSPECIFIED: _ClassVar[RecordingFormat]
    RECORDING_FORMAT_WAV: _ClassVar[RecordingFormat]

class RecordingReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORDING_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[RecordingReferenceType]
    RECORDING_REFERENCE_TYPE_CALL: _ClassVar[RecordingReferenceType]
    RECORDING_REFERENCE_TYPE_CONFBRIDGE: _ClassVar[RecordingReferenceType]

class RecordingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORDING_STATUS_UNSPECIFIED: _ClassVar[RecordingStatus]
    RECORDING_STATUS_INITIATING: _ClassVar[RecordingStatus]
    RECORDING_STATUS_RECORDING: _ClassVar[RecordingStatus]
    RECORDING_STATUS_STOPPING: _ClassVar[RecordingStatus]
    RECORDING_STATUS_ENDED: _ClassVar[RecordingStatus]
RECORDING_FORMAT_UNSPECIFIED: RecordingFormat
RECORDING_FORMAT_WAV: RecordingFormat
RECORDING_REFERENCE_TYPE_UNSPECIFIED: RecordingReferenceType
RECORDING_REFERENCE_TYPE_CALL: RecordingReferenceType
RECORDING_REFERENCE_TYPE_CONFBRIDGE: RecordingReferenceType
RECORDING_STATUS_UNSPECIFIED: RecordingStatus
RECORDING_STATUS_INITIATING: RecordingStatus
RECORDING_STATUS_RECORDING: RecordingStatus
RECORDING_STATUS_STOPPING: RecordingStatus
RECORDING_STATUS_ENDED: RecordingStatus

class GetRecordingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListRecordingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRecordingsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Recording]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Recording, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteRecordingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetRecordingFileRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class RecordingFile(_message.Message):
    __slots__ = ("url", "tm_expire")
    URL_FIELD_NUMBER: _ClassVar[int]
    TM_EXPIRE_FIELD_NUMBER: _ClassVar[int]
    url: str
    tm_expire: _timestamp_pb2.Timestamp
    def __init__(self, url: _Optional[str] = ..., tm_expire: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchGetRecordingsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetRecordingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Recording]
    def __init__(self, result: _Optional[_Iterable[_Union[Recording, _Mapping]]] = ...) -> None: ...

class BatchListRecordingsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListRecordingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Recording]
    def __init__(self, result: _Optional[_Iterable[_Union[Recording, _Mapping]]] = ...) -> None: ...

class Recording(_message.Message):
    __slots__ = ("id", "customer_id", "owner_type", "owner_id", "reference_type", "reference_id", "status", "format", "activeflow_id", "on_end_flow_id", "tm_start", "tm_end", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    TM_START_FIELD_NUMBER: _ClassVar[int]
    TM_END_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    owner_type: str
    owner_id: str
    reference_type: RecordingReferenceType
    reference_id: str
    status: RecordingStatus
    format: RecordingFormat
    activeflow_id: str
    on_end_flow_id: str
    tm_start: _timestamp_pb2.Timestamp
    tm_end: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., reference_type: _Optional[_Union[RecordingReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[RecordingStatus, str]] = ..., format: _Optional[_Union[RecordingFormat, str]] = ..., activeflow_id: _Optional[str] = ..., on_end_flow_id: _Optional[str] = ..., tm_start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
