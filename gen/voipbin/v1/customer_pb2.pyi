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

class WebhookMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WEBHOOK_METHOD_UNSPECIFIED: _ClassVar[WebhookMethod]
    WEBHOOK_METHOD_POST: _ClassVar[WebhookMethod]
    WEBHOOK_METHOD_GET: _ClassVar[WebhookMethod]
    WEBHOOK_METHOD_PUT: _ClassVar[WebhookMethod]
    WEBHOOK_METHOD_DELETE: _ClassVar[WebhookMethod]

class CustomerStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CUSTOMER_STATUS_UNSPECIFIED: _ClassVar[CustomerStatus]
    CUSTOMER_STATUS_ACTIVE: _ClassVar[CustomerStatus]
    CUSTOMER_STATUS_FROZEN: _ClassVar[CustomerStatus]
    CUSTOMER_STATUS_DELETED: _ClassVar[CustomerStatus]
    CUSTOMER_STATUS_INITIAL: _ClassVar[CustomerStatus]
    CUSTOMER_STATUS_EXPIRED: _ClassVar[CustomerStatus]
WEBHOOK_METHOD_UNSPECIFIED: WebhookMethod
WEBHOOK_METHOD_POST: WebhookMethod
WEBHOOK_METHOD_GET: WebhookMethod
WEBHOOK_METHOD_PUT: WebhookMethod
WEBHOOK_METHOD_DELETE: WebhookMethod
CUSTOMER_STATUS_UNSPECIFIED: CustomerStatus
CUSTOMER_STATUS_ACTIVE: CustomerStatus
CUSTOMER_STATUS_FROZEN: CustomerStatus
CUSTOMER_STATUS_DELETED: CustomerStatus
CUSTOMER_STATUS_INITIAL: CustomerStatus
CUSTOMER_STATUS_EXPIRED: CustomerStatus

class GetOwnCustomerRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Customer(_message.Message):
    __slots__ = ("id", "name", "detail", "email", "phone_number", "address", "webhook_method", "webhook_uri", "billing_account_id", "email_verified", "status", "tm_deletion_scheduled", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_METHOD_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    BILLING_ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_VERIFIED_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TM_DELETION_SCHEDULED_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    email: str
    phone_number: str
    address: str
    webhook_method: WebhookMethod
    webhook_uri: str
    billing_account_id: str
    email_verified: bool
    status: CustomerStatus
    tm_deletion_scheduled: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., email: _Optional[str] = ..., phone_number: _Optional[str] = ..., address: _Optional[str] = ..., webhook_method: _Optional[_Union[WebhookMethod, str]] = ..., webhook_uri: _Optional[str] = ..., billing_account_id: _Optional[str] = ..., email_verified: _Optional[bool] = ..., status: _Optional[_Union[CustomerStatus, str]] = ..., tm_deletion_scheduled: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UpdateOwnCustomerRequest(_message.Message):
    __slots__ = ("name", "detail", "email", "phone_number", "address", "webhook_method", "webhook_uri")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_METHOD_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    email: str
    phone_number: str
    address: str
    webhook_method: WebhookMethod
    webhook_uri: str
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., email: _Optional[str] = ..., phone_number: _Optional[str] = ..., address: _Optional[str] = ..., webhook_method: _Optional[_Union[WebhookMethod, str]] = ..., webhook_uri: _Optional[str] = ...) -> None: ...

class UpdateOwnCustomerBillingAccountIdRequest(_message.Message):
    __slots__ = ("billing_account_id",)
    BILLING_ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    billing_account_id: str
    def __init__(self, billing_account_id: _Optional[str] = ...) -> None: ...

class CreateCustomerRequest(_message.Message):
    __slots__ = ("name", "detail", "email", "phone_number", "address", "webhook_method", "webhook_uri")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_METHOD_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    email: str
    phone_number: str
    address: str
    webhook_method: WebhookMethod
    webhook_uri: str
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., email: _Optional[str] = ..., phone_number: _Optional[str] = ..., address: _Optional[str] = ..., webhook_method: _Optional[_Union[WebhookMethod, str]] = ..., webhook_uri: _Optional[str] = ...) -> None: ...

class GetCustomerRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListCustomersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCustomersResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Customer]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Customer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateCustomerRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "email", "phone_number", "address", "webhook_method", "webhook_uri")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_METHOD_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    email: str
    phone_number: str
    address: str
    webhook_method: WebhookMethod
    webhook_uri: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., email: _Optional[str] = ..., phone_number: _Optional[str] = ..., address: _Optional[str] = ..., webhook_method: _Optional[_Union[WebhookMethod, str]] = ..., webhook_uri: _Optional[str] = ...) -> None: ...

class DeleteCustomerRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class FreezeCustomerRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class RecoverCustomerRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UpdateCustomerBillingAccountIdRequest(_message.Message):
    __slots__ = ("id", "billing_account_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    BILLING_ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    billing_account_id: str
    def __init__(self, id: _Optional[str] = ..., billing_account_id: _Optional[str] = ...) -> None: ...
