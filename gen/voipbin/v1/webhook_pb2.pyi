import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import webhook_delivery_pb2 as _webhook_delivery_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WebhookEndpointStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WEBHOOK_ENDPOINT_STATUS_UNSPECIFIED: _ClassVar[WebhookEndpointStatus]
    WEBHOOK_ENDPOINT_STATUS_OFF: _ClassVar[WebhookEndpointStatus]
    WEBHOOK_ENDPOINT_STATUS_ACTIVE: _ClassVar[WebhookEndpointStatus]
    WEBHOOK_ENDPOINT_STATUS_FAILING: _ClassVar[WebhookEndpointStatus]
    WEBHOOK_ENDPOINT_STATUS_DISABLED: _ClassVar[WebhookEndpointStatus]
WEBHOOK_ENDPOINT_STATUS_UNSPECIFIED: WebhookEndpointStatus
WEBHOOK_ENDPOINT_STATUS_OFF: WebhookEndpointStatus
WEBHOOK_ENDPOINT_STATUS_ACTIVE: WebhookEndpointStatus
WEBHOOK_ENDPOINT_STATUS_FAILING: WebhookEndpointStatus
WEBHOOK_ENDPOINT_STATUS_DISABLED: WebhookEndpointStatus

class GetWebhookEndpointRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EnableWebhookEndpointRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RotateWebhookSecretRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TestWebhookEndpointRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class WebhookEndpoint(_message.Message):
    __slots__ = ("id", "customer_id", "url", "status", "failures", "reason", "tm_hold", "tm_success", "tm_disabled", "tm_secret", "tm_previous_secret", "tm_create", "tm_update")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TM_HOLD_FIELD_NUMBER: _ClassVar[int]
    TM_SUCCESS_FIELD_NUMBER: _ClassVar[int]
    TM_DISABLED_FIELD_NUMBER: _ClassVar[int]
    TM_SECRET_FIELD_NUMBER: _ClassVar[int]
    TM_PREVIOUS_SECRET_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    url: str
    status: WebhookEndpointStatus
    failures: int
    reason: str
    tm_hold: _timestamp_pb2.Timestamp
    tm_success: _timestamp_pb2.Timestamp
    tm_disabled: _timestamp_pb2.Timestamp
    tm_secret: _timestamp_pb2.Timestamp
    tm_previous_secret: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., url: _Optional[str] = ..., status: _Optional[_Union[WebhookEndpointStatus, str]] = ..., failures: _Optional[int] = ..., reason: _Optional[str] = ..., tm_hold: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_success: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_disabled: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_secret: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_previous_secret: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class WebhookSecret(_message.Message):
    __slots__ = ("secret", "tm_previous_secret")
    SECRET_FIELD_NUMBER: _ClassVar[int]
    TM_PREVIOUS_SECRET_FIELD_NUMBER: _ClassVar[int]
    secret: str
    tm_previous_secret: _timestamp_pb2.Timestamp
    def __init__(self, secret: _Optional[str] = ..., tm_previous_secret: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
