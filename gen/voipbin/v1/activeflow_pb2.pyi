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

class ActiveflowStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACTIVEFLOW_STATUS_UNSPECIFIED: _ClassVar[ActiveflowStatus]
    ACTIVEFLOW_STATUS_RUNNING: _ClassVar[ActiveflowStatus]
    ACTIVEFLOW_STATUS_ENDED: _ClassVar[ActiveflowStatus]

class ActiveflowReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACTIVEFLOW_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_AI: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_API: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_CALL: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_CAMPAIGN: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_CONVERSATION: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_TRANSCRIBE: _ClassVar[ActiveflowReferenceType]
    ACTIVEFLOW_REFERENCE_TYPE_RECORDING: _ClassVar[ActiveflowReferenceType]
ACTIVEFLOW_STATUS_UNSPECIFIED: ActiveflowStatus
ACTIVEFLOW_STATUS_RUNNING: ActiveflowStatus
ACTIVEFLOW_STATUS_ENDED: ActiveflowStatus
ACTIVEFLOW_REFERENCE_TYPE_UNSPECIFIED: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_AI: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_API: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_CALL: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_CAMPAIGN: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_CONVERSATION: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_TRANSCRIBE: ActiveflowReferenceType
ACTIVEFLOW_REFERENCE_TYPE_RECORDING: ActiveflowReferenceType

class CreateActiveflowRequest(_message.Message):
    __slots__ = ("id", "flow_id", "actions")
    ID_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    flow_id: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    def __init__(self, id: _Optional[str] = ..., flow_id: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ...) -> None: ...

class GetActiveflowRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListActiveflowsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListActiveflowsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Activeflow]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Activeflow, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class StopActiveflowRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteActiveflowRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetActiveflowsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetActiveflowsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Activeflow]
    def __init__(self, result: _Optional[_Iterable[_Union[Activeflow, _Mapping]]] = ...) -> None: ...

class Activeflow(_message.Message):
    __slots__ = ("id", "customer_id", "flow_id", "status", "reference_type", "reference_id", "reference_activeflow_id", "on_complete_flow_id", "current_action", "forward_action_id", "executed_actions", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ON_COMPLETE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENT_ACTION_FIELD_NUMBER: _ClassVar[int]
    FORWARD_ACTION_ID_FIELD_NUMBER: _ClassVar[int]
    EXECUTED_ACTIONS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    flow_id: str
    status: ActiveflowStatus
    reference_type: ActiveflowReferenceType
    reference_id: str
    reference_activeflow_id: str
    on_complete_flow_id: str
    current_action: _flow_action_pb2.FlowAction
    forward_action_id: str
    executed_actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., flow_id: _Optional[str] = ..., status: _Optional[_Union[ActiveflowStatus, str]] = ..., reference_type: _Optional[_Union[ActiveflowReferenceType, str]] = ..., reference_id: _Optional[str] = ..., reference_activeflow_id: _Optional[str] = ..., on_complete_flow_id: _Optional[str] = ..., current_action: _Optional[_Union[_flow_action_pb2.FlowAction, _Mapping]] = ..., forward_action_id: _Optional[str] = ..., executed_actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
