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

class QueueRoutingMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUEUE_ROUTING_METHOD_UNSPECIFIED: _ClassVar[QueueRoutingMethod]
    QUEUE_ROUTING_METHOD_RANDOM: _ClassVar[QueueRoutingMethod]
QUEUE_ROUTING_METHOD_UNSPECIFIED: QueueRoutingMethod
QUEUE_ROUTING_METHOD_RANDOM: QueueRoutingMethod

class CreateQueueRequest(_message.Message):
    __slots__ = ("name", "detail", "routing_method", "tag_ids", "wait_flow_id", "wait_timeout", "service_timeout")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ROUTING_METHOD_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    routing_method: QueueRoutingMethod
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    wait_flow_id: str
    wait_timeout: int
    service_timeout: int
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., routing_method: _Optional[_Union[QueueRoutingMethod, str]] = ..., tag_ids: _Optional[_Iterable[str]] = ..., wait_flow_id: _Optional[str] = ..., wait_timeout: _Optional[int] = ..., service_timeout: _Optional[int] = ...) -> None: ...

class GetQueueRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListQueuesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQueuesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queue]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Queue, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateQueueRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "routing_method", "tag_ids", "wait_flow_id", "wait_timeout", "service_timeout")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ROUTING_METHOD_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    routing_method: QueueRoutingMethod
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    wait_flow_id: str
    wait_timeout: int
    service_timeout: int
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., routing_method: _Optional[_Union[QueueRoutingMethod, str]] = ..., tag_ids: _Optional[_Iterable[str]] = ..., wait_flow_id: _Optional[str] = ..., wait_timeout: _Optional[int] = ..., service_timeout: _Optional[int] = ...) -> None: ...

class DeleteQueueRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateQueueRoutingMethodRequest(_message.Message):
    __slots__ = ("id", "routing_method")
    ID_FIELD_NUMBER: _ClassVar[int]
    ROUTING_METHOD_FIELD_NUMBER: _ClassVar[int]
    id: str
    routing_method: QueueRoutingMethod
    def __init__(self, id: _Optional[str] = ..., routing_method: _Optional[_Union[QueueRoutingMethod, str]] = ...) -> None: ...

class UpdateQueueTagIdsRequest(_message.Message):
    __slots__ = ("id", "tag_ids")
    ID_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., tag_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetQueuesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetQueuesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Queue]
    def __init__(self, result: _Optional[_Iterable[_Union[Queue, _Mapping]]] = ...) -> None: ...

class Queue(_message.Message):
    __slots__ = ("id", "customer_id", "name", "detail", "routing_method", "tag_ids", "wait_flow_id", "wait_timeout", "service_timeout", "wait_queuecall_ids", "service_queuecall_ids", "total_incoming_count", "total_serviced_count", "total_abandoned_count", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ROUTING_METHOD_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    WAIT_QUEUECALL_IDS_FIELD_NUMBER: _ClassVar[int]
    SERVICE_QUEUECALL_IDS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_INCOMING_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_SERVICED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_ABANDONED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    name: str
    detail: str
    routing_method: QueueRoutingMethod
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    wait_flow_id: str
    wait_timeout: int
    service_timeout: int
    wait_queuecall_ids: _containers.RepeatedScalarFieldContainer[str]
    service_queuecall_ids: _containers.RepeatedScalarFieldContainer[str]
    total_incoming_count: int
    total_serviced_count: int
    total_abandoned_count: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., routing_method: _Optional[_Union[QueueRoutingMethod, str]] = ..., tag_ids: _Optional[_Iterable[str]] = ..., wait_flow_id: _Optional[str] = ..., wait_timeout: _Optional[int] = ..., service_timeout: _Optional[int] = ..., wait_queuecall_ids: _Optional[_Iterable[str]] = ..., service_queuecall_ids: _Optional[_Iterable[str]] = ..., total_incoming_count: _Optional[int] = ..., total_serviced_count: _Optional[int] = ..., total_abandoned_count: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
