import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import flow_action_pb2 as _flow_action_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FlowType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FLOW_TYPE_UNSPECIFIED: _ClassVar[FlowType]
    FLOW_TYPE_FLOW: _ClassVar[FlowType]
    FLOW_TYPE_CONFERENCE: _ClassVar[FlowType]
    FLOW_TYPE_QUEUE: _ClassVar[FlowType]
    FLOW_TYPE_CAMPAIGN: _ClassVar[FlowType]
    FLOW_TYPE_TRANSFER: _ClassVar[FlowType]
FLOW_TYPE_UNSPECIFIED: FlowType
FLOW_TYPE_FLOW: FlowType
FLOW_TYPE_CONFERENCE: FlowType
FLOW_TYPE_QUEUE: FlowType
FLOW_TYPE_CAMPAIGN: FlowType
FLOW_TYPE_TRANSFER: FlowType

class CreateFlowRequest(_message.Message):
    __slots__ = ("name", "detail", "actions", "on_complete_flow_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    ON_COMPLETE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    on_complete_flow_id: str
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., on_complete_flow_id: _Optional[str] = ...) -> None: ...

class GetFlowRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListFlowsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFlowsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Flow]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Flow, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateFlowRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "actions", "on_complete_flow_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    ON_COMPLETE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    on_complete_flow_id: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., on_complete_flow_id: _Optional[str] = ...) -> None: ...

class DeleteFlowRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchListFlowsRequest(_message.Message):
    __slots__ = ("customer_ids", "page_size")
    CUSTOMER_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    customer_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, customer_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListFlowsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Flow]
    def __init__(self, result: _Optional[_Iterable[_Union[Flow, _Mapping]]] = ...) -> None: ...

class BatchGetFlowsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetFlowsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Flow]
    def __init__(self, result: _Optional[_Iterable[_Union[Flow, _Mapping]]] = ...) -> None: ...

class Flow(_message.Message):
    __slots__ = ("id", "customer_id", "type", "name", "detail", "actions", "on_complete_flow_id", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    ON_COMPLETE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: FlowType
    name: str
    detail: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    on_complete_flow_id: str
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[FlowType, str]] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., on_complete_flow_id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
