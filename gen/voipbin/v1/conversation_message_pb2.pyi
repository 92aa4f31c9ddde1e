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

class ConversationMessageDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONVERSATION_MESSAGE_DIRECTION_UNSPECIFIED: _ClassVar[ConversationMessageDirection]
    CONVERSATION_MESSAGE_DIRECTION_OUTGOING: _ClassVar[ConversationMessageDirection]
    CONVERSATION_MESSAGE_DIRECTION_INCOMING: _ClassVar[ConversationMessageDirection]

class ConversationMessageStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONVERSATION_MESSAGE_STATUS_UNSPECIFIED: _ClassVar[ConversationMessageStatus]
    CONVERSATION_MESSAGE_STATUS_SENDING: _ClassVar[ConversationMessageStatus]
    CONVERSATION_MESSAGE_STATUS_SENT: _ClassVar[ConversationMessageStatus]
    CONVERSATION_MESSAGE_STATUS_FAILED: _ClassVar[ConversationMessageStatus]
    CONVERSATION_MESSAGE_STATUS_RECEIVED: _ClassVar[ConversationMessageStatus]

class ConversationMessageReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONVERSATION_MESSAGE_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[ConversationMessageReferenceType]
    CONVERSATION_MESSAGE_REFERENCE_TYPE_NONE: _ClassVar[ConversationMessageReferenceType]
    CONVERSATION_MESSAGE_REFERENCE_TYPE_CALL: _ClassVar[ConversationMessageReferenceType]
    CONVERSATION_MESSAGE_REFERENCE_TYPE_CAMPAIGN: _ClassVar[ConversationMessageReferenceType]

class ConversationMediaType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONVERSATION_MEDIA_TYPE_UNSPECIFIED: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_IMAGE: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_VIDEO: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_AUDIO: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_FILE: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_LOCATION: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_STICKER: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_TEMPLATE: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_IMAGEMAP: _ClassVar[ConversationMediaType]
    CONVERSATION_MEDIA_TYPE_FLEX: _ClassVar[ConversationMediaType]
CONVERSATION_MESSAGE_DIRECTION_UNSPECIFIED: ConversationMessageDirection
CONVERSATION_MESSAGE_DIRECTION_OUTGOING: ConversationMessageDirection
CONVERSATION_MESSAGE_DIRECTION_INCOMING: ConversationMessageDirection
CONVERSATION_MESSAGE_STATUS_UNSPECIFIED: ConversationMessageStatus
CONVERSATION_MESSAGE_STATUS_SENDING: ConversationMessageStatus
CONVERSATION_MESSAGE_STATUS_SENT: ConversationMessageStatus
CONVERSATION_MESSAGE_STATUS_FAILED: ConversationMessageStatus
CONVERSATION_MESSAGE_STATUS_RECEIVED: ConversationMessageStatus
CONVERSATION_MESSAGE_REFERENCE_TYPE_UNSPECIFIED: ConversationMessageReferenceType
CONVERSATION_MESSAGE_REFERENCE_TYPE_NONE: ConversationMessageReferenceType
CONVERSATION_MESSAGE_REFERENCE_TYPE_CALL: ConversationMessageReferenceType
CONVERSATION_MESSAGE_REFERENCE_TYPE_CAMPAIGN: ConversationMessageReferenceType
CONVERSATION_MEDIA_TYPE_UNSPECIFIED: ConversationMediaType
CONVERSATION_MEDIA_TYPE_IMAGE: ConversationMediaType
CONVERSATION_MEDIA_TYPE_VIDEO: ConversationMediaType
CONVERSATION_MEDIA_TYPE_AUDIO: ConversationMediaType
CONVERSATION_MEDIA_TYPE_FILE: ConversationMediaType
CONVERSATION_MEDIA_TYPE_LOCATION: ConversationMediaType
CONVERSATION_MEDIA_TYPE_STICKER: ConversationMediaType
CONVERSATION_MEDIA_TYPE_TEMPLATE: ConversationMediaType
CONVERSATION_MEDIA_TYPE_IMAGEMAP: ConversationMediaType
CONVERSATION_MEDIA_TYPE_FLEX: ConversationMediaType

class ListConversationMessagesRequest(_message.Message):
    __slots__ = ("id", "page_size", "page_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    page_size: int
    page_token: str
    def __init__(self, id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConversationMessagesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[ConversationMessage]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[ConversationMessage, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateConversationMessageRequest(_message.Message):
    __slots__ = ("id", "text", "medias")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MEDIAS_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    medias: _containers.RepeatedCompositeFieldContainer[ConversationMedia]
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., medias: _Optional[_Iterable[_Union[ConversationMedia, _Mapping]]] = ...) -> None: ...

class BatchGetConversationMessagesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetConversationMessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[ConversationMessage]
    def __init__(self, result: _Optional[_Iterable[_Union[ConversationMessage, _Mapping]]] = ...) -> None: ...

class BatchListConversationMessagesRequest(_message.Message):
    __slots__ = ("conversation_ids", "page_size")
    CONVERSATION_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    conversation_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, conversation_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListConversationMessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[ConversationMessage]
    def __init__(self, result: _Optional[_Iterable[_Union[ConversationMessage, _Mapping]]] = ...) -> None: ...

class ConversationMessage(_message.Message):
    __slots__ = ("id", "customer_id", "conversation_id", "direction", "status", "reference_type", "reference_id", "text", "medias", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MEDIAS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    conversation_id: str
    direction: ConversationMessageDirection
    status: ConversationMessageStatus
    reference_type: ConversationMessageReferenceType
    reference_id: str
    text: str
    medias: _containers.RepeatedCompositeFieldContainer[ConversationMedia]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., direction: _Optional[_Union[ConversationMessageDirection, str]] = ..., status: _Optional[_Union[ConversationMessageStatus, str]] = ..., reference_type: _Optional[_Union[ConversationMessageReferenceType, str]] = ..., reference_id: _Optional[str] = ..., text: _Optional[str] = ..., medias: _Optional[_Iterable[_Union[ConversationMedia, _Mapping]]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConversationMedia(_message.Message):
    __slots__ = ("id", "customer_id", "type", "filename", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: ConversationMediaType
    filename: str
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[ConversationMediaType, str]] = ..., filename: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
