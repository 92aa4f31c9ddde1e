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

class TrunkAuthType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRUNK_AUTH_TYPE_UNSPECIFIED: _ClassVar[TrunkAuthType]
    TRUNK_AUTH_TYPE_BASIC: _ClassVar[TrunkAuthType]
    TRUNK_AUTH_TYPE_IP: _ClassVar[TrunkAuthType]
TRUNK_AUTH_TYPE_UNSPECIFIED: TrunkAuthType
TRUNK_AUTH_TYPE_BASIC: TrunkAuthType
TRUNK_AUTH_TYPE_IP: TrunkAuthType

class CreateTrunkRequest(_message.Message):
    __slots__ = ("name", "detail", "domain_name", "auth_types", "username", "password", "allowed_ips")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_NAME_FIELD_NUMBER: _ClassVar[int]
    AUTH_TYPES_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_IPS_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    domain_name: str
    auth_types: _containers.RepeatedScalarFieldContainer[TrunkAuthType]
    username: str
    password: str
    allowed_ips: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., domain_name: _Optional[str] = ..., auth_types: _Optional[_Iterable[_Union[TrunkAuthType, str]]] = ..., username: _Optional[str] = ..., password: _Optional[str] = ..., allowed_ips: _Optional[_Iterable[str]] = ...) -> None: ...

class GetTrunkRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListTrunksRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTrunksResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Trunk]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Trunk, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateTrunkRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "auth_types", "username", "password", "allowed_ips")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    AUTH_TYPES_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_IPS_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    auth_types: _containers.RepeatedScalarFieldContainer[TrunkAuthType]
    username: str
    password: str
    allowed_ips: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., auth_types: _Optional[_Iterable[_Union[TrunkAuthType, str]]] = ..., username: _Optional[str] = ..., password: _Optional[str] = ..., allowed_ips: _Optional[_Iterable[str]] = ...) -> None: ...

class DeleteTrunkRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetTrunksRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetTrunksResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Trunk]
    def __init__(self, result: _Optional[_Iterable[_Union[Trunk, _Mapping]]] = ...) -> None: ...

class Trunk(_message.Message):
    __slots__ = ("id", "customer_id", "name", "detail", "domain_name", "auth_types", "username", "password", "allowed_ips", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_NAME_FIELD_NUMBER: _ClassVar[int]
    AUTH_TYPES_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_IPS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    name: str
    detail: str
    domain_name: str
    auth_types: _containers.RepeatedScalarFieldContainer[TrunkAuthType]
    username: str
    password: str
    allowed_ips: _containers.RepeatedScalarFieldContainer[str]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., domain_name: _Optional[str] = ..., auth_types: _Optional[_Iterable[_Union[TrunkAuthType, str]]] = ..., username: _Optional[str] = ..., password: _Optional[str] = ..., allowed_ips: _Optional[_Iterable[str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
