import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateOutplanRequest(_message.Message):
    __slots__ = ("name", "detail", "source", "dial_timeout", "try_interval", "max_try_count_0", "max_try_count_1", "max_try_count_2", "max_try_count_3", "max_try_count_4")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DIAL_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    TRY_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_0_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_1_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_2_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_3_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_4_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    source: _common_pb2.Address
    dial_timeout: int
    try_interval: int
    max_try_count_0: int
    max_try_count_1: int
    max_try_count_2: int
    max_try_count_3: int
    max_try_count_4: int
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., dial_timeout: _Optional[int] = ..., try_interval: _Optional[int] = ..., max_try_count_0: _Optional[int] = ..., max_try_count_1: _Optional[int] = ..., max_try_count_2: _Optional[int] = ..., max_try_count_3: _Optional[int] = ..., max_try_count_4: _Optional[int] = ...) -> None: ...

class GetOutplanRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListOutplansRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOutplansResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Outplan]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Outplan, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateOutplanRequest(_message.Message):
    __slots__ = ("id", "name", "detail")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class DeleteOutplanRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateOutplanDialInfoRequest(_message.Message):
    __slots__ = ("id", "source", "dial_timeout", "try_interval", "max_try_count_0", "max_try_count_1", "max_try_count_2", "max_try_count_3", "max_try_count_4")
    ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DIAL_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    TRY_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_0_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_1_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_2_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_3_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_4_FIELD_NUMBER: _ClassVar[int]
    id: str
    source: _common_pb2.Address
    dial_timeout: int
    try_interval: int
    max_try_count_0: int
    max_try_count_1: int
    max_try_count_2: int
    max_try_count_3: int
    max_try_count_4: int
    def __init__(self, id: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., dial_timeout: _Optional[int] = ..., try_interval: _Optional[int] = ..., max_try_count_0: _Optional[int] = ..., max_try_count_1: _Optional[int] = ..., max_try_count_2: _Optional[int] = ..., max_try_count_3: _Optional[int] = ..., max_try_count_4: _Optional[int] = ...) -> None: ...

class BatchGetOutplansRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetOutplansResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Outplan]
    def __init__(self, result: _Optional[_Iterable[_Union[Outplan, _Mapping]]] = ...) -> None: ...

class Outplan(_message.Message):
    __slots__ = ("id", "customer_id", "name", "detail", "source", "dial_timeout", "try_interval", "max_try_count_0", "max_try_count_1", "max_try_count_2", "max_try_count_3", "max_try_count_4", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DIAL_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    TRY_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_0_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_1_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_2_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_3_FIELD_NUMBER: _ClassVar[int]
    MAX_TRY_COUNT_4_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    name: str
    detail: str
    source: _common_pb2.Address
    dial_timeout: int
    try_interval: int
    max_try_count_0: int
    max_try_count_1: int
    max_try_count_2: int
    max_try_count_3: int
    max_try_count_4: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., dial_timeout: _Optional[int] = ..., try_interval: _Optional[int] = ..., max_try_count_0: _Optional[int] = ..., max_try_count_1: _Optional[int] = ..., max_try_count_2: _Optional[int] = ..., max_try_count_3: _Optional[int] = ..., max_try_count_4: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
