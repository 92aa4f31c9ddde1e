from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Access(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCESS_UNSPECIFIED: _ClassVar[Access]
    ACCESS_PUBLIC: _ClassVar[Access]
    ACCESS_ANY: _ClassVar[Access]
    ACCESS_AGENT: _ClassVar[Access]
    ACCESS_MANAGER: _ClassVar[Access]
    ACCESS_ADMIN: _ClassVar[Access]
    ACCESS_SUPER_ADMIN: _ClassVar[Access]
    ACCESS_MEMBER: _ClassVar[Access]
ACCESS_UNSPECIFIED: Access
ACCESS_PUBLIC: Access
ACCESS_ANY: Access
ACCESS_AGENT: Access
ACCESS_MANAGER: Access
ACCESS_ADMIN: Access
ACCESS_SUPER_ADMIN: Access
ACCESS_MEMBER: Access
SCHEMA_OWNER_FIELD_NUMBER: _ClassVar[int]
schema_owner: _descriptor.FieldDescriptor
SCHEMA_FIELD_NUMBER: _ClassVar[int]
schema: _descriptor.FieldDescriptor
ENUM_SCHEMA_FIELD_NUMBER: _ClassVar[int]
enum_schema: _descriptor.FieldDescriptor
OPERATION_FIELD_NUMBER: _ClassVar[int]
operation: _descriptor.FieldDescriptor
RULE_FIELD_NUMBER: _ClassVar[int]
rule: _descriptor.FieldDescriptor
SPELLING_FIELD_NUMBER: _ClassVar[int]
spelling: _descriptor.FieldDescriptor
ACTION_FIELD_NUMBER: _ClassVar[int]
action: _descriptor.FieldDescriptor
PLAN_FIELD_NUMBER: _ClassVar[int]
plan: _descriptor.FieldDescriptor
RATE_FIELD_NUMBER: _ClassVar[int]
rate: _descriptor.FieldDescriptor

class Operation(_message.Message):
    __slots__ = ("access", "idempotent", "resource", "rest", "engine", "relations", "while_frozen")
    ACCESS_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENT_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_FIELD_NUMBER: _ClassVar[int]
    WHILE_FROZEN_FIELD_NUMBER: _ClassVar[int]
    access: Access
    idempotent: bool
    resource: str
    rest: Rest
    engine: str
    relations: _containers.RepeatedCompositeFieldContainer[Relation]
    while_frozen: bool
    def __init__(self, access: _Optional[_Union[Access, str]] = ..., idempotent: _Optional[bool] = ..., resource: _Optional[str] = ..., rest: _Optional[_Union[Rest, _Mapping]] = ..., engine: _Optional[str] = ..., relations: _Optional[_Iterable[_Union[Relation, _Mapping]]] = ..., while_frozen: _Optional[bool] = ...) -> None: ...

class Relation(_message.Message):
    __slots__ = ("parent", "field", "usual", "parent_fields")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    USUAL_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELDS_FIELD_NUMBER: _ClassVar[int]
    parent: str
    field: str
    usual: int
    parent_fields: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, parent: _Optional[str] = ..., field: _Optional[str] = ..., usual: _Optional[int] = ..., parent_fields: _Optional[_Iterable[str]] = ...) -> None: ...

class Rest(_message.Message):
    __slots__ = ("status", "empty", "redirect_field", "at_root", "cookie_field", "filters_in_body", "websocket", "upload_field", "download_name", "extension")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    EMPTY_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_FIELD_FIELD_NUMBER: _ClassVar[int]
    AT_ROOT_FIELD_NUMBER: _ClassVar[int]
    COOKIE_FIELD_FIELD_NUMBER: _ClassVar[int]
    FILTERS_IN_BODY_FIELD_NUMBER: _ClassVar[int]
    WEBSOCKET_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_FIELD_FIELD_NUMBER: _ClassVar[int]
    DOWNLOAD_NAME_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    status: int
    empty: bool
    redirect_field: str
    at_root: bool
    cookie_field: str
    filters_in_body: bool
    websocket: bool
    upload_field: str
    download_name: str
    extension: bool
    def __init__(self, status: _Optional[int] = ..., empty: _Optional[bool] = ..., redirect_field: _Optional[str] = ..., at_root: _Optional[bool] = ..., cookie_field: _Optional[str] = ..., filters_in_body: _Optional[bool] = ..., websocket: _Optional[bool] = ..., upload_field: _Optional[str] = ..., download_name: _Optional[str] = ..., extension: _Optional[bool] = ...) -> None: ...

class FieldRule(_message.Message):
    __slots__ = ("uuid", "required", "max_length", "pattern", "minimum", "maximum", "secret", "omit_empty", "example", "personal", "reference", "resource", "format")
    UUID_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    MAX_LENGTH_FIELD_NUMBER: _ClassVar[int]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    OMIT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    EXAMPLE_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    uuid: bool
    required: bool
    max_length: int
    pattern: str
    minimum: int
    maximum: int
    secret: bool
    omit_empty: bool
    example: str
    personal: bool
    reference: bool
    resource: str
    format: str
    def __init__(self, uuid: _Optional[bool] = ..., required: _Optional[bool] = ..., max_length: _Optional[int] = ..., pattern: _Optional[str] = ..., minimum: _Optional[int] = ..., maximum: _Optional[int] = ..., secret: _Optional[bool] = ..., omit_empty: _Optional[bool] = ..., example: _Optional[str] = ..., personal: _Optional[bool] = ..., reference: _Optional[bool] = ..., resource: _Optional[str] = ..., format: _Optional[str] = ...) -> None: ...

class ActionRule(_message.Message):
    __slots__ = ("option",)
    OPTION_FIELD_NUMBER: _ClassVar[int]
    option: str
    def __init__(self, option: _Optional[str] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ("tokens", "limits", "unlimited")
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    UNLIMITED_FIELD_NUMBER: _ClassVar[int]
    tokens: int
    limits: _containers.RepeatedCompositeFieldContainer[PlanLimit]
    unlimited: bool
    def __init__(self, tokens: _Optional[int] = ..., limits: _Optional[_Iterable[_Union[PlanLimit, _Mapping]]] = ..., unlimited: _Optional[bool] = ...) -> None: ...

class PlanLimit(_message.Message):
    __slots__ = ("name", "most")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MOST_FIELD_NUMBER: _ClassVar[int]
    name: str
    most: int
    def __init__(self, name: _Optional[str] = ..., most: _Optional[int] = ...) -> None: ...

class Rate(_message.Message):
    __slots__ = ("token_per_unit", "credit_per_unit", "per_minute")
    TOKEN_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    CREDIT_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    token_per_unit: int
    credit_per_unit: int
    per_minute: bool
    def __init__(self, token_per_unit: _Optional[int] = ..., credit_per_unit: _Optional[int] = ..., per_minute: _Optional[bool] = ...) -> None: ...
