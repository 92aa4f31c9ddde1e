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

class DialingNumberType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIALING_NUMBER_TYPE_UNSPECIFIED: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_FIXED_LINE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_MOBILE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_FIXED_LINE_OR_MOBILE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_TOLL_FREE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_VOIP: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_UAN: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_PREMIUM_RATE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_SHARED_COST: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_PERSONAL_NUMBER: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_PAGER: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_VOICEMAIL: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_SATELLITE: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_INTERNATIONAL: _ClassVar[DialingNumberType]
    DIALING_NUMBER_TYPE_UNALLOCATED: _ClassVar[DialingNumberType]
DIALING_NUMBER_TYPE_UNSPECIFIED: DialingNumberType
DIALING_NUMBER_TYPE_FIXED_LINE: DialingNumberType
DIALING_NUMBER_TYPE_MOBILE: DialingNumberType
DIALING_NUMBER_TYPE_FIXED_LINE_OR_MOBILE: DialingNumberType
DIALING_NUMBER_TYPE_TOLL_FREE: DialingNumberType
DIALING_NUMBER_TYPE_VOIP: DialingNumberType
DIALING_NUMBER_TYPE_UAN: DialingNumberType
DIALING_NUMBER_TYPE_PREMIUM_RATE: DialingNumberType
DIALING_NUMBER_TYPE_SHARED_COST: DialingNumberType
DIALING_NUMBER_TYPE_PERSONAL_NUMBER: DialingNumberType
DIALING_NUMBER_TYPE_PAGER: DialingNumberType
DIALING_NUMBER_TYPE_VOICEMAIL: DialingNumberType
DIALING_NUMBER_TYPE_SATELLITE: DialingNumberType
DIALING_NUMBER_TYPE_INTERNATIONAL: DialingNumberType
DIALING_NUMBER_TYPE_UNALLOCATED: DialingNumberType

class GetOwnDialingPolicyRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UpdateOwnDialingPolicyRequest(_message.Message):
    __slots__ = ("allowed_countries", "calls_per_second", "concurrent_calls", "spend_per_day")
    ALLOWED_COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    allowed_countries: _containers.RepeatedScalarFieldContainer[str]
    calls_per_second: int
    concurrent_calls: int
    spend_per_day: int
    def __init__(self, allowed_countries: _Optional[_Iterable[str]] = ..., calls_per_second: _Optional[int] = ..., concurrent_calls: _Optional[int] = ..., spend_per_day: _Optional[int] = ...) -> None: ...

class ExplainDialingRequest(_message.Message):
    __slots__ = ("number",)
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    number: str
    def __init__(self, number: _Optional[str] = ...) -> None: ...

class ExplainDialingResponse(_message.Message):
    __slots__ = ("number", "allowed", "reason", "message", "country", "number_type", "providers", "credit_per_minute", "token_per_minute", "calls_in_last_second", "calls_per_second", "calls_now", "concurrent_calls", "spent_today", "spend_per_day")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    NUMBER_TYPE_FIELD_NUMBER: _ClassVar[int]
    PROVIDERS_FIELD_NUMBER: _ClassVar[int]
    CREDIT_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    CALLS_IN_LAST_SECOND_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    CALLS_NOW_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_FIELD_NUMBER: _ClassVar[int]
    SPENT_TODAY_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    number: str
    allowed: bool
    reason: str
    message: str
    country: str
    number_type: DialingNumberType
    providers: _containers.RepeatedScalarFieldContainer[str]
    credit_per_minute: int
    token_per_minute: int
    calls_in_last_second: int
    calls_per_second: int
    calls_now: int
    concurrent_calls: int
    spent_today: int
    spend_per_day: int
    def __init__(self, number: _Optional[str] = ..., allowed: _Optional[bool] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., country: _Optional[str] = ..., number_type: _Optional[_Union[DialingNumberType, str]] = ..., providers: _Optional[_Iterable[str]] = ..., credit_per_minute: _Optional[int] = ..., token_per_minute: _Optional[int] = ..., calls_in_last_second: _Optional[int] = ..., calls_per_second: _Optional[int] = ..., calls_now: _Optional[int] = ..., concurrent_calls: _Optional[int] = ..., spent_today: _Optional[int] = ..., spend_per_day: _Optional[int] = ...) -> None: ...

class GetDialingPolicyRequest(_message.Message):
    __slots__ = ("customer_id",)
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    def __init__(self, customer_id: _Optional[str] = ...) -> None: ...

class UpdateDialingPolicyRequest(_message.Message):
    __slots__ = ("customer_id", "allowed_countries", "calls_per_second", "concurrent_calls", "spend_per_day", "country_ceiling", "number_types", "calls_per_second_ceiling", "concurrent_calls_ceiling", "spend_per_day_ceiling")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CEILING_FIELD_NUMBER: _ClassVar[int]
    NUMBER_TYPES_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_CEILING_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_CEILING_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_CEILING_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    allowed_countries: _containers.RepeatedScalarFieldContainer[str]
    calls_per_second: int
    concurrent_calls: int
    spend_per_day: int
    country_ceiling: _containers.RepeatedScalarFieldContainer[str]
    number_types: _containers.RepeatedScalarFieldContainer[DialingNumberType]
    calls_per_second_ceiling: int
    concurrent_calls_ceiling: int
    spend_per_day_ceiling: int
    def __init__(self, customer_id: _Optional[str] = ..., allowed_countries: _Optional[_Iterable[str]] = ..., calls_per_second: _Optional[int] = ..., concurrent_calls: _Optional[int] = ..., spend_per_day: _Optional[int] = ..., country_ceiling: _Optional[_Iterable[str]] = ..., number_types: _Optional[_Iterable[_Union[DialingNumberType, str]]] = ..., calls_per_second_ceiling: _Optional[int] = ..., concurrent_calls_ceiling: _Optional[int] = ..., spend_per_day_ceiling: _Optional[int] = ...) -> None: ...

class DialingPolicy(_message.Message):
    __slots__ = ("customer_id", "allowed_countries", "calls_per_second", "concurrent_calls", "spend_per_day", "country_ceiling", "number_types", "calls_per_second_ceiling", "concurrent_calls_ceiling", "spend_per_day_ceiling", "tm_create", "tm_update", "tm_delete")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CEILING_FIELD_NUMBER: _ClassVar[int]
    NUMBER_TYPES_FIELD_NUMBER: _ClassVar[int]
    CALLS_PER_SECOND_CEILING_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_CALLS_CEILING_FIELD_NUMBER: _ClassVar[int]
    SPEND_PER_DAY_CEILING_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    allowed_countries: _containers.RepeatedScalarFieldContainer[str]
    calls_per_second: int
    concurrent_calls: int
    spend_per_day: int
    country_ceiling: _containers.RepeatedScalarFieldContainer[str]
    number_types: _containers.RepeatedScalarFieldContainer[DialingNumberType]
    calls_per_second_ceiling: int
    concurrent_calls_ceiling: int
    spend_per_day_ceiling: int
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, customer_id: _Optional[str] = ..., allowed_countries: _Optional[_Iterable[str]] = ..., calls_per_second: _Optional[int] = ..., concurrent_calls: _Optional[int] = ..., spend_per_day: _Optional[int] = ..., country_ceiling: _Optional[_Iterable[str]] = ..., number_types: _Optional[_Iterable[_Union[DialingNumberType, str]]] = ..., calls_per_second_ceiling: _Optional[int] = ..., concurrent_calls_ceiling: _Optional[int] = ..., spend_per_day_ceiling: _Optional[int] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
