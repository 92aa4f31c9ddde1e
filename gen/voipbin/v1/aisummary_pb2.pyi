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

class AisummaryReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AISUMMARY_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[AisummaryReferenceType]
    AISUMMARY_REFERENCE_TYPE_CALL: _ClassVar[AisummaryReferenceType]
    AISUMMARY_REFERENCE_TYPE_CONFERENCE: _ClassVar[AisummaryReferenceType]
    AISUMMARY_REFERENCE_TYPE_TRANSCRIBE: _ClassVar[AisummaryReferenceType]
    AISUMMARY_REFERENCE_TYPE_RECORDING: _ClassVar[AisummaryReferenceType]

class AisummaryStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AISUMMARY_STATUS_UNSPECIFIED: _ClassVar[AisummaryStatus]
    AISUMMARY_STATUS_PROGRESSING: _ClassVar[AisummaryStatus]
    AISUMMARY_STATUS_DONE: _ClassVar[AisummaryStatus]
AISUMMARY_REFERENCE_TYPE_UNSPECIFIED: AisummaryReferenceType
AISUMMARY_REFERENCE_TYPE_CALL: AisummaryReferenceType
AISUMMARY_REFERENCE_TYPE_CONFERENCE: AisummaryReferenceType
AISUMMARY_REFERENCE_TYPE_TRANSCRIBE: AisummaryReferenceType
AISUMMARY_REFERENCE_TYPE_RECORDING: AisummaryReferenceType
AISUMMARY_STATUS_UNSPECIFIED: AisummaryStatus
AISUMMARY_STATUS_PROGRESSING: AisummaryStatus
AISUMMARY_STATUS_DONE: AisummaryStatus

class CreateAisummaryRequest(_message.Message):
    __slots__ = ("on_end_flow_id", "reference_type", "reference_id", "language")
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    on_end_flow_id: str
    reference_type: AisummaryReferenceType
    reference_id: str
    language: str
    def __init__(self, on_end_flow_id: _Optional[str] = ..., reference_type: _Optional[_Union[AisummaryReferenceType, str]] = ..., reference_id: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class GetAisummaryRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListAisummariesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAisummariesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aisummary]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Aisummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAisummaryRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetAisummariesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetAisummariesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aisummary]
    def __init__(self, result: _Optional[_Iterable[_Union[Aisummary, _Mapping]]] = ...) -> None: ...

class BatchListAisummariesRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListAisummariesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aisummary]
    def __init__(self, result: _Optional[_Iterable[_Union[Aisummary, _Mapping]]] = ...) -> None: ...

class Aisummary(_message.Message):
    __slots__ = ("id", "customer_id", "activeflow_id", "on_end_flow_id", "reference_type", "reference_id", "status", "language", "content", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    activeflow_id: str
    on_end_flow_id: str
    reference_type: AisummaryReferenceType
    reference_id: str
    status: AisummaryStatus
    language: str
    content: str
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., activeflow_id: _Optional[str] = ..., on_end_flow_id: _Optional[str] = ..., reference_type: _Optional[_Union[AisummaryReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[AisummaryStatus, str]] = ..., language: _Optional[str] = ..., content: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
