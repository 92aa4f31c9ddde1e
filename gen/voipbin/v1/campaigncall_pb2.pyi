import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CampaigncallReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGNCALL_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[CampaigncallReferenceType]
    CAMPAIGNCALL_REFERENCE_TYPE_NONE: _ClassVar[CampaigncallReferenceType]
    CAMPAIGNCALL_REFERENCE_TYPE_CALL: _ClassVar[CampaigncallReferenceType]
    CAMPAIGNCALL_REFERENCE_TYPE_FLOW: _ClassVar[CampaigncallReferenceType]

class CampaigncallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGNCALL_STATUS_UNSPECIFIED: _ClassVar[CampaigncallStatus]
    CAMPAIGNCALL_STATUS_DIALING: _ClassVar[CampaigncallStatus]
    CAMPAIGNCALL_STATUS_PROGRESSING: _ClassVar[CampaigncallStatus]
    CAMPAIGNCALL_STATUS_DONE: _ClassVar[CampaigncallStatus]

class CampaigncallResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGNCALL_RESULT_UNSPECIFIED: _ClassVar[CampaigncallResult]
    CAMPAIGNCALL_RESULT_SUCCESS: _ClassVar[CampaigncallResult]
    CAMPAIGNCALL_RESULT_FAIL: _ClassVar[CampaigncallResult]
CAMPAIGNCALL_REFERENCE_TYPE_UNSPECIFIED: CampaigncallReferenceType
CAMPAIGNCALL_REFERENCE_TYPE_NONE: CampaigncallReferenceType
CAMPAIGNCALL_REFERENCE_TYPE_CALL: CampaigncallReferenceType
CAMPAIGNCALL_REFERENCE_TYPE_FLOW: CampaigncallReferenceType
CAMPAIGNCALL_STATUS_UNSPECIFIED: CampaigncallStatus
CAMPAIGNCALL_STATUS_DIALING: CampaigncallStatus
CAMPAIGNCALL_STATUS_PROGRESSING: CampaigncallStatus
CAMPAIGNCALL_STATUS_DONE: CampaigncallStatus
CAMPAIGNCALL_RESULT_UNSPECIFIED: CampaigncallResult
CAMPAIGNCALL_RESULT_SUCCESS: CampaigncallResult
CAMPAIGNCALL_RESULT_FAIL: CampaigncallResult

class GetCampaigncallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListCampaigncallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaigncallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaigncall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Campaigncall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteCampaigncallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListCampaignCampaigncallsRequest(_message.Message):
    __slots__ = ("id", "page_size", "page_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    page_size: int
    page_token: str
    def __init__(self, id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignCampaigncallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaigncall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Campaigncall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BatchGetCampaigncallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetCampaigncallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaigncall]
    def __init__(self, result: _Optional[_Iterable[_Union[Campaigncall, _Mapping]]] = ...) -> None: ...

class BatchListCampaigncallsRequest(_message.Message):
    __slots__ = ("campaign_ids", "page_size")
    CAMPAIGN_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    campaign_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, campaign_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListCampaigncallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaigncall]
    def __init__(self, result: _Optional[_Iterable[_Union[Campaigncall, _Mapping]]] = ...) -> None: ...

class BatchListReferenceCampaigncallsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListReferenceCampaigncallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Campaigncall]
    def __init__(self, result: _Optional[_Iterable[_Union[Campaigncall, _Mapping]]] = ...) -> None: ...

class Campaigncall(_message.Message):
    __slots__ = ("id", "customer_id", "campaign_id", "outplan_id", "outdial_id", "outdial_target_id", "queue_id", "activeflow_id", "flow_id", "reference_type", "reference_id", "status", "result", "source", "destination", "destination_index", "try_count", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPLAN_ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_INDEX_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    campaign_id: str
    outplan_id: str
    outdial_id: str
    outdial_target_id: str
    queue_id: str
    activeflow_id: str
    flow_id: str
    reference_type: CampaigncallReferenceType
    reference_id: str
    status: CampaigncallStatus
    result: CampaigncallResult
    source: _common_pb2.Address
    destination: _common_pb2.Address
    destination_index: int
    try_count: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., outplan_id: _Optional[str] = ..., outdial_id: _Optional[str] = ..., outdial_target_id: _Optional[str] = ..., queue_id: _Optional[str] = ..., activeflow_id: _Optional[str] = ..., flow_id: _Optional[str] = ..., reference_type: _Optional[_Union[CampaigncallReferenceType, str]] = ..., reference_id: _Optional[str] = ..., status: _Optional[_Union[CampaigncallStatus, str]] = ..., result: _Optional[_Union[CampaigncallResult, str]] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_index: _Optional[int] = ..., try_count: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
