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

class AgentRingMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGENT_RING_METHOD_UNSPECIFIED: _ClassVar[AgentRingMethod]
    AGENT_RING_METHOD_RINGALL: _ClassVar[AgentRingMethod]
    AGENT_RING_METHOD_LINEAR: _ClassVar[AgentRingMethod]

class AgentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGENT_STATUS_UNSPECIFIED: _ClassVar[AgentStatus]
    AGENT_STATUS_AVAILABLE: _ClassVar[AgentStatus]
    AGENT_STATUS_AWAY: _ClassVar[AgentStatus]
    AGENT_STATUS_BUSY: _ClassVar[AgentStatus]
    AGENT_STATUS_OFFLINE: _ClassVar[AgentStatus]
    AGENT_STATUS_RINGING: _ClassVar[AgentStatus]
AGENT_RING_METHOD_UNSPECIFIED: AgentRingMethod
AGENT_RING_METHOD_RINGALL: AgentRingMethod
AGENT_RING_METHOD_LINEAR: AgentRingMethod
AGENT_STATUS_UNSPECIFIED: AgentStatus
AGENT_STATUS_AVAILABLE: AgentStatus
AGENT_STATUS_AWAY: AgentStatus
AGENT_STATUS_BUSY: AgentStatus
AGENT_STATUS_OFFLINE: AgentStatus
AGENT_STATUS_RINGING: AgentStatus

class GetMeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Agent(_message.Message):
    __slots__ = ("id", "customer_id", "username", "name", "detail", "ring_method", "status", "permission", "tag_ids", "addresses", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    RING_METHOD_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    username: str
    name: str
    detail: str
    ring_method: AgentRingMethod
    status: AgentStatus
    permission: int
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    addresses: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., username: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., ring_method: _Optional[_Union[AgentRingMethod, str]] = ..., status: _Optional[_Union[AgentStatus, str]] = ..., permission: _Optional[int] = ..., tag_ids: _Optional[_Iterable[str]] = ..., addresses: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
