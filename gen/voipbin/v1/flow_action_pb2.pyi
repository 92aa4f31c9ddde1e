import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2
from voipbin.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FlowActionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FLOW_ACTION_TYPE_UNSPECIFIED: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_AI_TALK: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_AI_SUMMARY: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_AMD: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_ANSWER: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_BEEP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_BRANCH: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CALL: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONDITION_CALL_DIGITS: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONDITION_CALL_STATUS: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONDITION_DATETIME: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONDITION_VARIABLE: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONFBRIDGE_JOIN: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONFERENCE_JOIN: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONNECT: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_CONVERSATION_SEND: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_DIGITS_RECEIVE: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_DIGITS_SEND: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_ECHO: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_EMAIL_SEND: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_EXTERNAL_MEDIA_START: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_EXTERNAL_MEDIA_STOP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_FETCH: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_FETCH_FLOW: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_GOTO: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_HANGUP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_MESSAGE_SEND: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_MUTE: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_PLAY: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_QUEUE_JOIN: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_RECORDING_START: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_RECORDING_STOP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_SLEEP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_STOP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_STREAM_ECHO: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_TALK: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_TRANSCRIBE_START: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_TRANSCRIBE_STOP: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_TRANSCRIBE_RECORDING: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_VARIABLE_SET: _ClassVar[FlowActionType]
    FLOW_ACTION_TYPE_WEBHOOK_SEND: _ClassVar[FlowActionType]
FLOW_ACTION_TYPE_UNSPECIFIED: FlowActionType
FLOW_ACTION_TYPE_AI_TALK: FlowActionType
FLOW_ACTION_TYPE_AI_SUMMARY: FlowActionType
FLOW_ACTION_TYPE_AMD: FlowActionType
FLOW_ACTION_TYPE_ANSWER: FlowActionType
FLOW_ACTION_TYPE_BEEP: FlowActionType
FLOW_ACTION_TYPE_BRANCH: FlowActionType
FLOW_ACTION_TYPE_CALL: FlowActionType
FLOW_ACTION_TYPE_CONDITION_CALL_DIGITS: FlowActionType
FLOW_ACTION_TYPE_CONDITION_CALL_STATUS: FlowActionType
FLOW_ACTION_TYPE_CONDITION_DATETIME: FlowActionType
FLOW_ACTION_TYPE_CONDITION_VARIABLE: FlowActionType
FLOW_ACTION_TYPE_CONFBRIDGE_JOIN: FlowActionType
FLOW_ACTION_TYPE_CONFERENCE_JOIN: FlowActionType
FLOW_ACTION_TYPE_CONNECT: FlowActionType
FLOW_ACTION_TYPE_CONVERSATION_SEND: FlowActionType
FLOW_ACTION_TYPE_DIGITS_RECEIVE: FlowActionType
FLOW_ACTION_TYPE_DIGITS_SEND: FlowActionType
FLOW_ACTION_TYPE_ECHO: FlowActionType
FLOW_ACTION_TYPE_EMAIL_SEND: FlowActionType
FLOW_ACTION_TYPE_EXTERNAL_MEDIA_START: FlowActionType
FLOW_ACTION_TYPE_EXTERNAL_MEDIA_STOP: FlowActionType
FLOW_ACTION_TYPE_FETCH: FlowActionType
FLOW_ACTION_TYPE_FETCH_FLOW: FlowActionType
FLOW_ACTION_TYPE_GOTO: FlowActionType
FLOW_ACTION_TYPE_HANGUP: FlowActionType
FLOW_ACTION_TYPE_MESSAGE_SEND: FlowActionType
FLOW_ACTION_TYPE_MUTE: FlowActionType
FLOW_ACTION_TYPE_PLAY: FlowActionType
FLOW_ACTION_TYPE_QUEUE_JOIN: FlowActionType
FLOW_ACTION_TYPE_RECORDING_START: FlowActionType
FLOW_ACTION_TYPE_RECORDING_STOP: FlowActionType
FLOW_ACTION_TYPE_SLEEP: FlowActionType
FLOW_ACTION_TYPE_STOP: FlowActionType
FLOW_ACTION_TYPE_STREAM_ECHO: FlowActionType
FLOW_ACTION_TYPE_TALK: FlowActionType
FLOW_ACTION_TYPE_TRANSCRIBE_START: FlowActionType
FLOW_ACTION_TYPE_TRANSCRIBE_STOP: FlowActionType
FLOW_ACTION_TYPE_TRANSCRIBE_RECORDING: FlowActionType
FLOW_ACTION_TYPE_VARIABLE_SET: FlowActionType
FLOW_ACTION_TYPE_WEBHOOK_SEND: FlowActionType

class FlowAction(_message.Message):
    __slots__ = ("id", "next_id", "type", "option", "tm_execute")
    ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    TM_EXECUTE_FIELD_NUMBER: _ClassVar[int]
    id: str
    next_id: str
    type: FlowActionType
    option: _struct_pb2.Struct
    tm_execute: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., next_id: _Optional[str] = ..., type: _Optional[_Union[FlowActionType, str]] = ..., option: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., tm_execute: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AITalkOption(_message.Message):
    __slots__ = ("ai_id", "assistance_type", "assistance_id", "resume", "gender", "language", "duration")
    AI_ID_FIELD_NUMBER: _ClassVar[int]
    ASSISTANCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ASSISTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    ai_id: str
    assistance_type: str
    assistance_id: str
    resume: bool
    gender: str
    language: str
    duration: int
    def __init__(self, ai_id: _Optional[str] = ..., assistance_type: _Optional[str] = ..., assistance_id: _Optional[str] = ..., resume: _Optional[bool] = ..., gender: _Optional[str] = ..., language: _Optional[str] = ..., duration: _Optional[int] = ...) -> None: ...

class AISummaryOption(_message.Message):
    __slots__ = ("on_end_flow_id", "reference_type", "reference_id", "language")
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    on_end_flow_id: str
    reference_type: str
    reference_id: str
    language: str
    def __init__(self, on_end_flow_id: _Optional[str] = ..., reference_type: _Optional[str] = ..., reference_id: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class AMDOption(_message.Message):
    __slots__ = ("machine_handle",)
    MACHINE_HANDLE_FIELD_NUMBER: _ClassVar[int]
    ASYNC_FIELD_NUMBER: _ClassVar[int]
    machine_handle: str
    def __init__(self, machine_handle: _Optional[str] = ..., **kwargs) -> None: ...

class AnswerOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class BeepOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class BranchOption(_message.Message):
    __slots__ = ("variable", "default_target_id", "target_ids")
    class TargetIdsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    VARIABLE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_IDS_FIELD_NUMBER: _ClassVar[int]
    variable: str
    default_target_id: str
    target_ids: _containers.ScalarMap[str, str]
    def __init__(self, variable: _Optional[str] = ..., default_target_id: _Optional[str] = ..., target_ids: _Optional[_Mapping[str, str]] = ...) -> None: ...

class CallOption(_message.Message):
    __slots__ = ("source", "destinations", "flow_id", "actions", "chained", "early_execution")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    CHAINED_FIELD_NUMBER: _ClassVar[int]
    EARLY_EXECUTION_FIELD_NUMBER: _ClassVar[int]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    flow_id: str
    actions: _containers.RepeatedCompositeFieldContainer[FlowAction]
    chained: bool
    early_execution: bool
    def __init__(self, source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., flow_id: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[FlowAction, _Mapping]]] = ..., chained: _Optional[bool] = ..., early_execution: _Optional[bool] = ...) -> None: ...

class ConditionCallDigitsOption(_message.Message):
    __slots__ = ("length", "key", "false_target_id")
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    FALSE_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    length: int
    key: str
    false_target_id: str
    def __init__(self, length: _Optional[int] = ..., key: _Optional[str] = ..., false_target_id: _Optional[str] = ...) -> None: ...

class ConditionCallStatusOption(_message.Message):
    __slots__ = ("status", "false_target_id")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FALSE_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    status: str
    false_target_id: str
    def __init__(self, status: _Optional[str] = ..., false_target_id: _Optional[str] = ...) -> None: ...

class ConditionDatetimeOption(_message.Message):
    __slots__ = ("condition", "minute", "hour", "day", "month", "weekdays", "false_target_id")
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    MINUTE_FIELD_NUMBER: _ClassVar[int]
    HOUR_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    MONTH_FIELD_NUMBER: _ClassVar[int]
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    FALSE_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    condition: str
    minute: int
    hour: int
    day: int
    month: int
    weekdays: _containers.RepeatedScalarFieldContainer[int]
    false_target_id: str
    def __init__(self, condition: _Optional[str] = ..., minute: _Optional[int] = ..., hour: _Optional[int] = ..., day: _Optional[int] = ..., month: _Optional[int] = ..., weekdays: _Optional[_Iterable[int]] = ..., false_target_id: _Optional[str] = ...) -> None: ...

class ConditionVariableOption(_message.Message):
    __slots__ = ("condition", "variable", "value_type", "value_string", "value_number", "value_length", "false_target_id")
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    VARIABLE_FIELD_NUMBER: _ClassVar[int]
    VALUE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_STRING_FIELD_NUMBER: _ClassVar[int]
    VALUE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VALUE_LENGTH_FIELD_NUMBER: _ClassVar[int]
    FALSE_TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    condition: str
    variable: str
    value_type: str
    value_string: str
    value_number: float
    value_length: int
    false_target_id: str
    def __init__(self, condition: _Optional[str] = ..., variable: _Optional[str] = ..., value_type: _Optional[str] = ..., value_string: _Optional[str] = ..., value_number: _Optional[float] = ..., value_length: _Optional[int] = ..., false_target_id: _Optional[str] = ...) -> None: ...

class ConfbridgeJoinOption(_message.Message):
    __slots__ = ("confbridge_id",)
    CONFBRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    confbridge_id: str
    def __init__(self, confbridge_id: _Optional[str] = ...) -> None: ...

class ConferenceJoinOption(_message.Message):
    __slots__ = ("conference_id",)
    CONFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    conference_id: str
    def __init__(self, conference_id: _Optional[str] = ...) -> None: ...

class ConnectOption(_message.Message):
    __slots__ = ("source", "destinations", "early_media", "relay_reason")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    EARLY_MEDIA_FIELD_NUMBER: _ClassVar[int]
    RELAY_REASON_FIELD_NUMBER: _ClassVar[int]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    early_media: bool
    relay_reason: bool
    def __init__(self, source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., early_media: _Optional[bool] = ..., relay_reason: _Optional[bool] = ...) -> None: ...

class ConversationSendOption(_message.Message):
    __slots__ = ("conversation_id", "text", "sync")
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SYNC_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    text: str
    sync: bool
    def __init__(self, conversation_id: _Optional[str] = ..., text: _Optional[str] = ..., sync: _Optional[bool] = ...) -> None: ...

class DigitsReceiveOption(_message.Message):
    __slots__ = ("duration", "key", "length")
    DURATION_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    duration: int
    key: str
    length: int
    def __init__(self, duration: _Optional[int] = ..., key: _Optional[str] = ..., length: _Optional[int] = ...) -> None: ...

class DigitsSendOption(_message.Message):
    __slots__ = ("digits", "duration", "interval")
    DIGITS_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    digits: str
    duration: int
    interval: int
    def __init__(self, digits: _Optional[str] = ..., duration: _Optional[int] = ..., interval: _Optional[int] = ...) -> None: ...

class EchoOption(_message.Message):
    __slots__ = ("duration",)
    DURATION_FIELD_NUMBER: _ClassVar[int]
    duration: int
    def __init__(self, duration: _Optional[int] = ...) -> None: ...

class EmailSendOption(_message.Message):
    __slots__ = ("destinations", "subject", "content", "attachments")
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    subject: str
    content: str
    attachments: _containers.RepeatedCompositeFieldContainer[EmailAttachmentOption]
    def __init__(self, destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., subject: _Optional[str] = ..., content: _Optional[str] = ..., attachments: _Optional[_Iterable[_Union[EmailAttachmentOption, _Mapping]]] = ...) -> None: ...

class ExternalMediaStartOption(_message.Message):
    __slots__ = ("external_host", "encapsulation", "transport", "connection_type", "format", "direction", "data", "transport_data", "direction_listen", "direction_speak")
    EXTERNAL_HOST_FIELD_NUMBER: _ClassVar[int]
    ENCAPSULATION_FIELD_NUMBER: _ClassVar[int]
    TRANSPORT_FIELD_NUMBER: _ClassVar[int]
    CONNECTION_TYPE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    TRANSPORT_DATA_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_LISTEN_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_SPEAK_FIELD_NUMBER: _ClassVar[int]
    external_host: str
    encapsulation: str
    transport: str
    connection_type: str
    format: str
    direction: str
    data: str
    transport_data: str
    direction_listen: str
    direction_speak: str
    def __init__(self, external_host: _Optional[str] = ..., encapsulation: _Optional[str] = ..., transport: _Optional[str] = ..., connection_type: _Optional[str] = ..., format: _Optional[str] = ..., direction: _Optional[str] = ..., data: _Optional[str] = ..., transport_data: _Optional[str] = ..., direction_listen: _Optional[str] = ..., direction_speak: _Optional[str] = ...) -> None: ...

class ExternalMediaStopOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class FetchOption(_message.Message):
    __slots__ = ("event_url", "event_method")
    EVENT_URL_FIELD_NUMBER: _ClassVar[int]
    EVENT_METHOD_FIELD_NUMBER: _ClassVar[int]
    event_url: str
    event_method: str
    def __init__(self, event_url: _Optional[str] = ..., event_method: _Optional[str] = ...) -> None: ...

class FetchFlowOption(_message.Message):
    __slots__ = ("flow_id",)
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    def __init__(self, flow_id: _Optional[str] = ...) -> None: ...

class GotoOption(_message.Message):
    __slots__ = ("target_id", "loop_count")
    TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_COUNT_FIELD_NUMBER: _ClassVar[int]
    target_id: str
    loop_count: int
    def __init__(self, target_id: _Optional[str] = ..., loop_count: _Optional[int] = ...) -> None: ...

class HangupOption(_message.Message):
    __slots__ = ("reason", "reference_id")
    REASON_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    reason: str
    reference_id: str
    def __init__(self, reason: _Optional[str] = ..., reference_id: _Optional[str] = ...) -> None: ...

class MessageSendOption(_message.Message):
    __slots__ = ("source", "destinations", "text")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    text: str
    def __init__(self, source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., text: _Optional[str] = ...) -> None: ...

class MuteOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PlayOption(_message.Message):
    __slots__ = ("stream_urls",)
    STREAM_URLS_FIELD_NUMBER: _ClassVar[int]
    stream_urls: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, stream_urls: _Optional[_Iterable[str]] = ...) -> None: ...

class QueueJoinOption(_message.Message):
    __slots__ = ("queue_id",)
    QUEUE_ID_FIELD_NUMBER: _ClassVar[int]
    queue_id: str
    def __init__(self, queue_id: _Optional[str] = ...) -> None: ...

class RecordingStartOption(_message.Message):
    __slots__ = ("format", "end_of_silence", "end_of_key", "duration", "beep_start", "on_end_flow_id")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    END_OF_SILENCE_FIELD_NUMBER: _ClassVar[int]
    END_OF_KEY_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    BEEP_START_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    format: str
    end_of_silence: int
    end_of_key: str
    duration: int
    beep_start: bool
    on_end_flow_id: str
    def __init__(self, format: _Optional[str] = ..., end_of_silence: _Optional[int] = ..., end_of_key: _Optional[str] = ..., duration: _Optional[int] = ..., beep_start: _Optional[bool] = ..., on_end_flow_id: _Optional[str] = ...) -> None: ...

class RecordingStopOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SleepOption(_message.Message):
    __slots__ = ("duration",)
    DURATION_FIELD_NUMBER: _ClassVar[int]
    duration: int
    def __init__(self, duration: _Optional[int] = ...) -> None: ...

class StopOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StreamEchoOption(_message.Message):
    __slots__ = ("duration",)
    DURATION_FIELD_NUMBER: _ClassVar[int]
    duration: int
    def __init__(self, duration: _Optional[int] = ...) -> None: ...

class TalkOption(_message.Message):
    __slots__ = ("text", "gender", "language", "provider", "voice_id", "digits_handle")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    DIGITS_HANDLE_FIELD_NUMBER: _ClassVar[int]
    ASYNC_FIELD_NUMBER: _ClassVar[int]
    text: str
    gender: str
    language: str
    provider: str
    voice_id: str
    digits_handle: str
    def __init__(self, text: _Optional[str] = ..., gender: _Optional[str] = ..., language: _Optional[str] = ..., provider: _Optional[str] = ..., voice_id: _Optional[str] = ..., digits_handle: _Optional[str] = ..., **kwargs) -> None: ...

class TranscribeStartOption(_message.Message):
    __slots__ = ("language", "on_end_flow_id", "provider", "direction")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    language: str
    on_end_flow_id: str
    provider: str
    direction: str
    def __init__(self, language: _Optional[str] = ..., on_end_flow_id: _Optional[str] = ..., provider: _Optional[str] = ..., direction: _Optional[str] = ...) -> None: ...

class TranscribeStopOption(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TranscribeRecordingOption(_message.Message):
    __slots__ = ("language", "on_end_flow_id", "provider", "direction")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    language: str
    on_end_flow_id: str
    provider: str
    direction: str
    def __init__(self, language: _Optional[str] = ..., on_end_flow_id: _Optional[str] = ..., provider: _Optional[str] = ..., direction: _Optional[str] = ...) -> None: ...

class VariableSetOption(_message.Message):
    __slots__ = ("key", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    value: str
    def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class WebhookSendOption(_message.Message):
    __slots__ = ("sync", "uri", "method", "data_type", "data")
    SYNC_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    DATA_TYPE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    sync: bool
    uri: str
    method: str
    data_type: str
    data: str
    def __init__(self, sync: _Optional[bool] = ..., uri: _Optional[str] = ..., method: _Optional[str] = ..., data_type: _Optional[str] = ..., data: _Optional[str] = ...) -> None: ...

class EmailAttachmentOption(_message.Message):
    __slots__ = ("reference_type", "reference_id")
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    reference_type: str
    reference_id: str
    def __init__(self, reference_type: _Optional[str] = ..., reference_id: _Optional[str] = ...) -> None: ...
