import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from voipbin.v1 import flow_action_pb2 as _flow_action_pb2
from voipbin.v1 import groupcall_pb2 as _groupcall_pb2
from voipbin.v1 import recording_pb2 as _recording_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_TYPE_UNSPECIFIED: _ClassVar[CallType]
    CALL_TYPE_FLOW: _ClassVar[CallType]
    CALL_TYPE_CONFERENCE: _ClassVar[CallType]
    CALL_TYPE_SIP_SERVICE: _ClassVar[CallType]

class CallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_STATUS_UNSPECIFIED: _ClassVar[CallStatus]
    CALL_STATUS_DIALING: _ClassVar[CallStatus]
    CALL_STATUS_RINGING: _ClassVar[CallStatus]
    CALL_STATUS_PROGRESSING: _ClassVar[CallStatus]
    CALL_STATUS_TERMINATING: _ClassVar[CallStatus]
    CALL_STATUS_CANCELING: _ClassVar[CallStatus]
    CALL_STATUS_HANGUP: _ClassVar[CallStatus]

class CallDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_DIRECTION_UNSPECIFIED: _ClassVar[CallDirection]
    CALL_DIRECTION_INCOMING: _ClassVar[CallDirection]
    CALL_DIRECTION_OUTGOING: _ClassVar[CallDirection]

class CallMuteDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_MUTE_DIRECTION_UNSPECIFIED: _ClassVar[CallMuteDirection]
    CALL_MUTE_DIRECTION_BOTH: _ClassVar[CallMuteDirection]
    CALL_MUTE_DIRECTION_OUT: _ClassVar[CallMuteDirection]
    CALL_MUTE_DIRECTION_IN: _ClassVar[CallMuteDirection]

class CallHangupBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_HANGUP_BY_UNSPECIFIED: _ClassVar[CallHangupBy]
    CALL_HANGUP_BY_REMOTE: _ClassVar[CallHangupBy]
    CALL_HANGUP_BY_LOCAL: _ClassVar[CallHangupBy]

class CallHangupReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_HANGUP_REASON_UNSPECIFIED: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_NORMAL: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_FAILED: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_BUSY: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_CANCEL: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_TIMEOUT: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_NOANSWER: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_DIALOUT: _ClassVar[CallHangupReason]
    CALL_HANGUP_REASON_AMD: _ClassVar[CallHangupReason]
CALL_TYPE_UNSPECIFIED: CallType
CALL_TYPE_FLOW: CallType
CALL_TYPE_CONFERENCE: CallType
CALL_TYPE_SIP_SERVICE: CallType
CALL_STATUS_UNSPECIFIED: CallStatus
CALL_STATUS_DIALING: CallStatus
CALL_STATUS_RINGING: CallStatus
CALL_STATUS_PROGRESSING: CallStatus
CALL_STATUS_TERMINATING: CallStatus
CALL_STATUS_CANCELING: CallStatus
CALL_STATUS_HANGUP: CallStatus
CALL_DIRECTION_UNSPECIFIED: CallDirection
CALL_DIRECTION_INCOMING: CallDirection
CALL_DIRECTION_OUTGOING: CallDirection
CALL_MUTE_DIRECTION_UNSPECIFIED: CallMuteDirection
CALL_MUTE_DIRECTION_BOTH: CallMuteDirection
CALL_MUTE_DIRECTION_OUT: CallMuteDirection
CALL_MUTE_DIRECTION_IN: CallMuteDirection
CALL_HANGUP_BY_UNSPECIFIED: CallHangupBy
CALL_HANGUP_BY_REMOTE: CallHangupBy
CALL_HANGUP_BY_LOCAL: CallHangupBy
CALL_HANGUP_REASON_UNSPECIFIED: CallHangupReason
CALL_HANGUP_REASON_NORMAL: CallHangupReason
CALL_HANGUP_REASON_FAILED: CallHangupReason
CALL_HANGUP_REASON_BUSY: CallHangupReason
CALL_HANGUP_REASON_CANCEL: CallHangupReason
CALL_HANGUP_REASON_TIMEOUT: CallHangupReason
CALL_HANGUP_REASON_NOANSWER: CallHangupReason
CALL_HANGUP_REASON_DIALOUT: CallHangupReason
CALL_HANGUP_REASON_AMD: CallHangupReason

class CreateCallsRequest(_message.Message):
    __slots__ = ("flow_id", "actions", "source", "destinations")
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATIONS_FIELD_NUMBER: _ClassVar[int]
    flow_id: str
    actions: _containers.RepeatedCompositeFieldContainer[_flow_action_pb2.FlowAction]
    source: _common_pb2.Address
    destinations: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    def __init__(self, flow_id: _Optional[str] = ..., actions: _Optional[_Iterable[_Union[_flow_action_pb2.FlowAction, _Mapping]]] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destinations: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ...) -> None: ...

class CreateCallsResponse(_message.Message):
    __slots__ = ("calls", "groupcalls")
    CALLS_FIELD_NUMBER: _ClassVar[int]
    GROUPCALLS_FIELD_NUMBER: _ClassVar[int]
    calls: _containers.RepeatedCompositeFieldContainer[Call]
    groupcalls: _containers.RepeatedCompositeFieldContainer[_groupcall_pb2.Groupcall]
    def __init__(self, calls: _Optional[_Iterable[_Union[Call, _Mapping]]] = ..., groupcalls: _Optional[_Iterable[_Union[_groupcall_pb2.Groupcall, _Mapping]]] = ...) -> None: ...

class GetCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListCallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Call]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Call, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class HangupCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class HoldCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UnholdCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StartCallMohRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class StopCallMohRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class MuteCallRequest(_message.Message):
    __slots__ = ("id", "direction")
    ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    id: str
    direction: CallMuteDirection
    def __init__(self, id: _Optional[str] = ..., direction: _Optional[_Union[CallMuteDirection, str]] = ...) -> None: ...

class UnmuteCallRequest(_message.Message):
    __slots__ = ("id", "direction")
    ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    id: str
    direction: CallMuteDirection
    def __init__(self, id: _Optional[str] = ..., direction: _Optional[_Union[CallMuteDirection, str]] = ...) -> None: ...

class SilenceCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class UnsilenceCallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class TalkCallRequest(_message.Message):
    __slots__ = ("id", "text", "language", "provider", "voice_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    text: str
    language: str
    provider: str
    voice_id: str
    def __init__(self, id: _Optional[str] = ..., text: _Optional[str] = ..., language: _Optional[str] = ..., provider: _Optional[str] = ..., voice_id: _Optional[str] = ...) -> None: ...

class StartCallRecordingRequest(_message.Message):
    __slots__ = ("id", "format", "end_of_silence", "end_of_key", "duration", "on_end_flow_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    END_OF_SILENCE_FIELD_NUMBER: _ClassVar[int]
    END_OF_KEY_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    ON_END_FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    format: _recording_pb2.RecordingFormat
    end_of_silence: int
    end_of_key: str
    duration: int
    on_end_flow_id: str
    def __init__(self, id: _Optional[str] = ..., format: _Optional[_Union[_recording_pb2.RecordingFormat, str]] = ..., end_of_silence: _Optional[int] = ..., end_of_key: _Optional[str] = ..., duration: _Optional[int] = ..., on_end_flow_id: _Optional[str] = ...) -> None: ...

class StopCallRecordingRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class CallOperationResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class BatchGetCallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetCallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Call]
    def __init__(self, result: _Optional[_Iterable[_Union[Call, _Mapping]]] = ...) -> None: ...

class BatchListCallsByNumberRequest(_message.Message):
    __slots__ = ("numbers", "page_size")
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    numbers: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, numbers: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListCallsByNumberResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[NumberedCall]
    def __init__(self, result: _Optional[_Iterable[_Union[NumberedCall, _Mapping]]] = ...) -> None: ...

class NumberedCall(_message.Message):
    __slots__ = ("number", "call")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CALL_FIELD_NUMBER: _ClassVar[int]
    number: str
    call: Call
    def __init__(self, number: _Optional[str] = ..., call: _Optional[_Union[Call, _Mapping]] = ...) -> None: ...

class Call(_message.Message):
    __slots__ = ("id", "customer_id", "owner_type", "owner_id", "flow_id", "activeflow_id", "type", "master_call_id", "chained_call_ids", "recording_id", "recording_ids", "groupcall_id", "source", "destination", "status", "action", "direction", "mute_direction", "hangup_by", "hangup_reason", "tm_progressing", "tm_ringing", "tm_hangup", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_TYPE_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    FLOW_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    MASTER_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CHAINED_CALL_IDS_FIELD_NUMBER: _ClassVar[int]
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDING_IDS_FIELD_NUMBER: _ClassVar[int]
    GROUPCALL_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    MUTE_DIRECTION_FIELD_NUMBER: _ClassVar[int]
    HANGUP_BY_FIELD_NUMBER: _ClassVar[int]
    HANGUP_REASON_FIELD_NUMBER: _ClassVar[int]
    TM_PROGRESSING_FIELD_NUMBER: _ClassVar[int]
    TM_RINGING_FIELD_NUMBER: _ClassVar[int]
    TM_HANGUP_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    owner_type: str
    owner_id: str
    flow_id: str
    activeflow_id: str
    type: CallType
    master_call_id: str
    chained_call_ids: _containers.RepeatedScalarFieldContainer[str]
    recording_id: str
    recording_ids: _containers.RepeatedScalarFieldContainer[str]
    groupcall_id: str
    source: _common_pb2.Address
    destination: _common_pb2.Address
    status: CallStatus
    action: _flow_action_pb2.FlowAction
    direction: CallDirection
    mute_direction: CallMuteDirection
    hangup_by: CallHangupBy
    hangup_reason: CallHangupReason
    tm_progressing: _timestamp_pb2.Timestamp
    tm_ringing: _timestamp_pb2.Timestamp
    tm_hangup: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., owner_type: _Optional[str] = ..., owner_id: _Optional[str] = ..., flow_id: _Optional[str] = ..., activeflow_id: _Optional[str] = ..., type: _Optional[_Union[CallType, str]] = ..., master_call_id: _Optional[str] = ..., chained_call_ids: _Optional[_Iterable[str]] = ..., recording_id: _Optional[str] = ..., recording_ids: _Optional[_Iterable[str]] = ..., groupcall_id: _Optional[str] = ..., source: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., destination: _Optional[_Union[_common_pb2.Address, _Mapping]] = ..., status: _Optional[_Union[CallStatus, str]] = ..., action: _Optional[_Union[_flow_action_pb2.FlowAction, _Mapping]] = ..., direction: _Optional[_Union[CallDirection, str]] = ..., mute_direction: _Optional[_Union[CallMuteDirection, str]] = ..., hangup_by: _Optional[_Union[CallHangupBy, str]] = ..., hangup_reason: _Optional[_Union[CallHangupReason, str]] = ..., tm_progressing: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_ringing: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_hangup: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StreamCallMediaRequest(_message.Message):
    __slots__ = ("id", "encapsulation")
    ID_FIELD_NUMBER: _ClassVar[int]
    ENCAPSULATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    encapsulation: _common_pb2.MediaEncapsulation
    def __init__(self, id: _Optional[str] = ..., encapsulation: _Optional[_Union[_common_pb2.MediaEncapsulation, str]] = ...) -> None: ...

class StreamCallMediaResponse(_message.Message):
    __slots__ = ("address", "token")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    address: str
    token: str
    def __init__(self, address: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...
