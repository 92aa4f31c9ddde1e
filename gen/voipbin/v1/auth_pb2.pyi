from google.api import annotations_pb2 as _annotations_pb2
from voipbin.v1 import accesskey_pb2 as _accesskey_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import customer_pb2 as _customer_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("username", "password")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    username: str
    password: str
    def __init__(self, username: _Optional[str] = ..., password: _Optional[str] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("username", "token")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    username: str
    token: str
    def __init__(self, username: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class SignupRequest(_message.Message):
    __slots__ = ("name", "detail", "email", "phone_number", "address", "webhook_method", "webhook_uri", "accepted_tos")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_METHOD_FIELD_NUMBER: _ClassVar[int]
    WEBHOOK_URI_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_TOS_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    email: str
    phone_number: str
    address: str
    webhook_method: _customer_pb2.WebhookMethod
    webhook_uri: str
    accepted_tos: bool
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., email: _Optional[str] = ..., phone_number: _Optional[str] = ..., address: _Optional[str] = ..., webhook_method: _Optional[_Union[_customer_pb2.WebhookMethod, str]] = ..., webhook_uri: _Optional[str] = ..., accepted_tos: _Optional[bool] = ...) -> None: ...

class VerifyEmailRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class CompleteSignupRequest(_message.Message):
    __slots__ = ("temp_token", "code")
    TEMP_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    temp_token: str
    code: str
    def __init__(self, temp_token: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class UnregisterRequest(_message.Message):
    __slots__ = ("password", "confirmation_phrase", "immediate")
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    CONFIRMATION_PHRASE_FIELD_NUMBER: _ClassVar[int]
    IMMEDIATE_FIELD_NUMBER: _ClassVar[int]
    password: str
    confirmation_phrase: str
    immediate: bool
    def __init__(self, password: _Optional[str] = ..., confirmation_phrase: _Optional[str] = ..., immediate: _Optional[bool] = ...) -> None: ...

class CancelUnregisterRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SignupResponse(_message.Message):
    __slots__ = ("customer", "temp_token")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    TEMP_TOKEN_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    temp_token: str
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., temp_token: _Optional[str] = ...) -> None: ...

class VerifyEmailResponse(_message.Message):
    __slots__ = ("customer", "accesskey")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    ACCESSKEY_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    accesskey: _accesskey_pb2.Accesskey
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., accesskey: _Optional[_Union[_accesskey_pb2.Accesskey, _Mapping]] = ...) -> None: ...

class CompleteSignupResponse(_message.Message):
    __slots__ = ("customer_id", "accesskey")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ACCESSKEY_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    accesskey: _accesskey_pb2.Accesskey
    def __init__(self, customer_id: _Optional[str] = ..., accesskey: _Optional[_Union[_accesskey_pb2.Accesskey, _Mapping]] = ...) -> None: ...

class ForgotPasswordRequest(_message.Message):
    __slots__ = ("username",)
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    username: str
    def __init__(self, username: _Optional[str] = ...) -> None: ...

class ForgotPasswordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ResetPasswordRequest(_message.Message):
    __slots__ = ("token", "password")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    token: str
    password: str
    def __init__(self, token: _Optional[str] = ..., password: _Optional[str] = ...) -> None: ...

class ResetPasswordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
