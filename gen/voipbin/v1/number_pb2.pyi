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

class NumberType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NUMBER_TYPE_UNSPECIFIED: _ClassVar[NumberType]
    NUMBER_TYPE_NORMAL: _ClassVar[NumberType]
    NUMBER_TYPE_VIRTUAL: _ClassVar[NumberType]

class AvailableNumberFeature(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AVAILABLE_NUMBER_FEATURE_UNSPECIFIED: _ClassVar[AvailableNumberFeature]
    AVAILABLE_NUMBER_FEATURE_EMERGENCY: _ClassVar[AvailableNumberFeature]
    AVAILABLE_NUMBER_FEATURE_FAX: _ClassVar[AvailableNumberFeature]
    AVAILABLE_NUMBER_FEATURE_MMS: _ClassVar[AvailableNumberFeature]
    AVAILABLE_NUMBER_FEATURE_SMS: _ClassVar[AvailableNumberFeature]
    AVAILABLE_NUMBER_FEATURE_VOICE: _ClassVar[AvailableNumberFeature]

class NumberStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NUMBER_STATUS_UNSPECIFIED: _ClassVar[NumberStatus]
    NUMBER_STATUS_ACTIVE: _ClassVar[NumberStatus]
    NUMBER_STATUS_DELETED: _ClassVar[NumberStatus]
NUMBER_TYPE_UNSPECIFIED: NumberType
NUMBER_TYPE_NORMAL: NumberType
NUMBER_TYPE_VIRTUAL: NumberType
AVAILABLE_NUMBER_FEATURE_UNSPECIFIED: AvailableNumberFeature
AVAILABLE_NUMBER_FEATURE_EMERGENCY: AvailableNumberFeature
AVAILABLE_NUMBER_FEATURE_FAX: AvailableNumberFeature
AVAILABLE_NUMBER_FEATURE_MMS: AvailableNumberFeature
AVAILABLE_NUMBER_FEATURE_SMS: AvailableNumberFeature
AVAILABLE_NUMBER_FEATURE_VOICE: AvailableNumberFeature
NUMBER_STATUS_UNSPECIFIED: NumberStatus
NUMBER_STATUS_ACTIVE: NumberStatus
NUMBER_STATUS_DELETED: NumberStatus

class CreateNumberRequest(_message.Message):
    __slots__ = ("number", "type", "call_flow_id", "message_flow_id", "name", "detail")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    CALL_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    number: str
    type: NumberType
    call_flow_id: str
    message_flow_id: str
    name: str
    detail: str
    def __init__(self, number: _Optional[str] = ..., type: _Optional[_Union[NumberType, str]] = ..., call_flow_id: _Optional[str] = ..., message_flow_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class GetNumberRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListNumbersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListNumbersResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Number]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Number, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateNumberRequest(_message.Message):
    __slots__ = ("id", "call_flow_id", "message_flow_id", "name", "detail")
    ID_FIELD_NUMBER: _ClassVar[int]
    CALL_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    call_flow_id: str
    message_flow_id: str
    name: str
    detail: str
    def __init__(self, id: _Optional[str] = ..., call_flow_id: _Optional[str] = ..., message_flow_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class DeleteNumberRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateNumberFlowIdsRequest(_message.Message):
    __slots__ = ("id", "call_flow_id", "message_flow_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    CALL_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    call_flow_id: str
    message_flow_id: str
    def __init__(self, id: _Optional[str] = ..., call_flow_id: _Optional[str] = ..., message_flow_id: _Optional[str] = ...) -> None: ...

class RenewNumbersRequest(_message.Message):
    __slots__ = ("tm_renew",)
    TM_RENEW_FIELD_NUMBER: _ClassVar[int]
    tm_renew: _timestamp_pb2.Timestamp
    def __init__(self, tm_renew: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RenewNumbersResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Number]
    def __init__(self, result: _Optional[_Iterable[_Union[Number, _Mapping]]] = ...) -> None: ...

class ListAvailableNumbersRequest(_message.Message):
    __slots__ = ("country_code", "type", "page_size")
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    country_code: str
    type: NumberType
    page_size: int
    def __init__(self, country_code: _Optional[str] = ..., type: _Optional[_Union[NumberType, str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListAvailableNumbersResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[AvailableNumber]
    def __init__(self, result: _Optional[_Iterable[_Union[AvailableNumber, _Mapping]]] = ...) -> None: ...

class BatchGetNumbersRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetNumbersResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Number]
    def __init__(self, result: _Optional[_Iterable[_Union[Number, _Mapping]]] = ...) -> None: ...

class BatchListNumbersRequest(_message.Message):
    __slots__ = ("customer_ids", "page_size")
    CUSTOMER_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    customer_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, customer_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListNumbersResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Number]
    def __init__(self, result: _Optional[_Iterable[_Union[Number, _Mapping]]] = ...) -> None: ...

class Number(_message.Message):
    __slots__ = ("id", "customer_id", "number", "type", "call_flow_id", "message_flow_id", "name", "detail", "status", "t38_enabled", "emergency_enabled", "tm_purchase", "tm_renew", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    CALL_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    T38_ENABLED_FIELD_NUMBER: _ClassVar[int]
    EMERGENCY_ENABLED_FIELD_NUMBER: _ClassVar[int]
    TM_PURCHASE_FIELD_NUMBER: _ClassVar[int]
    TM_RENEW_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    number: str
    type: NumberType
    call_flow_id: str
    message_flow_id: str
    name: str
    detail: str
    status: NumberStatus
    t38_enabled: bool
    emergency_enabled: bool
    tm_purchase: _timestamp_pb2.Timestamp
    tm_renew: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., number: _Optional[str] = ..., type: _Optional[_Union[NumberType, str]] = ..., call_flow_id: _Optional[str] = ..., message_flow_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., status: _Optional[_Union[NumberStatus, str]] = ..., t38_enabled: _Optional[bool] = ..., emergency_enabled: _Optional[bool] = ..., tm_purchase: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_renew: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AvailableNumber(_message.Message):
    __slots__ = ("number", "country", "region", "postal_code", "features")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    number: str
    country: str
    region: str
    postal_code: str
    features: _containers.RepeatedScalarFieldContainer[AvailableNumberFeature]
    def __init__(self, number: _Optional[str] = ..., country: _Optional[str] = ..., region: _Optional[str] = ..., postal_code: _Optional[str] = ..., features: _Optional[_Iterable[_Union[AvailableNumberFeature, str]]] = ...) -> None: ...
