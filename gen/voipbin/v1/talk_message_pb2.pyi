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

class TalkMessageType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TALK_MESSAGE_TYPE_UNSPECIFIED: _ClassVar[TalkMessageType]
    TALK_MESSAGE_TYPE_NORMAL: _ClassVar[TalkMessageType]
    TALK_MESSAGE_TYPE_SYSTEM: _ClassVar[TalkMessageType]

class TalkMediaType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TALK_MEDIA_TYPE_UNSPECIFIED: _ClassVar[TalkMediaType]
    TALK_MEDIA_TYPE_ADDRESS: _ClassVar[TalkMediaType]
    TALK_MEDIA_TYPE_AGENT: _ClassVar[TalkMediaType]
    TALK_MEDIA_TYPE_FILE: _ClassVar[TalkMediaType]
    TALK_MEDIA_TYPE_LINK: _ClassVar[TalkMediaType]
TALK_MESSAGE_TYPE_UNSPECIFIED: TalkMessageType
TALK_MESSAGE_TYPE_NORMAL: TalkMessageType
TALK_MESSAGE_TYPE_SYSTEM: TalkMessageType
TALK_MEDIA_TYPE_UNSPECIFIED: TalkMediaType
TALK_MEDIA_TYPE_ADDRESS: TalkMediaType
TALK_MEDIA_TYPE_AGENT: TalkMediaType
TALK_MEDIA_TYPE_FILE: TalkMediaType
TALK_MEDIA_TYPE_LINK: TalkMediaType

class CreateTalkMessageRequest(_message.Message):
    __slots__ = ("chat_id", "parent_id", "type", "text", "medias")
    CHAT_ID_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MEDIAS_FIELD_NUMBER: _ClassVar[int]
    chat_id: str
    parent_id: str
    type: TalkMessageType
    text: str
    medias: _containers.RepeatedCompositeFieldContainer[TalkMedia]
    def __init__(self, chat_id: _Optional[str] = ..., parent_id: _Optional[str] = ..., type: _Optional[_Union[TalkMessageType, str]] = ..., text: _Optional[str] = ..., medias: _Optional[_Iterable[_Union[TalkMedia, _Mapping]]] = ...) -> None: ...

class GetTalkMessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListTalkMessagesRequest(_message.Message):
    __slots__ = ("chat_id", "page_size", "page_token")
    CHAT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    chat_id: str
    page_size: int
    page_token: str
    def __init__(self, chat_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTalkMessagesResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TalkMessage]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[TalkMessage, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteTalkMessageRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class AddTalkReactionRequest(_message.Message):
    __slots__ = ("id", "emoji")
    ID_FIELD_NUMBER: _ClassVar[int]
    EMOJI_FIELD_NUMBER: _ClassVar[int]
    id: str
    emoji: str
    def __init__(self, id: _Optional[str] = ..., emoji: _Optional[str] = ...) -> None: ...

class BatchGetTalkMessagesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetTalkMessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TalkMessage]
    def __init__(self, result: _Optional[_Iterable[_Union[TalkMessage, _Mapping]]] = ...) -> None: ...

class BatchListTalkMessagesRequest(_message.Message):
    __slots__ = ("chat_ids", "page_size")
    CHAT_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    chat_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, chat_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListTalkMessagesResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TalkMessage]
    def __init__(self, result: _Optional[_Iterable[_Union[TalkMessage, _Mapping]]] = ...) -> None: ...

class TalkMessage(_message.Message):
    __slots__ = ("id", "customer_id", "owner_type", "owner_id", "chat_id", "parent_id", "type", "text", "medias", "metadata", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    CHAT_ID_FIELD_NUMBER: _ClassVar[int]
    PARENT_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MEDIAS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    owner_type: str
    owner_id: str
    chat_id: str
    parent_id: str
    type: TalkMessageType
    text: str
    medias: _containers.RepeatedCompositeFieldContainer[TalkMedia]
    metadata: TalkMetadata
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., chat_id: _Optional[str] = ..., parent_id: _Optional[str] = ..., type: _Optional[_Union[TalkMessageType, str]] = ..., text: _Optional[str] = ..., medias: _Optional[_Iterable[_Union[TalkMedia, _Mapping]]] = ..., metadata: _Optional[_Union[TalkMetadata, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TalkMedia(_message.Message):
    __slots__ = ("type", "address", "agent_id", "file_id", "link_url")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    AGENT_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    LINK_URL_FIELD_NUMBER: _ClassVar[int]
    type: TalkMediaType
    address: _common_pb2.Address
    agent_id: str
    file_id: str
    link_url: str
    def __init__(self, type: _Optional[_Union[TalkMediaType, str]] = ..., address: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., agent_id: _Optional[str] = ..., file_id: _Optional[str] = ..., link_url: _Optional[str] = ...) -> None: ...

class TalkMetadata(_message.Message):
    __slots__ = ("reactions",)
    REACTIONS_FIELD_NUMBER: _ClassVar[int]
    reactions: _containers.RepeatedCompositeFieldContainer[TalkReaction]
    def __init__(self, reactions: _Optional[_Iterable[_Union[TalkReaction, _Mapping]]] = ...) -> None: ...

class TalkReaction(_message.Message):
    __slots__ = ("emoji", "owner_type", "owner_id", "tm_create")
    EMOJI_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    emoji: str
    owner_type: str
    owner_id: str
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, emoji: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
