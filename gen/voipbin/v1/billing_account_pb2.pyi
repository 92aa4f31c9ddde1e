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

class BillingAccountPaymentType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_ACCOUNT_PAYMENT_TYPE_UNSPECIFIED: _ClassVar[BillingAccountPaymentType]
    BILLING_ACCOUNT_PAYMENT_TYPE_PREPAID: _ClassVar[BillingAccountPaymentType]

class BillingAccountPaymentMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_ACCOUNT_PAYMENT_METHOD_UNSPECIFIED: _ClassVar[BillingAccountPaymentMethod]
    BILLING_ACCOUNT_PAYMENT_METHOD_CREDIT_CARD: _ClassVar[BillingAccountPaymentMethod]

class BillingAccountPlanType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_ACCOUNT_PLAN_TYPE_UNSPECIFIED: _ClassVar[BillingAccountPlanType]
    BILLING_ACCOUNT_PLAN_TYPE_FREE: _ClassVar[BillingAccountPlanType]
    BILLING_ACCOUNT_PLAN_TYPE_BASIC: _ClassVar[BillingAccountPlanType]
    BILLING_ACCOUNT_PLAN_TYPE_PROFESSIONAL: _ClassVar[BillingAccountPlanType]
    BILLING_ACCOUNT_PLAN_TYPE_UNLIMITED: _ClassVar[BillingAccountPlanType]
BILLING_ACCOUNT_PAYMENT_TYPE_UNSPECIFIED: BillingAccountPaymentType
BILLING_ACCOUNT_PAYMENT_TYPE_PREPAID: BillingAccountPaymentType
BILLING_ACCOUNT_PAYMENT_METHOD_UNSPECIFIED: BillingAccountPaymentMethod
BILLING_ACCOUNT_PAYMENT_METHOD_CREDIT_CARD: BillingAccountPaymentMethod
BILLING_ACCOUNT_PLAN_TYPE_UNSPECIFIED: BillingAccountPlanType
BILLING_ACCOUNT_PLAN_TYPE_FREE: BillingAccountPlanType
BILLING_ACCOUNT_PLAN_TYPE_BASIC: BillingAccountPlanType
BILLING_ACCOUNT_PLAN_TYPE_PROFESSIONAL: BillingAccountPlanType
BILLING_ACCOUNT_PLAN_TYPE_UNLIMITED: BillingAccountPlanType

class GetBillingAccountRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateBillingAccountRequest(_message.Message):
    __slots__ = ("id", "name", "detail")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class UpdateBillingAccountPaymentInfoRequest(_message.Message):
    __slots__ = ("id", "payment_type", "payment_method")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_METHOD_FIELD_NUMBER: _ClassVar[int]
    id: str
    payment_type: BillingAccountPaymentType
    payment_method: BillingAccountPaymentMethod
    def __init__(self, id: _Optional[str] = ..., payment_type: _Optional[_Union[BillingAccountPaymentType, str]] = ..., payment_method: _Optional[_Union[BillingAccountPaymentMethod, str]] = ...) -> None: ...

class AddBillingAccountBalanceForceRequest(_message.Message):
    __slots__ = ("id", "balance")
    ID_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    balance: float
    def __init__(self, id: _Optional[str] = ..., balance: _Optional[float] = ...) -> None: ...

class SubtractBillingAccountBalanceForceRequest(_message.Message):
    __slots__ = ("id", "balance")
    ID_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    balance: float
    def __init__(self, id: _Optional[str] = ..., balance: _Optional[float] = ...) -> None: ...

class BatchGetBillingAccountsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetBillingAccountsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[BillingAccount]
    def __init__(self, result: _Optional[_Iterable[_Union[BillingAccount, _Mapping]]] = ...) -> None: ...

class BillingAccount(_message.Message):
    __slots__ = ("id", "customer_id", "name", "detail", "plan_type", "balance_credit", "balance_token", "payment_type", "payment_method", "tm_last_topup", "tm_next_topup", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    PLAN_TYPE_FIELD_NUMBER: _ClassVar[int]
    BALANCE_CREDIT_FIELD_NUMBER: _ClassVar[int]
    BALANCE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_METHOD_FIELD_NUMBER: _ClassVar[int]
    TM_LAST_TOPUP_FIELD_NUMBER: _ClassVar[int]
    TM_NEXT_TOPUP_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    name: str
    detail: str
    plan_type: BillingAccountPlanType
    balance_credit: int
    balance_token: int
    payment_type: BillingAccountPaymentType
    payment_method: BillingAccountPaymentMethod
    tm_last_topup: _timestamp_pb2.Timestamp
    tm_next_topup: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., plan_type: _Optional[_Union[BillingAccountPlanType, str]] = ..., balance_credit: _Optional[int] = ..., balance_token: _Optional[int] = ..., payment_type: _Optional[_Union[BillingAccountPaymentType, str]] = ..., payment_method: _Optional[_Union[BillingAccountPaymentMethod, str]] = ..., tm_last_topup: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_next_topup: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
