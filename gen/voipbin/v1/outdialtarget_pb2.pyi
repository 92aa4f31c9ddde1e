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

class OutdialtargetStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTDIALTARGET_STATUS_UNSPECIFIED: _ClassVar[OutdialtargetStatus]
    OUTDIALTARGET_STATUS_PROGRESSING: _ClassVar[OutdialtargetStatus]
    OUTDIALTARGET_STATUS_DONE: _ClassVar[OutdialtargetStatus]
    OUTDIALTARGET_STATUS_IDLE: _ClassVar[OutdialtargetStatus]
OUTDIALTARGET_STATUS_UNSPECIFIED: OutdialtargetStatus
OUTDIALTARGET_STATUS_PROGRESSING: OutdialtargetStatus
OUTDIALTARGET_STATUS_DONE: OutdialtargetStatus
OUTDIALTARGET_STATUS_IDLE: OutdialtargetStatus

class CreateOutdialtargetRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "data", "destination_0", "destination_1", "destination_2", "destination_3", "destination_4")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_0_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_1_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_2_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_3_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_4_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    data: str
    destination_0: _common_pb2.Address
    destination_1: _common_pb2.Address
    destination_2: _common_pb2.Address
    destination_3: _common_pb2.Address
    destination_4: _common_pb2.Address
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., data: _Optional[str] = ..., destination_0: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_1: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_2: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_3: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_4: _Optional[_Union[_common_pb2.Address, _Mapping]] = ...) -> None: ...

class GetOutdialtargetRequest(_message.Message):
    __slots__ = ("id", "target_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    target_id: str
    def __init__(self, id: _Optional[str] = ..., target_id: _Optional[str] = ...) -> None: ...

class ListOutdialtargetsRequest(_message.Message):
    __slots__ = ("id", "page_size", "page_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    page_size: int
    page_token: str
    def __init__(self, id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOutdialtargetsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Outdialtarget]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Outdialtarget, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteOutdialtargetRequest(_message.Message):
    __slots__ = ("id", "target_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    target_id: str
    def __init__(self, id: _Optional[str] = ..., target_id: _Optional[str] = ...) -> None: ...

class BatchGetOutdialtargetsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetOutdialtargetsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Outdialtarget]
    def __init__(self, result: _Optional[_Iterable[_Union[Outdialtarget, _Mapping]]] = ...) -> None: ...

class BatchListOutdialtargetsRequest(_message.Message):
    __slots__ = ("outdial_ids", "page_size")
    OUTDIAL_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    outdial_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, outdial_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListOutdialtargetsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Outdialtarget]
    def __init__(self, result: _Optional[_Iterable[_Union[Outdialtarget, _Mapping]]] = ...) -> None: ...

class Outdialtarget(_message.Message):
    __slots__ = ("id", "outdial_id", "name", "detail", "data", "status", "destination_0", "destination_1", "destination_2", "destination_3", "destination_4", "try_count_0", "try_count_1", "try_count_2", "try_count_3", "try_count_4", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    OUTDIAL_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_0_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_1_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_2_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_3_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_4_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_0_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_1_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_2_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_3_FIELD_NUMBER: _ClassVar[int]
    TRY_COUNT_4_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    outdial_id: str
    name: str
    detail: str
    data: str
    status: OutdialtargetStatus
    destination_0: _common_pb2.Address
    destination_1: _common_pb2.Address
    destination_2: _common_pb2.Address
    destination_3: _common_pb2.Address
    destination_4: _common_pb2.Address
    try_count_0: int
    try_count_1: int
    try_count_2: int
    try_count_3: int
    try_count_4: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., outdial_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., data: _Optional[str] = ..., status: _Optional[_Union[OutdialtargetStatus, str]] = ..., destination_0: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_1: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_2: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_3: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination_4: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., try_count_0: _Optional[int] = ..., try_count_1: _Optional[int] = ..., try_count_2: _Optional[int] = ..., try_count_3: _Optional[int] = ..., try_count_4: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
