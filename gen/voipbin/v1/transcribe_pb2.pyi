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

class TranscribeReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIBE_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[TranscribeReferenceType]
    TRANSCRIBE_REFERENCE_TYPE_UNKNOWN: _ClassVar[TranscribeReferenceType]
    TRANSCRIBE_REFERENCE_TYPE_RECORDING: _ClassVar[TranscribeReferenceType]
    TRANSCRIBE_REFERENCE_TYPE_CALL: _ClassVar[TranscribeReferenceType]
    TRANSCRIBE_REFERENCE_TYPE_CONFBRIDGE: _ClassVar[TranscribeReferenceType]
    TRANSCRIBE_REFERENCE_TYPE_CONFERENCE: _ClassVar[TranscribeReferenceType]

class TranscribeStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIBE_STATUS_UNSPECIFIED: _ClassVar[TranscribeStatus]
    TRANSCRIBE_STATUS_PROGRESSING: _ClassVar[TranscribeStatus]
    TRANSCRIBE_STATUS_DONE: _ClassVar[TranscribeStatus]

class TranscribeDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIBE_DIRECTION_UNSPECIFIED: _ClassVar[TranscribeDirection]
    TRANSCRIBE_DIRECTION_BOTH: _ClassVar[TranscribeDirection]
    TRANSCRIBE_DIRECTION_IN: _ClassVar[TranscribeDirection]
    TRANSCRIBE_DIRECTION_OUT: _ClassVar[TranscribeDirection]

class TranscribeProvider(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIBE_PROVIDER_UNSPECIFIED: _ClassVar[TranscribeProvider]
    TRANSCRIBE_PROVIDER_GCP: _ClassVar[TranscribeProvider]
    TRANSCRIBE_PROVIDER_AWS: _ClassVar[TranscribeProvider]
TRANSCRIBE_REFERENCE_TYPE_UNSPECIFIED: TranscribeReferenceType
TRANSCRIBE_REFERENCE_TYPE_UNKNOWN: TranscribeReferenceType
TRANSCRIBE_REFERENCE_TYPE_RECORDING: TranscribeReferenceType
TRANSCRIBE_REFERENCE_TYPE_CALL: TranscribeReferenceType
TRANSCRIBE_REFERENCE_TYPE_CONFBRIDGE: TranscribeReferenceType
TRANSCRIBE_REFERENCE_TYPE_CONFERENCE: TranscribeReferenceType
TRANSCRIBE_STATUS_UNSPECIFIED: TranscribeStatus
TRANSCRIBE_STATUS_PROGRESSING: TranscribeStatus
TRANSCRIBE_STATUS_DONE: TranscribeStatus
TRANSCRIBE_DIRECTION_UNSPECIFIED: TranscribeDirection
TRANSCRIBE_DIRECTION_BOTH: TranscribeDirection
TRANSCRIBE_DIRECTION_IN: TranscribeDirection
TRANSCRIBE_DIRECTION_OUT: TranscribeDirection
TRANSCRIBE_PROVIDER_UNSPECIFIED: TranscribeProvider
TRANSCRIBE_PROVIDER_GCP: TranscribeProvider
TRANSCRIBE_PROVIDER_AWS: TranscribeProvider

class CreateTranscribeRequest(_message.Message):
    __slots__ = ("reference_type", "reference_id", "language", "direction", "provider", "on_end_flow_id")
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    reference_type: TranscribeReferenceType
    reference_id: str
    language: str
    direction: TranscribeDirection
    provider: TranscribeProvider
    on_end_flow_id: str
    def __init__(self, reference_type: _Optional[_Union[TranscribeReferenceType, str]] = ..., reference_id: _Optional[str] = ..., language: _Optional[str] = ..., direction: _Optional[_Union[TranscribeDirection, str]] = ..., provider: _Optional[_Union[TranscribeProvider, str]] = ..., on_end_flow_id: _Optional[str] = ...) -> None: ...

class GetTranscribeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListTranscribesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTranscribesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Transcribe]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Transcribe, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class StopTranscribeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteTranscribeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetTranscribesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetTranscribesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Transcribe]
    def __init__(self, result: _Optional[_Iterable[_Union[Transcribe, _Mapping]]] = ...) -> None: ...

class BatchListTranscribesRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListTranscribesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Transcribe]
    def __init__(self, result: _Optional[_Iterable[_Union[Transcribe, _Mapping]]] = ...) -> None: ...

class Transcribe(_message.Message):
    __slots__ = ("id", "customer_id", "activeflow_id", "on_end_flow_id", "reference_type", "reference_id", "status", "language", "direction", "provider", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    activeflow_id: str
    on_end_flow_id: str
    reference_type: TranscribeReferenceType
    reference_id: str
    status: TranscribeStatus
    language: str
    direction: TranscribeDirection
    provider: TranscribeProvider
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., activeflow_id: _Optional[str] = ..., on_end_flow_id: _Optional[str] = ..., reference_type: _Optional[_Union[TranscribeReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[TranscribeStatus, str]] = ..., language: _Optional[str] = ..., direction: _Optional[_Union[TranscribeDirection, str]] = ..., provider: _Optional[_Union[TranscribeProvider, str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
