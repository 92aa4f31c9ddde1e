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

class SipBanReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIP_BAN_REASON_UNSPECIFIED: _ClassVar[SipBanReason]
    SIP_BAN_REASON_BY_HAND: _ClassVar[SipBanReason]
    SIP_BAN_REASON_FAILED_PASSWORDS: _ClassVar[SipBanReason]
    SIP_BAN_REASON_FLOOD: _ClassVar[SipBanReason]
    SIP_BAN_REASON_SCANNER: _ClassVar[SipBanReason]
SIP_BAN_REASON_UNSPECIFIED: SipBanReason
SIP_BAN_REASON_BY_HAND: SipBanReason
SIP_BAN_REASON_FAILED_PASSWORDS: SipBanReason
SIP_BAN_REASON_FLOOD: SipBanReason
SIP_BAN_REASON_SCANNER: SipBanReason

class CreateSipBanRequest(_message.Message):
    __slots__ = ("address", "detail", "duration")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    address: str
    detail: str
    duration: int
    def __init__(self, address: _Optional[str] = ..., detail: _Optional[str] = ..., duration: _Optional[int] = ...) -> None: ...

class GetSipBanRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListSipBansRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "address")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    address: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class ListSipBansResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[SipBan]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[SipBan, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteSipBanRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetSipBansRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetSipBansResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[SipBan]
    def __init__(self, result: _Optional[_Iterable[_Union[SipBan, _Mapping]]] = ...) -> None: ...

class SipBan(_message.Message):
    __slots__ = ("id", "address", "reason", "detail", "times", "tm_expire", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    TM_EXPIRE_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    address: str
    reason: SipBanReason
    detail: str
    times: int
    tm_expire: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., address: _Optional[str] = ..., reason: _Optional[_Union[SipBanReason, str]] = ..., detail: _Optional[str] = ..., times: _Optional[int] = ..., tm_expire: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
