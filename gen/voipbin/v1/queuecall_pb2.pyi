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

class QueuecallReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUEUECALL_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[QueuecallReferenceType]
    QUEUECALL_REFERENCE_TYPE_CALL: _ClassVar[QueuecallReferenceType]

class QueuecallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUEUECALL_STATUS_UNSPECIFIED: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_INITIATING: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_WAITING: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_CONNECTING: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_KICKING: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_SERVICE: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_DONE: _ClassVar[QueuecallStatus]
    QUEUECALL_STATUS_ABANDONED: _ClassVar[QueuecallStatus]
QUEUECALL_REFERENCE_TYPE_UNSPECIFIED: QueuecallReferenceType
QUEUECALL_REFERENCE_TYPE_CALL: QueuecallReferenceType
QUEUECALL_STATUS_UNSPECIFIED: QueuecallStatus
QUEUECALL_STATUS_INITIATING: QueuecallStatus
QUEUECALL_STATUS_WAITING: QueuecallStatus
QUEUECALL_STATUS_CONNECTING: QueuecallStatus
QUEUECALL_STATUS_KICKING: QueuecallStatus
QUEUECALL_STATUS_SERVICE: QueuecallStatus
QUEUECALL_STATUS_DONE: QueuecallStatus
QUEUECALL_STATUS_ABANDONED: QueuecallStatus

class GetQueuecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListQueuecallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQueuecallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queuecall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Queuecall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteQueuecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class KickQueuecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class KickReferenceQueuecallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetQueuecallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetQueuecallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queuecall]
    def __init__(self, result: _Optional[_Iterable[_Union[Queuecall, _Mapping]]] = ...) -> None: ...

class BatchListQueuecallsRequest(_message.Message):
    __slots__ = ("queue_ids", "page_size")
    QUEUE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    queue_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, queue_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListQueuecallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queuecall]
    def __init__(self, result: _Optional[_Iterable[_Union[Queuecall, _Mapping]]] = ...) -> None: ...

class BatchListReferenceQueuecallsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListReferenceQueuecallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queuecall]
    def __init__(self, result: _Optional[_Iterable[_Union[Queuecall, _Mapping]]] = ...) -> None: ...

class Queuecall(_message.Message):
    __slots__ = ("id", "customer_id", "reference_type", "reference_id", "status", "service_agent_id", "duration_waiting", "duration_service", "tm_create", "tm_service", "tm_update", "tm_delete", "queue_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SERVICE_AGENT_ID_FIELD_NUMBER: _ClassVar[int]
    DURATION_WAITING_FIELD_NUMBER: _ClassVar[int]
    DURATION_SERVICE_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_SERVICE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    reference_type: QueuecallReferenceType
    reference_id: str
    status: QueuecallStatus
    service_agent_id: str
    duration_waiting: int
    duration_service: int
    tm_create: _timestamp_pb2.Timestamp
    tm_service: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    queue_id: str
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., reference_type: _Optional[_Union[QueuecallReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[QueuecallStatus, str]] = ..., service_agent_id: _Optional[str] = ..., duration_waiting: _Optional[int] = ..., duration_service: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_service: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., queue_id: _Optional[str] = ...) -> None: ...
