import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import ai_pb2 as _ai_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AicallAssistanceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AICALL_ASSISTANCE_TYPE_UNSPECIFIED: _ClassVar[AicallAssistanceType]
    AICALL_ASSISTANCE_TYPE_AI: _ClassVar[AicallAssistanceType]
    AICALL_ASSISTANCE_TYPE_TEAM: _ClassVar[AicallAssistanceType]

class AicallReferenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AICALL_REFERENCE_TYPE_UNSPECIFIED: _ClassVar[AicallReferenceType]
    AICALL_REFERENCE_TYPE_CALL: _ClassVar[AicallReferenceType]
    AICALL_REFERENCE_TYPE_CONVERSATION: _ClassVar[AicallReferenceType]
    AICALL_REFERENCE_TYPE_TASK: _ClassVar[AicallReferenceType]

class AicallGender(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AICALL_GENDER_UNSPECIFIED: _ClassVar[AicallGender]
    AICALL_GENDER_MALE: _ClassVar[AicallGender]
    AICALL_GENDER_FEMALE: _ClassVar[AicallGender]
    AICALL_GENDER_NEUTRAL: _ClassVar[AicallGender]

class AicallStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AICALL_STATUS_UNSPECIFIED: _ClassVar[AicallStatus]
    AICALL_STATUS_INITIATING: _ClassVar[AicallStatus]
    AICALL_STATUS_PROGRESSING: _ClassVar[AicallStatus]
    AICALL_STATUS_PAUSING: _ClassVar[AicallStatus]
    AICALL_STATUS_RESUMING: _ClassVar[AicallStatus]
    AICALL_STATUS_TERMINATING: _ClassVar[AicallStatus]
    AICALL_STATUS_TERMINATED: _ClassVar[AicallStatus]
AICALL_ASSISTANCE_TYPE_UNSPECIFIED: AicallAssistanceType
AICALL_ASSISTANCE_TYPE_AI: AicallAssistanceType
AICALL_ASSISTANCE_TYPE_TEAM: AicallAssistanceType
AICALL_REFERENCE_TYPE_UNSPECIFIED: AicallReferenceType
AICALL_REFERENCE_TYPE_CALL: AicallReferenceType
AICALL_REFERENCE_TYPE_CONVERSATION: AicallReferenceType
AICALL_REFERENCE_TYPE_TASK: AicallReferenceType
AICALL_GENDER_UNSPECIFIED: AicallGender
AICALL_GENDER_MALE: AicallGender
AICALL_GENDER_FEMALE: AicallGender
AICALL_GENDER_NEUTRAL: AicallGender
AICALL_STATUS_UNSPECIFIED: AicallStatus
AICALL_STATUS_INITIATING: AicallStatus
AICALL_STATUS_PROGRESSING: AicallStatus
AICALL_STATUS_PAUSING: AicallStatus
AICALL_STATUS_RESUMING: AicallStatus
AICALL_STATUS_TERMINATING: AicallStatus
AICALL_STATUS_TERMINATED: AicallStatus

class CreateAicallRequest(_message.Message):
    __slots__ = ("assistance_type", "assistance_id", "reference_type", "reference_id", "gender", "language")
    ASSISTANCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ASSISTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    assistance_type: AicallAssistanceType
    assistance_id: str
    reference_type: AicallReferenceType
    reference_id: str
    gender: AicallGender
    language: str
    def __init__(self, assistance_type: _Optional[_Union[AicallAssistanceType, str]] = ..., assistance_id: _Optional[str] = ..., reference_type: _Optional[_Union[AicallReferenceType, str]] = ..., reference_id: _Optional[str] = ..., gender: _Optional[_Union[AicallGender, str]] = ..., language: _Optional[str] = ...) -> None: ...

class GetAicallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListAicallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAicallsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aicall]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Aicall, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAicallRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetAicallsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetAicallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aicall]
    def __init__(self, result: _Optional[_Iterable[_Union[Aicall, _Mapping]]] = ...) -> None: ...

class BatchListAicallsRequest(_message.Message):
    __slots__ = ("reference_ids", "page_size")
    REFERENCE_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    reference_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    def __init__(self, reference_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ...) -> None: ...

class BatchListAicallsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Aicall]
    def __init__(self, result: _Optional[_Iterable[_Union[Aicall, _Mapping]]] = ...) -> None: ...

class Aicall(_message.Message):
    __slots__ = ("id", "customer_id", "assistance_type", "assistance_id", "ai_engine_model", "ai_tts_type", "ai_tts_voice_id", "ai_stt_type", "parameter", "activeflow_id", "reference_type", "reference_id", "confbridge_id", "status", "gender", "language", "tm_end", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ASSISTANCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ASSISTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    AI_ENGINE_MODEL_FIELD_NUMBER: _ClassVar[int]
    AI_TTS_TYPE_FIELD_NUMBER: _ClassVar[int]
    AI_TTS_VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    AI_STT_TYPE_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    ACTIVEFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    CONFBRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TM_END_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    assistance_type: AicallAssistanceType
    assistance_id: str
    ai_engine_model: str
    ai_tts_type: _ai_pb2.AiTtsType
    ai_tts_voice_id: str
    ai_stt_type: _ai_pb2.AiSttType
    parameter: _struct_pb2.Struct
    activeflow_id: str
    reference_type: AicallReferenceType
    reference_id: str
    confbridge_id: str
    status: AicallStatus
    gender: AicallGender
    language: str
    tm_end: _timestamp_pb2.Timestamp
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., assistance_type: _Optional[_Union[AicallAssistanceType, str]] = ..., assistance_id: _Optional[str] = ..., ai_engine_model: _Optional[str] = ..., ai_tts_type: _Optional[_Union[_ai_pb2.AiTtsType, str]] = ..., ai_tts_voice_id: _Optional[str] = ..., ai_stt_type: _Optional[_Union[_ai_pb2.AiSttType, str]] = ..., parameter: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., activeflow_id: _Optional[str] = ..., reference_type: _Optional[_Union[AicallReferenceType, str]] = ..., reference_id: _Optional[str] = ..., confbridge_id: _Optional[str] = ..., status: _Optional[_Union[AicallStatus, str]] = ..., gender: _Optional[_Union[AicallGender, str]] = ..., language: _Optional[str] = ..., tm_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
