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

class CampaignType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGN_TYPE_UNSPECIFIED: _ClassVar[CampaignType]
    CAMPAIGN_TYPE_CALL: _ClassVar[CampaignType]
    CAMPAIGN_TYPE_FLOW: _ClassVar[CampaignType]

class CampaignEndHandle(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGN_END_HANDLE_UNSPECIFIED: _ClassVar[CampaignEndHandle]
    CAMPAIGN_END_HANDLE_STOP: _ClassVar[CampaignEndHandle]
    CAMPAIGN_END_HANDLE_CONTINUE: _ClassVar[CampaignEndHandle]

class CampaignStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGN_STATUS_UNSPECIFIED: _ClassVar[CampaignStatus]
    CAMPAIGN_STATUS_STOP: _ClassVar[CampaignStatus]
    CAMPAIGN_STATUS_STOPPING: _ClassVar[CampaignStatus]
    CAMPAIGN_STATUS_RUN: _ClassVar[CampaignStatus]
CAMPAIGN_TYPE_UNSPECIFIED: CampaignType
CAMPAIGN_TYPE_CALL: CampaignType
CAMPAIGN_TYPE_FLOW: CampaignType
CAMPAIGN_END_HANDLE_UNSPECIFIED: CampaignEndHandle
CAMPAIGN_END_HANDLE_STOP: CampaignEndHandle
CAMPAIGN_END_HANDLE_CONTINUE: CampaignEndHandle
CAMPAIGN_STATUS_UNSPECIFIED: CampaignStatus
CAMPAIGN_STATUS_STOP: CampaignStatus
CAMPAIGN_STATUS_STOPPING: CampaignStatus
CAMPAIGN_STATUS_RUN: CampaignStatus

class CreateCampaignRequest(_message.Message):
    __slots__ = ("name", "detail", "type", "service_level", "end_handle", "actions", "outplan_id", "outdial_id", "queue_id", "next_campaign_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SERVICE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    END_HANDLE_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    OUTPLAN_ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    type: CampaignType
    service_level: int
    end_handle: CampaignEndHandle
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    outplan_id: str
    outdial_id: str
    queue_id: str
    next_campaign_id: str
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., type: _Optional[_Union[CampaignType, str]] = ..., service_level: _Optional[int] = ..., end_handle: _Optional[_Union[CampaignEndHandle, str]] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., outplan_id: _Optional[str] = ..., outdial_id: _Optional[str] = ..., queue_id: _Optional[str] = ..., next_campaign_id: _Optional[str] = ...) -> None: ...

class GetCampaignRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListCampaignsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaign]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Campaign, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateCampaignRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "type", "service_level", "end_handle")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SERVICE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    END_HANDLE_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    type: CampaignType
    service_level: int
    end_handle: CampaignEndHandle
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., type: _Optional[_Union[CampaignType, str]] = ..., service_level: _Optional[int] = ..., end_handle: _Optional[_Union[CampaignEndHandle, str]] = ...) -> None: ...

class DeleteCampaignRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateCampaignActionsRequest(_message.Message):
    __slots__ = ("id", "actions")
    ID_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    def __init__(self, id: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ...) -> None: ...

class UpdateCampaignNextCampaignIdRequest(_message.Message):
    __slots__ = ("id", "next_campaign_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    next_campaign_id: str
    def __init__(self, id: _Optional[str] = ..., next_campaign_id: _Optional[str] = ...) -> None: ...

class UpdateCampaignResourceInfoRequest(_message.Message):
    __slots__ = ("id", "outplan_id", "outdial_id", "queue_id", "next_campaign_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    OUTPLAN_ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    outplan_id: str
    outdial_id: str
    queue_id: str
    next_campaign_id: str
    def __init__(self, id: _Optional[str] = ..., outplan_id: _Optional[str] = ..., outdial_id: _Optional[str] = ..., queue_id: _Optional[str] = ..., next_campaign_id: _Optional[str] = ...) -> None: ...

class UpdateCampaignServiceLevelRequest(_message.Message):
    __slots__ = ("id", "service_level")
    ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    id: str
    service_level: int
    def __init__(self, id: _Optional[str] = ..., service_level: _Optional[int] = ...) -> None: ...

class UpdateCampaignStatusRequest(_message.Message):
    __slots__ = ("id", "status")
    ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    id: str
    status: CampaignStatus
    def __init__(self, id: _Optional[str] = ..., status: _Optional[_Union[CampaignStatus, str]] = ...) -> None: ...

class BatchGetCampaignsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetCampaignsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaign]
    def __init__(self, result: _Optional[_Iterable[_Union[Campaign, _Mapping]]] = ...) -> None: ...

class Campaign(_message.Message):
    __slots__ = ("id", "customer_id", "type", "name", "detail", "status", "service_level", "end_handle", "actions", "outplan_id", "outdial_id", "queue_id", "next_campaign_id", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SERVICE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    END_HANDLE_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    OUTPLAN_ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: CampaignType
    name: str
    detail: str
    status: CampaignStatus
    service_level: int
    end_handle: CampaignEndHandle
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    outplan_id: str
    outdial_id: str
    queue_id: str
    next_campaign_id: str
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[CampaignType, str]] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., status: _Optional[_Union[CampaignStatus, str]] = ..., service_level: _Optional[int] = ..., end_handle: _Optional[_Union[CampaignEndHandle, str]] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., outplan_id: _Optional[str] = ..., outdial_id: _Optional[str] = ..., queue_id: _Optional[str] = ..., next_campaign_id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
