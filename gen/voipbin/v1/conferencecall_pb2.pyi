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

class ConferencecallReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFERENCECALL_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[ConferencecallReferenceType]
    CONFERENCECALL_REFERENCE_TYPE_CALL: _ClassVar[ConferencecallReferenceType]

class ConferencecallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFERENCECALL_STATUS_UNSPECIFIED: _ClassVar[ConferencecallStatus]
    CONFERENCECALL_STATUS_JOINING: _ClassVar[ConferencecallStatus]
    CONFERENCECALL_STATUS_JOINED: _ClassVar[ConferencecallStatus]
    CONFERENCECALL_STATUS_LEAVING: _ClassVar[ConferencecallStatus]
    CONFERENCECALL_STATUS_LEAVED: _ClassVar[ConferencecallStatus]
CONFERENCECALL_REFERENCE_TYPE_UNSPECIFIED: ConferencecallReferenceType
CONFERENCECALL_REFERENCE_TYPE_CALL: ConferencecallReferenceType
CONFERENCECALL_STATUS_UNSPECIFIED: ConferencecallStatus
CONFERENCECALL_STATUS_JOINING: ConferencecallStatus
CONFERENCECALL_STATUS_JOINED: ConferencecallStatus
CONFERENCECALL_STATUS_LEAVING: ConferencecallStatus
CONFERENCECALL_STATUS_LEAVED: ConferencecallStatus

class GetConferencecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListConferencecallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConferencecallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Conferencecall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Conferencecall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteConferencecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetConferencecallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetConferencecallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Conferencecall]
    def __init__(self, result: _Optional[_Iterable[_Union[Conferencecall, _Mapping]]] = ...) -> None: ...

class BatchListConferencecallsRequest(_message.Message):
    __slots__ = ("conference_ids", "page_size")
    CONFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    conference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, conference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListConferencecallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Conferencecall]
    def __init__(self, result: _Optional[_Iterable[_Union[Conferencecall, _Mapping]]] = ...) -> None: ...

class Conferencecall(_message.Message):
    __slots__ = ("id", "customer_id", "activeflow_id", "conference_id", "reference_type", "reference_id", "status", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    CONFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    activeflow_id: str
    conference_id: str
    reference_type: ConferencecallReferenceType
    reference_id: str
    status: ConferencecallStatus
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., activeflow_id: _Optional[str] = ..., conference_id: _Optional[str] = ..., reference_type: _Optional[_Union[ConferencecallReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[ConferencecallStatus, str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
