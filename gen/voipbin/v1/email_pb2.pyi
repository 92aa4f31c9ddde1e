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

class EmailStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EMAIL_STATUS_UNSPECIFIED: _ClassVar[EmailStatus]
    EMAIL_STATUS_INITIATED: _ClassVar[EmailStatus]
    EMAIL_STATUS_PROCESSED: _ClassVar[EmailStatus]
    EMAIL_STATUS_DELIVERED: _ClassVar[EmailStatus]
    EMAIL_STATUS_OPEN: _ClassVar[EmailStatus]
    EMAIL_STATUS_CLICK: _ClassVar[EmailStatus]
    EMAIL_STATUS_BOUNCE: _ClassVar[EmailStatus]
    EMAIL_STATUS_DROPPED: _ClassVar[EmailStatus]
    EMAIL_STATUS_DEFERRED: _ClassVar[EmailStatus]
    EMAIL_STATUS_UNSUBSCRIBE: _ClassVar[EmailStatus]
    EMAIL_STATUS_SPAMREPORT: _ClassVar[EmailStatus]

class EmailAttachmentReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EMAIL_ATTACHMENT_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[EmailAttachmentReferenceType]
    EMAIL_ATTACHMENT_REFERENCE_TYPE_RECORDING: _ClassVar[EmailAttachmentReferenceType]
EMAIL_STATUS_UNSPECIFIED: EmailStatus
EMAIL_STATUS_INITIATED: EmailStatus
EMAIL_STATUS_PROCESSED: EmailStatus
EMAIL_STATUS_DELIVERED: EmailStatus
EMAIL_STATUS_OPEN: EmailStatus
EMAIL_STATUS_CLICK: EmailStatus
EMAIL_STATUS_BOUNCE: EmailStatus
EMAIL_STATUS_DROPPED: EmailStatus
EMAIL_STATUS_DEFERRED: EmailStatus
EMAIL_STATUS_UNSUBSCRIBE: EmailStatus
EMAIL_STATUS_SPAMREPORT: EmailStatus
EMAIL_ATTACHMENT_REFERENCE_TYPE_UNSPECIFIED: EmailAttachmentReferenceType
EMAIL_ATTACHMENT_REFERENCE_TYPE_RECORDING: EmailAttachmentReferenceType

class CreateEmailRequest(_message.Message):
    __slots__ = ("destinations", "subject", "content", "attachments")
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    subject: str
    content: str
    attachments: _containers.RepeatedCompositeFieldContainer[EmailAttachment]
    def __init__(self, destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., subject: _Optional[str] = ..., content: _Optional[str] = ..., attachments: _Optional[_Iterable[_Union[EmailAttachment, _Mapping]]] = ...) -> None: ...

class GetEmailRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListEmailsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEmailsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Email]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Email, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteEmailRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetEmailsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetEmailsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Email]
    def __init__(self, result: _Optional[_Iterable[_Union[Email, _Mapping]]] = ...) -> None: ...

class Email(_message.Message):
    __slots__ = ("id", "customer_id", "source", "destinations", "status", "subject", "content", "attachments", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    status: EmailStatus
    subject: str
    content: str
    attachments: _containers.RepeatedCompositeFieldContainer[EmailAttachment]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., status: _Optional[_Union[EmailStatus, str]] = ..., subject: _Optional[str] = ..., content: _Optional[str] = ..., attachments: _Optional[_Iterable[_Union[EmailAttachment, _Mapping]]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EmailAttachment(_message.Message):
    __slots__ = ("reference_type", "reference_id")
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    reference_type: EmailAttachmentReferenceType
    reference_id: str
    def __init__(self, reference_type: _Optional[_Union[EmailAttachmentReferenceType, str]] = ..., reference_id: _Optional[str] = ...) -> None: ...
