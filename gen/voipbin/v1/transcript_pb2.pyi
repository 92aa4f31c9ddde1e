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

class TranscriptDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSCRIPT_DIRECTION_UNSPECIFIED: _ClassVar[TranscriptDirection]
    TRANSCRIPT_DIRECTION_BOTH: _ClassVar[TranscriptDirection]
    TRANSCRIPT_DIRECTION_IN: _ClassVar[TranscriptDirection]
    TRANSCRIPT_DIRECTION_OUT: _ClassVar[TranscriptDirection]
TRANSCRIPT_DIRECTION_UNSPECIFIED: TranscriptDirection
TRANSCRIPT_DIRECTION_BOTH: TranscriptDirection
TRANSCRIPT_DIRECTION_IN: TranscriptDirection
TRANSCRIPT_DIRECTION_OUT: TranscriptDirection

class ListTranscriptsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "transcribe_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    transcribe_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., transcribe_id: _Optional[str] = ...) -> None: ...

class ListTranscriptsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Transcript]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Transcript, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BatchListTranscriptsRequest(_message.Message):
    __slots__ = ("transcribe_ids", "page_size")
    TRANSCRIBE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    transcribe_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, transcribe_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListTranscriptsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Transcript]
    def __init__(self, result: _Optional[_Iterable[_Union[Transcript, _Mapping]]] = ...) -> None: ...

class Transcript(_message.Message):
    __slots__ = ("id", "customer_id", "transcribe_id", "direction", "message", "tm_transcript", "tm_create")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TM_TRANSCRIPT_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    transcribe_id: str
    direction: TranscriptDirection
    message: str
    tm_transcript: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., transcribe_id: _Optional[str] = ..., direction: _Optional[_Union[TranscriptDirection, str]] = ..., message: _Optional[str] = ..., tm_transcript: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TranscribeSpeech(_message.Message):
    __slots__ = ("id", "customer_id", "streaming_id", "transcribe_id", "direction", "message", "tm_event", "tm_create")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    STREAMING_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TM_EVENT_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    streaming_id: str
    transcribe_id: str
    direction: TranscriptDirection
    message: str
    tm_event: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., streaming_id: _Optional[str] = ..., transcribe_id: _Optional[str] = ..., direction: _Optional[_Union[TranscriptDirection, str]] = ..., message: _Optional[str] = ..., tm_event: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
