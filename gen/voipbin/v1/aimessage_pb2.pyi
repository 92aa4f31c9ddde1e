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

class AimessageRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AIMESSAGE_ROLE_UNSPECIFIED: _ClassVar[AimessageRole]
    AIMESSAGE_ROLE_SYSTEM: _ClassVar[AimessageRole]
    AIMESSAGE_ROLE_USER: _ClassVar[AimessageRole]
    AIMESSAGE_ROLE_ASSISTANT: _ClassVar[AimessageRole]
    AIMESSAGE_ROLE_FUNCTION: _ClassVar[AimessageRole]
    AIMESSAGE_ROLE_TOOL: _ClassVar[AimessageRole]

class AimessageDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AIMESSAGE_DIRECTION_UNSPECIFIED: _ClassVar[AimessageDirection]
    AIMESSAGE_DIRECTION_INCOMING: _ClassVar[AimessageDirection]
    AIMESSAGE_DIRECTION_OUTGOING: _ClassVar[AimessageDirection]
AIMESSAGE_ROLE_UNSPECIFIED: AimessageRole
AIMESSAGE_ROLE_SYSTEM: AimessageRole
AIMESSAGE_ROLE_USER: AimessageRole
AIMESSAGE_ROLE_ASSISTANT: AimessageRole
AIMESSAGE_ROLE_FUNCTION: AimessageRole
AIMESSAGE_ROLE_TOOL: AimessageRole
AIMESSAGE_DIRECTION_UNSPECIFIED: AimessageDirection
AIMESSAGE_DIRECTION_INCOMING: AimessageDirection
AIMESSAGE_DIRECTION_OUTGOING: AimessageDirection

class CreateAimessageRequest(_message.Message):
    __slots__ = ("aicall_id", "role", "content")
    AICALL_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    aicall_id: str
    role: AimessageRole
    content: str
    def __init__(self, aicall_id: _Optional[str] = ..., role: _Optional[_Union[AimessageRole, str]] = ..., content: _Optional[str] = ...) -> None: ...

class GetAimessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListAimessagesRequest(_message.Message):
    __slots__ = ("aicall_id", "page_size", "page_token")
    AICALL_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    aicall_id: str
    page_size: int
    page_token: str
    def __init__(self, aicall_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAimessagesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aimessage]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Aimessage, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAimessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetAimessagesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetAimessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aimessage]
    def __init__(self, result: _Optional[_Iterable[_Union[Aimessage, _Mapping]]] = ...) -> None: ...

class BatchListAimessagesRequest(_message.Message):
    __slots__ = ("aicall_ids", "page_size")
    AICALL_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    aicall_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, aicall_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListAimessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aimessage]
    def __init__(self, result: _Optional[_Iterable[_Union[Aimessage, _Mapping]]] = ...) -> None: ...

class AimessageToolCallFunction(_message.Message):
    __slots__ = ("name", "arguments")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    arguments: str
    def __init__(self, name: _Optional[str] = ..., arguments: _Optional[str] = ...) -> None: ...

class AimessageToolCall(_message.Message):
    __slots__ = ("id", "type", "function")
    ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    id: str
    type: str
    function: AimessageToolCallFunction
    def __init__(self, id: _Optional[str] = ..., type: _Optional[str] = ..., function: _Optional[_Union[AimessageToolCallFunction, _Mapping]] = ...) -> None: ...

class Aimessage(_message.Message):
    __slots__ = ("id", "customer_id", "aicall_id", "role", "content", "direction", "tool_calls", "tool_call_id", "tm_create")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    AICALL_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    aicall_id: str
    role: AimessageRole
    content: str
    direction: AimessageDirection
    tool_calls: _containers.RepeatedCompositeFieldContainer[AimessageToolCall]
    tool_call_id: str
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., aicall_id: _Optional[str] = ..., role: _Optional[_Union[AimessageRole, str]] = ..., content: _Optional[str] = ..., direction: _Optional[_Union[AimessageDirection, str]] = ..., tool_calls: _Optional[_Iterable[_Union[AimessageToolCall, _Mapping]]] = ..., tool_call_id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
