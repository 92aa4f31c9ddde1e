from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AudioEncoding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIO_ENCODING_UNSPECIFIED: _ClassVar[AudioEncoding]
    AUDIO_ENCODING_PCMU: _ClassVar[AudioEncoding]
    AUDIO_ENCODING_L16: _ClassVar[AudioEncoding]
    AUDIO_ENCODING_OPUS: _ClassVar[AudioEncoding]

class AudioDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIO_DIRECTION_UNSPECIFIED: _ClassVar[AudioDirection]
    AUDIO_DIRECTION_MIX: _ClassVar[AudioDirection]
    AUDIO_DIRECTION_IN: _ClassVar[AudioDirection]
    AUDIO_DIRECTION_OUT: _ClassVar[AudioDirection]
    AUDIO_DIRECTION_SEPARATE: _ClassVar[AudioDirection]
    AUDIO_DIRECTION_NONE: _ClassVar[AudioDirection]
AUDIO_ENCODING_UNSPECIFIED: AudioEncoding
AUDIO_ENCODING_PCMU: AudioEncoding
AUDIO_ENCODING_L16: AudioEncoding
AUDIO_ENCODING_OPUS: AudioEncoding
AUDIO_DIRECTION_UNSPECIFIED: AudioDirection
AUDIO_DIRECTION_MIX: AudioDirection
AUDIO_DIRECTION_IN: AudioDirection
AUDIO_DIRECTION_OUT: AudioDirection
AUDIO_DIRECTION_SEPARATE: AudioDirection
AUDIO_DIRECTION_NONE: AudioDirection

class StreamAudioRequest(_message.Message):
    __slots__ = ("start", "audio", "mark", "clear", "dtmf", "credit", "members")
    START_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    CLEAR_FIELD_NUMBER: _ClassVar[int]
    DTMF_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    start: StartAudio
    audio: AudioFrame
    mark: Mark
    clear: Clear
    dtmf: Dtmf
    credit: Credit
    members: Members
    def __init__(self, start: _Optional[_Union[StartAudio, _Mapping]] = ..., audio: _Optional[_Union[AudioFrame, _Mapping]] = ..., mark: _Optional[_Union[Mark, _Mapping]] = ..., clear: _Optional[_Union[Clear, _Mapping]] = ..., dtmf: _Optional[_Union[Dtmf, _Mapping]] = ..., credit: _Optional[_Union[Credit, _Mapping]] = ..., members: _Optional[_Union[Members, _Mapping]] = ...) -> None: ...

class StreamAudioResponse(_message.Message):
    __slots__ = ("started", "audio", "played", "cleared", "dtmf", "hold", "dropped", "ended", "members")
    STARTED_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    PLAYED_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    DTMF_FIELD_NUMBER: _ClassVar[int]
    HOLD_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    started: Started
    audio: AudioFrame
    played: Played
    cleared: Cleared
    dtmf: Dtmf
    hold: Hold
    dropped: Dropped
    ended: Ended
    members: Members
    def __init__(self, started: _Optional[_Union[Started, _Mapping]] = ..., audio: _Optional[_Union[AudioFrame, _Mapping]] = ..., played: _Optional[_Union[Played, _Mapping]] = ..., cleared: _Optional[_Union[Cleared, _Mapping]] = ..., dtmf: _Optional[_Union[Dtmf, _Mapping]] = ..., hold: _Optional[_Union[Hold, _Mapping]] = ..., dropped: _Optional[_Union[Dropped, _Mapping]] = ..., ended: _Optional[_Union[Ended, _Mapping]] = ..., members: _Optional[_Union[Members, _Mapping]] = ...) -> None: ...

class StartAudio(_message.Message):
    __slots__ = ("call_id", "encoding", "sample_rate_hz", "frame_ms", "listen", "talk", "initial_credit", "conference_id", "links_members", "resume_window_ms", "resume_token", "received_count")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    FRAME_MS_FIELD_NUMBER: _ClassVar[int]
    LISTEN_FIELD_NUMBER: _ClassVar[int]
    TALK_FIELD_NUMBER: _ClassVar[int]
    INITIAL_CREDIT_FIELD_NUMBER: _ClassVar[int]
    CONFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    LINKS_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    RESUME_WINDOW_MS_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    encoding: AudioEncoding
    sample_rate_hz: int
    frame_ms: int
    listen: AudioDirection
    talk: AudioDirection
    initial_credit: int
    conference_id: str
    links_members: bool
    resume_window_ms: int
    resume_token: str
    received_count: int
    def __init__(self, call_id: _Optional[str] = ..., encoding: _Optional[_Union[AudioEncoding, str]] = ..., sample_rate_hz: _Optional[int] = ..., frame_ms: _Optional[int] = ..., listen: _Optional[_Union[AudioDirection, str]] = ..., talk: _Optional[_Union[AudioDirection, str]] = ..., initial_credit: _Optional[int] = ..., conference_id: _Optional[str] = ..., links_members: _Optional[bool] = ..., resume_window_ms: _Optional[int] = ..., resume_token: _Optional[str] = ..., received_count: _Optional[int] = ...) -> None: ...

class Started(_message.Message):
    __slots__ = ("stream_id", "call_id", "sample_rate_hz", "frame_bytes", "conference_id", "resume_token", "resumed")
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    FRAME_BYTES_FIELD_NUMBER: _ClassVar[int]
    CONFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RESUMED_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    call_id: str
    sample_rate_hz: int
    frame_bytes: int
    conference_id: str
    resume_token: str
    resumed: bool
    def __init__(self, stream_id: _Optional[str] = ..., call_id: _Optional[str] = ..., sample_rate_hz: _Optional[int] = ..., frame_bytes: _Optional[int] = ..., conference_id: _Optional[str] = ..., resume_token: _Optional[str] = ..., resumed: _Optional[bool] = ...) -> None: ...

class AudioFrame(_message.Message):
    __slots__ = ("sequence", "media_time", "direction", "data", "call_id")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TIME_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    media_time: int
    direction: AudioDirection
    data: bytes
    call_id: str
    def __init__(self, sequence: _Optional[int] = ..., media_time: _Optional[int] = ..., direction: _Optional[_Union[AudioDirection, str]] = ..., data: _Optional[bytes] = ..., call_id: _Optional[str] = ...) -> None: ...

class Members(_message.Message):
    __slots__ = ("wanted",)
    WANTED_FIELD_NUMBER: _ClassVar[int]
    wanted: bool
    def __init__(self, wanted: _Optional[bool] = ...) -> None: ...

class Mark(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class Played(_message.Message):
    __slots__ = ("name", "heard_samples", "cleared")
    NAME_FIELD_NUMBER: _ClassVar[int]
    HEARD_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    name: str
    heard_samples: int
    cleared: bool
    def __init__(self, name: _Optional[str] = ..., heard_samples: _Optional[int] = ..., cleared: _Optional[bool] = ...) -> None: ...

class Clear(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Cleared(_message.Message):
    __slots__ = ("heard_samples", "dropped_samples")
    HEARD_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    DROPPED_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    heard_samples: int
    dropped_samples: int
    def __init__(self, heard_samples: _Optional[int] = ..., dropped_samples: _Optional[int] = ...) -> None: ...

class Dtmf(_message.Message):
    __slots__ = ("digit", "duration_ms", "media_time")
    DIGIT_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TIME_FIELD_NUMBER: _ClassVar[int]
    digit: str
    duration_ms: int
    media_time: int
    def __init__(self, digit: _Optional[str] = ..., duration_ms: _Optional[int] = ..., media_time: _Optional[int] = ...) -> None: ...

class Credit(_message.Message):
    __slots__ = ("frames",)
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    frames: int
    def __init__(self, frames: _Optional[int] = ...) -> None: ...

class Hold(_message.Message):
    __slots__ = ("on",)
    ON_FIELD_NUMBER: _ClassVar[int]
    on: bool
    def __init__(self, on: _Optional[bool] = ...) -> None: ...

class Dropped(_message.Message):
    __slots__ = ("frames", "direction", "talk")
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    TALK_FIELD_NUMBER: _ClassVar[int]
    frames: int
    direction: AudioDirection
    talk: bool
    def __init__(self, frames: _Optional[int] = ..., direction: _Optional[_Union[AudioDirection, str]] = ..., talk: _Optional[bool] = ...) -> None: ...

class Ended(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...
