import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AiTtsType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AI_TTS_TYPE_UNSPECIFIED: _ClassVar[AiTtsType]
    AI_TTS_TYPE_ASYNC: _ClassVar[AiTtsType]
    AI_TTS_TYPE_AWS: _ClassVar[AiTtsType]
    AI_TTS_TYPE_AZURE: _ClassVar[AiTtsType]
    AI_TTS_TYPE_CARTESIA: _ClassVar[AiTtsType]
    AI_TTS_TYPE_DEEPGRAM: _ClassVar[AiTtsType]
    AI_TTS_TYPE_ELEVENLABS: _ClassVar[AiTtsType]
    AI_TTS_TYPE_FISH: _ClassVar[AiTtsType]
    AI_TTS_TYPE_GOOGLE: _ClassVar[AiTtsType]
    AI_TTS_TYPE_GROQ: _ClassVar[AiTtsType]
    AI_TTS_TYPE_HUME: _ClassVar[AiTtsType]
    AI_TTS_TYPE_INWORLD: _ClassVar[AiTtsType]
    AI_TTS_TYPE_LMNT: _ClassVar[AiTtsType]
    AI_TTS_TYPE_MINIMAX: _ClassVar[AiTtsType]
    AI_TTS_TYPE_NEUPHONIC: _ClassVar[AiTtsType]
    AI_TTS_TYPE_NVIDIA_RIVA: _ClassVar[AiTtsType]
    AI_TTS_TYPE_OPENAI: _ClassVar[AiTtsType]
    AI_TTS_TYPE_PIPER: _ClassVar[AiTtsType]
    AI_TTS_TYPE_PLAYHT: _ClassVar[AiTtsType]
    AI_TTS_TYPE_RIME: _ClassVar[AiTtsType]
    AI_TTS_TYPE_SARVAM: _ClassVar[AiTtsType]
    AI_TTS_TYPE_XTTS: _ClassVar[AiTtsType]

class AiSttType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AI_STT_TYPE_UNSPECIFIED: _ClassVar[AiSttType]
    AI_STT_TYPE_CARTESIA: _ClassVar[AiSttType]
    AI_STT_TYPE_DEEPGRAM: _ClassVar[AiSttType]
    AI_STT_TYPE_ELEVENLABS: _ClassVar[AiSttType]
AI_TTS_TYPE_UNSPECIFIED: AiTtsType
AI_TTS_TYPE_ASYNC: AiTtsType
AI_TTS_TYPE_AWS: AiTtsType
AI_TTS_TYPE_AZURE: AiTtsType
AI_TTS_TYPE_CARTESIA: AiTtsType
AI_TTS_TYPE_DEEPGRAM: AiTtsType
AI_TTS_TYPE_ELEVENLABS: AiTtsType
AI_TTS_TYPE_FISH: AiTtsType
AI_TTS_TYPE_GOOGLE: AiTtsType
AI_TTS_TYPE_GROQ: AiTtsType
AI_TTS_TYPE_HUME: AiTtsType
AI_TTS_TYPE_INWORLD: AiTtsType
AI_TTS_TYPE_LMNT: AiTtsType
AI_TTS_TYPE_MINIMAX: AiTtsType
AI_TTS_TYPE_NEUPHONIC: AiTtsType
AI_TTS_TYPE_NVIDIA_RIVA: AiTtsType
AI_TTS_TYPE_OPENAI: AiTtsType
AI_TTS_TYPE_PIPER: AiTtsType
AI_TTS_TYPE_PLAYHT: AiTtsType
AI_TTS_TYPE_RIME: AiTtsType
AI_TTS_TYPE_SARVAM: AiTtsType
AI_TTS_TYPE_XTTS: AiTtsType
AI_STT_TYPE_UNSPECIFIED: AiSttType
AI_STT_TYPE_CARTESIA: AiSttType
AI_STT_TYPE_DEEPGRAM: AiSttType
AI_STT_TYPE_ELEVENLABS: AiSttType

class CreateAiRequest(_message.Message):
    __slots__ = ("name", "detail", "engine_model", "parameter", "engine_key", "init_prompt", "tts_type", "tts_voice_id", "stt_type", "tool_names")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ENGINE_MODEL_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_KEY_FIELD_NUMBER: _ClassVar[int]
    INIT_PROMPT_FIELD_NUMBER: _ClassVar[int]
    TTS_TYPE_FIELD_NUMBER: _ClassVar[int]
    TTS_VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    STT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TOOL_NAMES_FIELD_NUMBER: _ClassVar[int]
    name: str
    detail: str
    engine_model: str
    parameter: _struct_pb2.Struct
    engine_key: str
    init_prompt: str
    tts_type: AiTtsType
    tts_voice_id: str
    stt_type: AiSttType
    tool_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., detail: _Optional[str] = ..., engine_model: _Optional[str] = ..., parameter: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., engine_key: _Optional[str] = ..., init_prompt: _Optional[str] = ..., tts_type: _Optional[_Union[AiTtsType, str]] = ..., tts_voice_id: _Optional[str] = ..., stt_type: _Optional[_Union[AiSttType, str]] = ..., tool_names: _Optional[_Iterable[str]] = ...) -> None: ...

class GetAiRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListAisRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAisResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Ai]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Ai, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateAiRequest(_message.Message):
    __slots__ = ("id", "name", "detail", "engine_model", "parameter", "engine_key", "init_prompt", "tts_type", "tts_voice_id", "stt_type", "tool_names")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ENGINE_MODEL_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_KEY_FIELD_NUMBER: _ClassVar[int]
    INIT_PROMPT_FIELD_NUMBER: _ClassVar[int]
    TTS_TYPE_FIELD_NUMBER: _ClassVar[int]
    TTS_VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    STT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TOOL_NAMES_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    detail: str
    engine_model: str
    parameter: _struct_pb2.Struct
    engine_key: str
    init_prompt: str
    tts_type: AiTtsType
    tts_voice_id: str
    stt_type: AiSttType
    tool_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., engine_model: _Optional[str] = ..., parameter: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., engine_key: _Optional[str] = ..., init_prompt: _Optional[str] = ..., tts_type: _Optional[_Union[AiTtsType, str]] = ..., tts_voice_id: _Optional[str] = ..., stt_type: _Optional[_Union[AiSttType, str]] = ..., tool_names: _Optional[_Iterable[str]] = ...) -> None: ...

class DeleteAiRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetAisRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetAisResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Ai]
    def __init__(self, result: _Optional[_Iterable[_Union[Ai, _Mapping]]] = ...) -> None: ...

class Ai(_message.Message):
    __slots__ = ("id", "customer_id", "name", "detail", "engine_model", "parameter", "engine_key", "init_prompt", "tts_type", "tts_voice_id", "stt_type", "tool_names", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ENGINE_MODEL_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_KEY_FIELD_NUMBER: _ClassVar[int]
    INIT_PROMPT_FIELD_NUMBER: _ClassVar[int]
    TTS_TYPE_FIELD_NUMBER: _ClassVar[int]
    TTS_VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    STT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TOOL_NAMES_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    name: str
    detail: str
    engine_model: str
    parameter: _struct_pb2.Struct
    engine_key: str
    init_prompt: str
    tts_type: AiTtsType
    tts_voice_id: str
    stt_type: AiSttType
    tool_names: _containers.RepeatedScalarFieldContainer[str]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., name: _Optional[str] = ..., detail: _Optional[str] = ..., engine_model: _Optional[str] = ..., parameter: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., engine_key: _Optional[str] = ..., init_prompt: _Optional[str] = ..., tts_type: _Optional[_Union[AiTtsType, str]] = ..., tts_voice_id: _Optional[str] = ..., stt_type: _Optional[_Union[AiSttType, str]] = ..., tool_names: _Optional[_Iterable[str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
