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

class BillingTransactionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_TRANSACTION_TYPE_UNSPECIFIED: _ClassVar[BillingTransactionType]
    BILLING_TRANSACTION_TYPE_USAGE: _ClassVar[BillingTransactionType]
    BILLING_TRANSACTION_TYPE_TOP_UP: _ClassVar[BillingTransactionType]
    BILLING_TRANSACTION_TYPE_ADJUSTMENT: _ClassVar[BillingTransactionType]
    BILLING_TRANSACTION_TYPE_REFUND: _ClassVar[BillingTransactionType]

class BillingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_STATUS_UNSPECIFIED: _ClassVar[BillingStatus]
    BILLING_STATUS_PROGRESSING: _ClassVar[BillingStatus]
    BILLING_STATUS_END: _ClassVar[BillingStatus]
    BILLING_STATUS_PENDING: _ClassVar[BillingStatus]
    BILLING_STATUS_FINISHED: _ClassVar[BillingStatus]

class BillingReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_CALL: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_CALL_EXTENSION: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_SMS: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_EMAIL: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_NUMBER: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_NUMBER_RENEW: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_CREDIT_FREE_TIER: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_MONTHLY_ALLOWANCE: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_CREDIT_ADJUSTMENT: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_TOKEN_ADJUSTMENT: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_SPEAKING: _ClassVar[BillingReferenceType]
    BILLING_REFERENCE_TYPE_RECORDING: _ClassVar[BillingReferenceType]

class BillingCostType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILLING_COST_TYPE_UNSPECIFIED: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_CALL_PSTN_OUTGOING: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_CALL_PSTN_INCOMING: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_CALL_VN: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_CALL_EXTENSION: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_CALL_DIRECT_EXT: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_SMS: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_EMAIL: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_NUMBER: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_NUMBER_RENEW: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_TTS: _ClassVar[BillingCostType]
    BILLING_COST_TYPE_RECORDING: _ClassVar[BillingCostType]
BILLING_TRANSACTION_TYPE_UNSPECIFIED: BillingTransactionType
BILLING_TRANSACTION_TYPE_USAGE: BillingTransactionType
BILLING_TRANSACTION_TYPE_TOP_UP: BillingTransactionType
BILLING_TRANSACTION_TYPE_ADJUSTMENT: BillingTransactionType
BILLING_TRANSACTION_TYPE_REFUND: BillingTransactionType
BILLING_STATUS_UNSPECIFIED: BillingStatus
BILLING_STATUS_PROGRESSING: BillingStatus
BILLING_STATUS_END: BillingStatus
BILLING_STATUS_PENDING: BillingStatus
BILLING_STATUS_FINISHED: BillingStatus
BILLING_REFERENCE_TYPE_UNSPECIFIED: BillingReferenceType
BILLING_REFERENCE_TYPE_CALL: BillingReferenceType
BILLING_REFERENCE_TYPE_CALL_EXTENSION: BillingReferenceType
BILLING_REFERENCE_TYPE_SMS: BillingReferenceType
BILLING_REFERENCE_TYPE_EMAIL: BillingReferenceType
BILLING_REFERENCE_TYPE_NUMBER: BillingReferenceType
BILLING_REFERENCE_TYPE_NUMBER_RENEW: BillingReferenceType
BILLING_REFERENCE_TYPE_CREDIT_FREE_TIER: BillingReferenceType
BILLING_REFERENCE_TYPE_MONTHLY_ALLOWANCE: BillingReferenceType
BILLING_REFERENCE_TYPE_CREDIT_ADJUSTMENT: BillingReferenceType
BILLING_REFERENCE_TYPE_TOKEN_ADJUSTMENT: BillingReferenceType
BILLING_REFERENCE_TYPE_SPEAKING: BillingReferenceType
BILLING_REFERENCE_TYPE_RECORDING: BillingReferenceType
BILLING_COST_TYPE_UNSPECIFIED: BillingCostType
BILLING_COST_TYPE_CALL_PSTN_OUTGOING: BillingCostType
BILLING_COST_TYPE_CALL_PSTN_INCOMING: BillingCostType
BILLING_COST_TYPE_CALL_VN: BillingCostType
BILLING_COST_TYPE_CALL_EXTENSION: BillingCostType
BILLING_COST_TYPE_CALL_DIRECT_EXT: BillingCostType
BILLING_COST_TYPE_SMS: BillingCostType
BILLING_COST_TYPE_EMAIL: BillingCostType
BILLING_COST_TYPE_NUMBER: BillingCostType
BILLING_COST_TYPE_NUMBER_RENEW: BillingCostType
BILLING_COST_TYPE_TTS: BillingCostType
BILLING_COST_TYPE_RECORDING: BillingCostType

class GetBillingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListBillingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBillingsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Billing]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Billing, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BatchGetBillingsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetBillingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Billing]
    def __init__(self, result: _Optional[_Iterable[_Union[Billing, _Mapping]]] = ...) -> None: ...

class BatchListBillingsRequest(_message.Message):
    __slots__ = ("account_ids", "page_size")
    ACCOUNT_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    account_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, account_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListBillingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Billing]
    def __init__(self, result: _Optional[_Iterable[_Union[Billing, _Mapping]]] = ...) -> None: ...

class BatchListReferenceBillingsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListReferenceBillingsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Billing]
    def __init__(self, result: _Optional[_Iterable[_Union[Billing, _Mapping]]] = ...) -> None: ...

class Billing(_message.Message):
    __slots__ = ("id", "customer_id", "account_id", "transaction_type", "status", "reference_type", "reference_id", "cost_type", "usage_duration", "billable_units", "rate_token_per_unit", "rate_credit_per_unit", "amount_token", "amount_credit", "balance_token_snapshot", "balance_credit_snapshot", "idempotency_key", "tm_billing_start", "tm_billing_end", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_TYPE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    COST_TYPE_FIELD_NUMBER: _ClassVar[int]
    USAGE_DURATION_FIELD_NUMBER: _ClassVar[int]
    BILLABLE_UNITS_FIELD_NUMBER: _ClassVar[int]
    RATE_TOKEN_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    RATE_CREDIT_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CREDIT_FIELD_NUMBER: _ClassVar[int]
    BALANCE_TOKEN_SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    BALANCE_CREDIT_SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENCY_KEY_FIELD_NUMBER: _ClassVar[int]
    TM_BILLING_START_FIELD_NUMBER: _ClassVar[int]
    TM_BILLING_END_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    account_id: str
    transaction_type: BillingTransactionType
    status: BillingStatus
    reference_type: BillingReferenceType
    reference_id: str
    cost_type: BillingCostType
    usage_duration: int
    billable_units: int
    rate_token_per_unit: int
    rate_credit_per_unit: int
    amount_token: int
    amount_credit: int
    balance_token_snapshot: int
    balance_credit_snapshot: int
    idempotency_key: str
    tm_billing_start: _timestamp_pb2.Timestamp
    tm_billing_end: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., account_id: _Optional[str] = ..., transaction_type: _Optional[_Union[BillingTransactionType, str]] = ..., status: _Optional[_Union[BillingStatus, str]] = ..., reference_type: _Optional[_Union[BillingReferenceType, str]] = ..., reference_id: _Optional[str] = ..., cost_type: _Optional[_Union[BillingCostType, str]] = ..., usage_duration: _Optional[int] = ..., billable_units: _Optional[int] = ..., rate_token_per_unit: _Optional[int] = ..., rate_credit_per_unit: _Optional[int] = ..., amount_token: _Optional[int] = ..., amount_credit: _Optional[int] = ..., balance_token_snapshot: _Optional[int] = ..., balance_credit_snapshot: _Optional[int] = ..., idempotency_key: _Optional[str] = ..., tm_billing_start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_billing_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
