import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from voipbin.v1 import flow_action_pb2 as _flow_action_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GroupcallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GROUPCALL_STATUS_UNSPECIFIED: _ClassVar[GroupcallStatus]
    GROUPCALL_STATUS_PROGRESSING: _ClassVar[GroupcallStatus]
    GROUPCALL_STATUS_HANGINGUP: _ClassVar[GroupcallStatus]
    GROUPCALL_STATUS_HANGUP: _ClassVar[GroupcallStatus]

class GroupcallRingMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GROUPCALL_RING_METHOD_UNSPECIFIED: _ClassVar[GroupcallRingMethod]
    GROUPCALL_RING_METHOD_RING_ALL: _ClassVar[GroupcallRingMethod]
    GROUPCALL_RING_METHOD_LINEAR: _ClassVar[GroupcallRingMethod]

class GroupcallAnswerMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GROUPCALL_ANSWER_METHOD_UNSPECIFIED: _ClassVar[GroupcallAnswerMethod]
    GROUPCALL_ANSWER_METHOD_HANGUP_OTHERS: _ClassVar[GroupcallAnswerMethod]
GROUPCALL_STATUS_UNSPECIFIED: GroupcallStatus
GROUPCALL_STATUS_PROGRESSING: GroupcallStatus
GROUPCALL_STATUS_HANGINGUP: GroupcallStatus
GROUPCALL_STATUS_HANGUP: GroupcallStatus
GROUPCALL_RING_METHOD_UNSPECIFIED: GroupcallRingMethod
GROUPCALL_RING_METHOD_RING_ALL: GroupcallRingMethod
GROUPCALL_RING_METHOD_LINEAR: GroupcallRingMethod
GROUPCALL_ANSWER_METHOD_UNSPECIFIED: GroupcallAnswerMethod
GROUPCALL_ANSWER_METHOD_HANGUP_OTHERS: GroupcallAnswerMethod

class GetGroupcallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListGroupcallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupcallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Groupcall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Groupcall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class HangupGroupcallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteGroupcallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetGroupcallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetGroupcallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Groupcall]
    def __init__(self, result: _Optional[_Iterable[_Union[Groupcall, _Mapping]]] = ...) -> None: ...

class Groupcall(_message.Message):
    __slots__ = ("id", "customer_id", "owner_type", "owner_id", "status", "flow_id", "source", "destinations", "master_call_id", "master_groupcall_id", "ring_method", "answer_method", "answer_call_id", "call_ids", "answer_groupcall_id", "groupcall_ids", "call_count", "groupcall_count", "dial_index", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    MASTER_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    MASTER_GROUPCALL_ID_FIELD_NUMBER: _ClassVar[int]
    RING_METHOD_FIELD_NUMBER: _ClassVar[int]
    ANSWER_METHOD_FIELD_NUMBER: _ClassVar[int]
    ANSWER_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_IDS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_GROUPCALL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUPCALL_IDS_FIELD_NUMBER: _ClassVar[int]
    CALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    GROUPCALL_COUNT_FIELD_NUMBER: _ClassVar[int]
    DIAL_INDEX_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    owner_type: str
    owner_id: str
    status: GroupcallStatus
    flow_id: str
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    master_call_id: str
    master_groupcall_id: str
    ring_method: GroupcallRingMethod
    answer_method: GroupcallAnswerMethod
    answer_call_id: str
    call_ids: _containers.RepeatedScalarFieldContainer[str]
    answer_groupcall_id: str
    groupcall_ids: _containers.RepeatedScalarFieldContainer[str]
    call_count: int
    groupcall_count: int
    dial_index: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., status: _Optional[_Union[GroupcallStatus, str]] = ..., flow_id: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., master_call_id: _Optional[str] = ..., master_groupcall_id: _Optional[str] = ..., ring_method: _Optional[_Union[GroupcallRingMethod, str]] = ..., answer_method: _Optional[_Union[GroupcallAnswerMethod, str]] = ..., answer_call_id: _Optional[str] = ..., call_ids: _Optional[_Iterable[str]] = ..., answer_groupcall_id: _Optional[str] = ..., groupcall_ids: _Optional[_Iterable[str]] = ..., call_count: _Optional[int] = ..., groupcall_count: _Optional[int] = ..., dial_index: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateGroupcallRequest(_message.Message):
    __slots__ = ("source", "destinations", "flow_id", "actions", "ring_method", "answer_method")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    RING_METHOD_FIELD_NUMBER: _ClassVar[int]
    ANSWER_METHOD_FIELD_NUMBER: _ClassVar[int]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    flow_id: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    ring_method: GroupcallRingMethod
    answer_method: GroupcallAnswerMethod
    def __init__(self, source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., flow_id: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., ring_method: _Optional[_Union[GroupcallRingMethod, str]] = ..., answer_method: _Optional[_Union[GroupcallAnswerMethod, str]] = ...) -> None: ...
