from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Redirects(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REDIRECTS_UNSPECIFIED: _ClassVar[Redirects]
    REDIRECTS_NUMBER: _ClassVar[Redirects]
    REDIRECTS_HOST: _ClassVar[Redirects]
REDIRECTS_UNSPECIFIED: Redirects
REDIRECTS_NUMBER: Redirects
REDIRECTS_HOST: Redirects

class AttachRequest(_message.Message):
    __slots__ = ("hello", "command", "answer")
    HELLO_FIELD_NUMBER: _ClassVar[int]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    hello: Hello
    command: Command
    answer: Answer
    def __init__(self, hello: _Optional[_Union[Hello, _Mapping]] = ..., command: _Optional[_Union[Command, _Mapping]] = ..., answer: _Optional[_Union[Answer, _Mapping]] = ...) -> None: ...

class AttachResponse(_message.Message):
    __slots__ = ("welcome", "result", "event", "query")
    WELCOME_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    welcome: Welcome
    result: CommandResult
    event: ChannelEvent
    query: Query
    def __init__(self, welcome: _Optional[_Union[Welcome, _Mapping]] = ..., result: _Optional[_Union[CommandResult, _Mapping]] = ..., event: _Optional[_Union[ChannelEvent, _Mapping]] = ..., query: _Optional[_Union[Query, _Mapping]] = ...) -> None: ...

class Hello(_message.Message):
    __slots__ = ("after_sequence", "orphan_timeout_ms")
    AFTER_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    ORPHAN_TIMEOUT_MS_FIELD_NUMBER: _ClassVar[int]
    after_sequence: int
    orphan_timeout_ms: int
    def __init__(self, after_sequence: _Optional[int] = ..., orphan_timeout_ms: _Optional[int] = ...) -> None: ...

class Welcome(_message.Message):
    __slots__ = ("node_id", "sip_addresses", "audio_address", "channel_ids")
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    SIP_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    AUDIO_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_IDS_FIELD_NUMBER: _ClassVar[int]
    node_id: str
    sip_addresses: _containers.RepeatedScalarFieldContainer[str]
    audio_address: str
    channel_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, node_id: _Optional[str] = ..., sip_addresses: _Optional[_Iterable[str]] = ..., audio_address: _Optional[str] = ..., channel_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ("command_id", "channel_id", "originate", "ring", "early_media", "answer", "hang_up", "play", "stop_play", "send_digits", "start_record", "stop_record", "bridge", "unbridge", "echo", "mute", "hold", "moh", "silence", "join", "close_bridge", "detect_machine", "refer_progress", "set_registrations", "set_bans", "bridge_id")
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGINATE_FIELD_NUMBER: _ClassVar[int]
    RING_FIELD_NUMBER: _ClassVar[int]
    EARLY_MEDIA_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    HANG_UP_FIELD_NUMBER: _ClassVar[int]
    PLAY_FIELD_NUMBER: _ClassVar[int]
    STOP_PLAY_FIELD_NUMBER: _ClassVar[int]
    SEND_DIGITS_FIELD_NUMBER: _ClassVar[int]
    START_RECORD_FIELD_NUMBER: _ClassVar[int]
    STOP_RECORD_FIELD_NUMBER: _ClassVar[int]
    BRIDGE_FIELD_NUMBER: _ClassVar[int]
    UNBRIDGE_FIELD_NUMBER: _ClassVar[int]
    ECHO_FIELD_NUMBER: _ClassVar[int]
    MUTE_FIELD_NUMBER: _ClassVar[int]
    HOLD_FIELD_NUMBER: _ClassVar[int]
    MOH_FIELD_NUMBER: _ClassVar[int]
    SILENCE_FIELD_NUMBER: _ClassVar[int]
    JOIN_FIELD_NUMBER: _ClassVar[int]
    CLOSE_BRIDGE_FIELD_NUMBER: _ClassVar[int]
    DETECT_MACHINE_FIELD_NUMBER: _ClassVar[int]
    REFER_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    SET_REGISTRATIONS_FIELD_NUMBER: _ClassVar[int]
    SET_BANS_FIELD_NUMBER: _ClassVar[int]
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    channel_id: str
    originate: Originate
    ring: Ring
    early_media: EarlyMedia
    answer: Answered
    hang_up: HangUp
    play: Play
    stop_play: StopPlay
    send_digits: SendDigits
    start_record: StartRecord
    stop_record: StopRecord
    bridge: Bridge
    unbridge: Unbridge
    echo: Echo
    mute: Mute
    hold: SetHold
    moh: SetMoh
    silence: SetSilence
    join: Join
    close_bridge: CloseBridge
    detect_machine: DetectMachine
    refer_progress: ReferProgress
    set_registrations: SetRegistrations
    set_bans: SetBans
    bridge_id: str
    def __init__(self, command_id: _Optional[str] = ..., channel_id: _Optional[str] = ..., originate: _Optional[_Union[Originate, _Mapping]] = ..., ring: _Optional[_Union[Ring, _Mapping]] = ..., early_media: _Optional[_Union[EarlyMedia, _Mapping]] = ..., answer: _Optional[_Union[Answered, _Mapping]] = ..., hang_up: _Optional[_Union[HangUp, _Mapping]] = ..., play: _Optional[_Union[Play, _Mapping]] = ..., stop_play: _Optional[_Union[StopPlay, _Mapping]] = ..., send_digits: _Optional[_Union[SendDigits, _Mapping]] = ..., start_record: _Optional[_Union[StartRecord, _Mapping]] = ..., stop_record: _Optional[_Union[StopRecord, _Mapping]] = ..., bridge: _Optional[_Union[Bridge, _Mapping]] = ..., unbridge: _Optional[_Union[Unbridge, _Mapping]] = ..., echo: _Optional[_Union[Echo, _Mapping]] = ..., mute: _Optional[_Union[Mute, _Mapping]] = ..., hold: _Optional[_Union[SetHold, _Mapping]] = ..., moh: _Optional[_Union[SetMoh, _Mapping]] = ..., silence: _Optional[_Union[SetSilence, _Mapping]] = ..., join: _Optional[_Union[Join, _Mapping]] = ..., close_bridge: _Optional[_Union[CloseBridge, _Mapping]] = ..., detect_machine: _Optional[_Union[DetectMachine, _Mapping]] = ..., refer_progress: _Optional[_Union[ReferProgress, _Mapping]] = ..., set_registrations: _Optional[_Union[SetRegistrations, _Mapping]] = ..., set_bans: _Optional[_Union[SetBans, _Mapping]] = ..., bridge_id: _Optional[str] = ...) -> None: ...

class CommandResult(_message.Message):
    __slots__ = ("command_id", "error", "message")
    COMMAND_ID_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    command_id: str
    error: str
    message: str
    def __init__(self, command_id: _Optional[str] = ..., error: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class Originate(_message.Message):
    __slots__ = ("call_id", "customer_id", "request_uri", "next_hop", "from_user", "from_host", "from_name", "headers", "auth_username", "auth_password", "dial_timeout_ms", "max_duration_ms", "codecs", "to_name", "route", "max_forwards", "redirects", "denied_networks", "has_alternative")
    class HeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_URI_FIELD_NUMBER: _ClassVar[int]
    NEXT_HOP_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    FROM_HOST_FIELD_NUMBER: _ClassVar[int]
    FROM_NAME_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    AUTH_USERNAME_FIELD_NUMBER: _ClassVar[int]
    AUTH_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    DIAL_TIMEOUT_MS_FIELD_NUMBER: _ClassVar[int]
    MAX_DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    CODECS_FIELD_NUMBER: _ClassVar[int]
    TO_NAME_FIELD_NUMBER: _ClassVar[int]
    ROUTE_FIELD_NUMBER: _ClassVar[int]
    MAX_FORWARDS_FIELD_NUMBER: _ClassVar[int]
    REDIRECTS_FIELD_NUMBER: _ClassVar[int]
    DENIED_NETWORKS_FIELD_NUMBER: _ClassVar[int]
    HAS_ALTERNATIVE_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    customer_id: str
    request_uri: str
    next_hop: str
    from_user: str
    from_host: str
    from_name: str
    headers: _containers.ScalarMap[str, str]
    auth_username: str
    auth_password: str
    dial_timeout_ms: int
    max_duration_ms: int
    codecs: _containers.RepeatedScalarFieldContainer[str]
    to_name: str
    route: str
    max_forwards: int
    redirects: Redirects
    denied_networks: _containers.RepeatedScalarFieldContainer[str]
    has_alternative: bool
    def __init__(self, call_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., request_uri: _Optional[str] = ..., next_hop: _Optional[str] = ..., from_user: _Optional[str] = ..., from_host: _Optional[str] = ..., from_name: _Optional[str] = ..., headers: _Optional[_Mapping[str, str]] = ..., auth_username: _Optional[str] = ..., auth_password: _Optional[str] = ..., dial_timeout_ms: _Optional[int] = ..., max_duration_ms: _Optional[int] = ..., codecs: _Optional[_Iterable[str]] = ..., to_name: _Optional[str] = ..., route: _Optional[str] = ..., max_forwards: _Optional[int] = ..., redirects: _Optional[_Union[Redirects, str]] = ..., denied_networks: _Optional[_Iterable[str]] = ..., has_alternative: _Optional[bool] = ...) -> None: ...

class Ring(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EarlyMedia(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Answered(_message.Message):
    __slots__ = ("max_duration_ms",)
    MAX_DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    max_duration_ms: int
    def __init__(self, max_duration_ms: _Optional[int] = ...) -> None: ...

class HangUp(_message.Message):
    __slots__ = ("cause", "sip_status")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    SIP_STATUS_FIELD_NUMBER: _ClassVar[int]
    cause: int
    sip_status: int
    def __init__(self, cause: _Optional[int] = ..., sip_status: _Optional[int] = ...) -> None: ...

class Play(_message.Message):
    __slots__ = ("playback_id", "sources", "loop", "in_front")
    PLAYBACK_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    LOOP_FIELD_NUMBER: _ClassVar[int]
    IN_FRONT_FIELD_NUMBER: _ClassVar[int]
    playback_id: str
    sources: _containers.RepeatedCompositeFieldContainer[AudioSource]
    loop: bool
    in_front: bool
    def __init__(self, playback_id: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[AudioSource, _Mapping]]] = ..., loop: _Optional[bool] = ..., in_front: _Optional[bool] = ...) -> None: ...

class AudioSource(_message.Message):
    __slots__ = ("path", "beep", "ringback", "silence_ms")
    PATH_FIELD_NUMBER: _ClassVar[int]
    BEEP_FIELD_NUMBER: _ClassVar[int]
    RINGBACK_FIELD_NUMBER: _ClassVar[int]
    SILENCE_MS_FIELD_NUMBER: _ClassVar[int]
    path: str
    beep: Beep
    ringback: Ringback
    silence_ms: int
    def __init__(self, path: _Optional[str] = ..., beep: _Optional[_Union[Beep, _Mapping]] = ..., ringback: _Optional[_Union[Ringback, _Mapping]] = ..., silence_ms: _Optional[int] = ...) -> None: ...

class Beep(_message.Message):
    __slots__ = ("frequency_hz", "duration_ms")
    FREQUENCY_HZ_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    frequency_hz: int
    duration_ms: int
    def __init__(self, frequency_hz: _Optional[int] = ..., duration_ms: _Optional[int] = ...) -> None: ...

class Ringback(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StopPlay(_message.Message):
    __slots__ = ("playback_id",)
    PLAYBACK_ID_FIELD_NUMBER: _ClassVar[int]
    playback_id: str
    def __init__(self, playback_id: _Optional[str] = ...) -> None: ...

class SendDigits(_message.Message):
    __slots__ = ("digits", "duration_ms", "interval_ms", "digits_id")
    DIGITS_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_MS_FIELD_NUMBER: _ClassVar[int]
    DIGITS_ID_FIELD_NUMBER: _ClassVar[int]
    digits: str
    duration_ms: int
    interval_ms: int
    digits_id: str
    def __init__(self, digits: _Optional[str] = ..., duration_ms: _Optional[int] = ..., interval_ms: _Optional[int] = ..., digits_id: _Optional[str] = ...) -> None: ...

class StartRecord(_message.Message):
    __slots__ = ("recording_id", "path_in", "path_out", "end_of_silence_ms", "end_of_key", "duration_ms", "beep")
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    PATH_IN_FIELD_NUMBER: _ClassVar[int]
    PATH_OUT_FIELD_NUMBER: _ClassVar[int]
    END_OF_SILENCE_MS_FIELD_NUMBER: _ClassVar[int]
    END_OF_KEY_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    BEEP_FIELD_NUMBER: _ClassVar[int]
    recording_id: str
    path_in: str
    path_out: str
    end_of_silence_ms: int
    end_of_key: str
    duration_ms: int
    beep: bool
    def __init__(self, recording_id: _Optional[str] = ..., path_in: _Optional[str] = ..., path_out: _Optional[str] = ..., end_of_silence_ms: _Optional[int] = ..., end_of_key: _Optional[str] = ..., duration_ms: _Optional[int] = ..., beep: _Optional[bool] = ...) -> None: ...

class StopRecord(_message.Message):
    __slots__ = ("recording_id",)
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    recording_id: str
    def __init__(self, recording_id: _Optional[str] = ...) -> None: ...

class Bridge(_message.Message):
    __slots__ = ("bridge_id", "peer_channel_id")
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    PEER_CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    bridge_id: str
    peer_channel_id: str
    def __init__(self, bridge_id: _Optional[str] = ..., peer_channel_id: _Optional[str] = ...) -> None: ...

class Unbridge(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Join(_message.Message):
    __slots__ = ("bridge_id", "call_id")
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    bridge_id: str
    call_id: str
    def __init__(self, bridge_id: _Optional[str] = ..., call_id: _Optional[str] = ...) -> None: ...

class CloseBridge(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Echo(_message.Message):
    __slots__ = ("on", "digits")
    ON_FIELD_NUMBER: _ClassVar[int]
    DIGITS_FIELD_NUMBER: _ClassVar[int]
    on: bool
    digits: bool
    def __init__(self, on: _Optional[bool] = ..., digits: _Optional[bool] = ...) -> None: ...

class Mute(_message.Message):
    __slots__ = ("out",)
    IN_FIELD_NUMBER: _ClassVar[int]
    OUT_FIELD_NUMBER: _ClassVar[int]
    out: bool
    def __init__(self, out: _Optional[bool] = ..., **kwargs) -> None: ...

class SetHold(_message.Message):
    __slots__ = ("on",)
    ON_FIELD_NUMBER: _ClassVar[int]
    on: bool
    def __init__(self, on: _Optional[bool] = ...) -> None: ...

class SetMoh(_message.Message):
    __slots__ = ("on", "wanted_by")
    ON_FIELD_NUMBER: _ClassVar[int]
    WANTED_BY_FIELD_NUMBER: _ClassVar[int]
    on: bool
    wanted_by: str
    def __init__(self, on: _Optional[bool] = ..., wanted_by: _Optional[str] = ...) -> None: ...

class SetSilence(_message.Message):
    __slots__ = ("on",)
    ON_FIELD_NUMBER: _ClassVar[int]
    on: bool
    def __init__(self, on: _Optional[bool] = ...) -> None: ...

class DetectMachine(_message.Message):
    __slots__ = ("detection_id",)
    DETECTION_ID_FIELD_NUMBER: _ClassVar[int]
    detection_id: str
    def __init__(self, detection_id: _Optional[str] = ...) -> None: ...

class ReferProgress(_message.Message):
    __slots__ = ("refer_id", "sip_status")
    REFER_ID_FIELD_NUMBER: _ClassVar[int]
    SIP_STATUS_FIELD_NUMBER: _ClassVar[int]
    refer_id: str
    sip_status: int
    def __init__(self, refer_id: _Optional[str] = ..., sip_status: _Optional[int] = ...) -> None: ...

class ChannelEvent(_message.Message):
    __slots__ = ("sequence", "channel_id", "call_id", "tm_us", "incoming", "progress", "connected", "digit", "playback_finished", "digits_sent", "record_started", "record_finished", "remote_hold", "bridged", "bridge_left", "hung_up", "machine_detected", "captured", "referred", "registration_changed", "source_banned", "bridge_id")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TM_US_FIELD_NUMBER: _ClassVar[int]
    INCOMING_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    CONNECTED_FIELD_NUMBER: _ClassVar[int]
    DIGIT_FIELD_NUMBER: _ClassVar[int]
    PLAYBACK_FINISHED_FIELD_NUMBER: _ClassVar[int]
    DIGITS_SENT_FIELD_NUMBER: _ClassVar[int]
    RECORD_STARTED_FIELD_NUMBER: _ClassVar[int]
    RECORD_FINISHED_FIELD_NUMBER: _ClassVar[int]
    REMOTE_HOLD_FIELD_NUMBER: _ClassVar[int]
    BRIDGED_FIELD_NUMBER: _ClassVar[int]
    BRIDGE_LEFT_FIELD_NUMBER: _ClassVar[int]
    HUNG_UP_FIELD_NUMBER: _ClassVar[int]
    MACHINE_DETECTED_FIELD_NUMBER: _ClassVar[int]
    CAPTURED_FIELD_NUMBER: _ClassVar[int]
    REFERRED_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_CHANGED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_BANNED_FIELD_NUMBER: _ClassVar[int]
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    channel_id: str
    call_id: str
    tm_us: int
    incoming: Incoming
    progress: Progress
    connected: Connected
    digit: DigitReceived
    playback_finished: PlaybackFinished
    digits_sent: DigitsSent
    record_started: RecordStarted
    record_finished: RecordFinished
    remote_hold: RemoteHold
    bridged: Bridged
    bridge_left: BridgeLeft
    hung_up: HungUp
    machine_detected: MachineDetected
    captured: Captured
    referred: Referred
    registration_changed: RegistrationChanged
    source_banned: SourceBanned
    bridge_id: str
    def __init__(self, sequence: _Optional[int] = ..., channel_id: _Optional[str] = ..., call_id: _Optional[str] = ..., tm_us: _Optional[int] = ..., incoming: _Optional[_Union[Incoming, _Mapping]] = ..., progress: _Optional[_Union[Progress, _Mapping]] = ..., connected: _Optional[_Union[Connected, _Mapping]] = ..., digit: _Optional[_Union[DigitReceived, _Mapping]] = ..., playback_finished: _Optional[_Union[PlaybackFinished, _Mapping]] = ..., digits_sent: _Optional[_Union[DigitsSent, _Mapping]] = ..., record_started: _Optional[_Union[RecordStarted, _Mapping]] = ..., record_finished: _Optional[_Union[RecordFinished, _Mapping]] = ..., remote_hold: _Optional[_Union[RemoteHold, _Mapping]] = ..., bridged: _Optional[_Union[Bridged, _Mapping]] = ..., bridge_left: _Optional[_Union[BridgeLeft, _Mapping]] = ..., hung_up: _Optional[_Union[HungUp, _Mapping]] = ..., machine_detected: _Optional[_Union[MachineDetected, _Mapping]] = ..., captured: _Optional[_Union[Captured, _Mapping]] = ..., referred: _Optional[_Union[Referred, _Mapping]] = ..., registration_changed: _Optional[_Union[RegistrationChanged, _Mapping]] = ..., source_banned: _Optional[_Union[SourceBanned, _Mapping]] = ..., bridge_id: _Optional[str] = ...) -> None: ...

class Incoming(_message.Message):
    __slots__ = ("request_uri", "from_user", "from_host", "from_name", "to_user", "to_host", "extension_id", "customer_id", "source_address", "sip_call_id", "replaces_channel_id", "trunk_id", "is_carrier", "max_forwards")
    REQUEST_URI_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    FROM_HOST_FIELD_NUMBER: _ClassVar[int]
    FROM_NAME_FIELD_NUMBER: _ClassVar[int]
    TO_USER_FIELD_NUMBER: _ClassVar[int]
    TO_HOST_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SIP_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    REPLACES_CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    TRUNK_ID_FIELD_NUMBER: _ClassVar[int]
    IS_CARRIER_FIELD_NUMBER: _ClassVar[int]
    MAX_FORWARDS_FIELD_NUMBER: _ClassVar[int]
    request_uri: str
    from_user: str
    from_host: str
    from_name: str
    to_user: str
    to_host: str
    extension_id: str
    customer_id: str
    source_address: str
    sip_call_id: str
    replaces_channel_id: str
    trunk_id: str
    is_carrier: bool
    max_forwards: int
    def __init__(self, request_uri: _Optional[str] = ..., from_user: _Optional[str] = ..., from_host: _Optional[str] = ..., from_name: _Optional[str] = ..., to_user: _Optional[str] = ..., to_host: _Optional[str] = ..., extension_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., source_address: _Optional[str] = ..., sip_call_id: _Optional[str] = ..., replaces_channel_id: _Optional[str] = ..., trunk_id: _Optional[str] = ..., is_carrier: _Optional[bool] = ..., max_forwards: _Optional[int] = ...) -> None: ...

class Progress(_message.Message):
    __slots__ = ("sip_status", "early_media")
    SIP_STATUS_FIELD_NUMBER: _ClassVar[int]
    EARLY_MEDIA_FIELD_NUMBER: _ClassVar[int]
    sip_status: int
    early_media: bool
    def __init__(self, sip_status: _Optional[int] = ..., early_media: _Optional[bool] = ...) -> None: ...

class Connected(_message.Message):
    __slots__ = ("codec", "sample_rate_hz")
    CODEC_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    codec: str
    sample_rate_hz: int
    def __init__(self, codec: _Optional[str] = ..., sample_rate_hz: _Optional[int] = ...) -> None: ...

class DigitReceived(_message.Message):
    __slots__ = ("digit", "duration_ms")
    DIGIT_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    digit: str
    duration_ms: int
    def __init__(self, digit: _Optional[str] = ..., duration_ms: _Optional[int] = ...) -> None: ...

class PlaybackFinished(_message.Message):
    __slots__ = ("playback_id", "played_ms", "reason", "message")
    PLAYBACK_ID_FIELD_NUMBER: _ClassVar[int]
    PLAYED_MS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    playback_id: str
    played_ms: int
    reason: str
    message: str
    def __init__(self, playback_id: _Optional[str] = ..., played_ms: _Optional[int] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class DigitsSent(_message.Message):
    __slots__ = ("digits_id",)
    DIGITS_ID_FIELD_NUMBER: _ClassVar[int]
    digits_id: str
    def __init__(self, digits_id: _Optional[str] = ...) -> None: ...

class RecordStarted(_message.Message):
    __slots__ = ("recording_id",)
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    recording_id: str
    def __init__(self, recording_id: _Optional[str] = ...) -> None: ...

class RecordFinished(_message.Message):
    __slots__ = ("recording_id", "duration_ms", "reason")
    RECORDING_ID_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    recording_id: str
    duration_ms: int
    reason: str
    def __init__(self, recording_id: _Optional[str] = ..., duration_ms: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class MachineDetected(_message.Message):
    __slots__ = ("detection_id", "verdict", "cause", "after_ms")
    DETECTION_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    AFTER_MS_FIELD_NUMBER: _ClassVar[int]
    detection_id: str
    verdict: str
    cause: str
    after_ms: int
    def __init__(self, detection_id: _Optional[str] = ..., verdict: _Optional[str] = ..., cause: _Optional[str] = ..., after_ms: _Optional[int] = ...) -> None: ...

class RemoteHold(_message.Message):
    __slots__ = ("on",)
    ON_FIELD_NUMBER: _ClassVar[int]
    on: bool
    def __init__(self, on: _Optional[bool] = ...) -> None: ...

class Bridged(_message.Message):
    __slots__ = ("bridge_id",)
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    bridge_id: str
    def __init__(self, bridge_id: _Optional[str] = ...) -> None: ...

class BridgeLeft(_message.Message):
    __slots__ = ("bridge_id",)
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    bridge_id: str
    def __init__(self, bridge_id: _Optional[str] = ...) -> None: ...

class Referred(_message.Message):
    __slots__ = ("refer_id", "target_uri", "replaces_channel_id")
    REFER_ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_URI_FIELD_NUMBER: _ClassVar[int]
    REPLACES_CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    refer_id: str
    target_uri: str
    replaces_channel_id: str
    def __init__(self, refer_id: _Optional[str] = ..., target_uri: _Optional[str] = ..., replaces_channel_id: _Optional[str] = ...) -> None: ...

class HungUp(_message.Message):
    __slots__ = ("cause", "sip_status", "by", "talk_ms", "statistics")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    SIP_STATUS_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    TALK_MS_FIELD_NUMBER: _ClassVar[int]
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    cause: int
    sip_status: int
    by: str
    talk_ms: int
    statistics: MediaStatistics
    def __init__(self, cause: _Optional[int] = ..., sip_status: _Optional[int] = ..., by: _Optional[str] = ..., talk_ms: _Optional[int] = ..., statistics: _Optional[_Union[MediaStatistics, _Mapping]] = ...) -> None: ...

class MediaStatistics(_message.Message):
    __slots__ = ("packets_received", "packets_sent", "packets_lost", "jitter_ms", "octets_received", "octets_sent", "mos", "round_trip_us", "errors", "reports_received", "report_octets_received")
    PACKETS_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    PACKETS_SENT_FIELD_NUMBER: _ClassVar[int]
    PACKETS_LOST_FIELD_NUMBER: _ClassVar[int]
    JITTER_MS_FIELD_NUMBER: _ClassVar[int]
    OCTETS_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    OCTETS_SENT_FIELD_NUMBER: _ClassVar[int]
    MOS_FIELD_NUMBER: _ClassVar[int]
    ROUND_TRIP_US_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    REPORTS_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    REPORT_OCTETS_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    packets_received: int
    packets_sent: int
    packets_lost: int
    jitter_ms: float
    octets_received: int
    octets_sent: int
    mos: float
    round_trip_us: int
    errors: int
    reports_received: int
    report_octets_received: int
    def __init__(self, packets_received: _Optional[int] = ..., packets_sent: _Optional[int] = ..., packets_lost: _Optional[int] = ..., jitter_ms: _Optional[float] = ..., octets_received: _Optional[int] = ..., octets_sent: _Optional[int] = ..., mos: _Optional[float] = ..., round_trip_us: _Optional[int] = ..., errors: _Optional[int] = ..., reports_received: _Optional[int] = ..., report_octets_received: _Optional[int] = ...) -> None: ...

class Captured(_message.Message):
    __slots__ = ("packets",)
    PACKETS_FIELD_NUMBER: _ClassVar[int]
    packets: _containers.RepeatedCompositeFieldContainer[CapturedPacket]
    def __init__(self, packets: _Optional[_Iterable[_Union[CapturedPacket, _Mapping]]] = ...) -> None: ...

class CapturedPacket(_message.Message):
    __slots__ = ("tm_us", "transport", "source_ip", "source_port", "destination_ip", "destination_port", "data", "is_rtcp")
    TM_US_FIELD_NUMBER: _ClassVar[int]
    TRANSPORT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_IP_FIELD_NUMBER: _ClassVar[int]
    SOURCE_PORT_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_IP_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_PORT_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    IS_RTCP_FIELD_NUMBER: _ClassVar[int]
    tm_us: int
    transport: str
    source_ip: str
    source_port: int
    destination_ip: str
    destination_port: int
    data: bytes
    is_rtcp: bool
    def __init__(self, tm_us: _Optional[int] = ..., transport: _Optional[str] = ..., source_ip: _Optional[str] = ..., source_port: _Optional[int] = ..., destination_ip: _Optional[str] = ..., destination_port: _Optional[int] = ..., data: _Optional[bytes] = ..., is_rtcp: _Optional[bool] = ...) -> None: ...

class Query(_message.Message):
    __slots__ = ("query_id", "credential", "register", "stream", "admit")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    ADMIT_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    credential: CredentialQuery
    register: RegisterQuery
    stream: StreamQuery
    admit: AdmitQuery
    def __init__(self, query_id: _Optional[str] = ..., credential: _Optional[_Union[CredentialQuery, _Mapping]] = ..., register: _Optional[_Union[RegisterQuery, _Mapping]] = ..., stream: _Optional[_Union[StreamQuery, _Mapping]] = ..., admit: _Optional[_Union[AdmitQuery, _Mapping]] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("query_id", "credential", "registered", "stream", "admitted")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    ADMITTED_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    credential: Credential
    registered: Registered
    stream: StreamGrant
    admitted: Admitted
    def __init__(self, query_id: _Optional[str] = ..., credential: _Optional[_Union[Credential, _Mapping]] = ..., registered: _Optional[_Union[Registered, _Mapping]] = ..., stream: _Optional[_Union[StreamGrant, _Mapping]] = ..., admitted: _Optional[_Union[Admitted, _Mapping]] = ...) -> None: ...

class CredentialQuery(_message.Message):
    __slots__ = ("domain", "username", "realm")
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    REALM_FIELD_NUMBER: _ClassVar[int]
    domain: str
    username: str
    realm: str
    def __init__(self, domain: _Optional[str] = ..., username: _Optional[str] = ..., realm: _Optional[str] = ...) -> None: ...

class Credential(_message.Message):
    __slots__ = ("extension_id", "customer_id", "extension", "ha1_md5", "ha1_sha256", "trunk_id")
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    HA1_MD5_FIELD_NUMBER: _ClassVar[int]
    HA1_SHA256_FIELD_NUMBER: _ClassVar[int]
    TRUNK_ID_FIELD_NUMBER: _ClassVar[int]
    extension_id: str
    customer_id: str
    extension: str
    ha1_md5: str
    ha1_sha256: str
    trunk_id: str
    def __init__(self, extension_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., extension: _Optional[str] = ..., ha1_md5: _Optional[str] = ..., ha1_sha256: _Optional[str] = ..., trunk_id: _Optional[str] = ...) -> None: ...

class RegisterQuery(_message.Message):
    __slots__ = ("extension_id", "sip_call_id", "cseq", "contacts", "remove_all")
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    SIP_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CSEQ_FIELD_NUMBER: _ClassVar[int]
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    REMOVE_ALL_FIELD_NUMBER: _ClassVar[int]
    extension_id: str
    sip_call_id: str
    cseq: int
    contacts: _containers.RepeatedCompositeFieldContainer[ContactBinding]
    remove_all: bool
    def __init__(self, extension_id: _Optional[str] = ..., sip_call_id: _Optional[str] = ..., cseq: _Optional[int] = ..., contacts: _Optional[_Iterable[_Union[ContactBinding, _Mapping]]] = ..., remove_all: _Optional[bool] = ...) -> None: ...

class ContactBinding(_message.Message):
    __slots__ = ("uri", "received_from", "expires_s", "user_agent", "path")
    URI_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FROM_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_S_FIELD_NUMBER: _ClassVar[int]
    USER_AGENT_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    uri: str
    received_from: str
    expires_s: int
    user_agent: str
    path: str
    def __init__(self, uri: _Optional[str] = ..., received_from: _Optional[str] = ..., expires_s: _Optional[int] = ..., user_agent: _Optional[str] = ..., path: _Optional[str] = ...) -> None: ...

class Registered(_message.Message):
    __slots__ = ("contacts",)
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    contacts: _containers.RepeatedCompositeFieldContainer[ContactBinding]
    def __init__(self, contacts: _Optional[_Iterable[_Union[ContactBinding, _Mapping]]] = ...) -> None: ...

class StreamQuery(_message.Message):
    __slots__ = ("call_id", "token", "accesskey", "conference_id")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    ACCESSKEY_FIELD_NUMBER: _ClassVar[int]
    CONFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    token: str
    accesskey: str
    conference_id: str
    def __init__(self, call_id: _Optional[str] = ..., token: _Optional[str] = ..., accesskey: _Optional[str] = ..., conference_id: _Optional[str] = ...) -> None: ...

class StreamGrant(_message.Message):
    __slots__ = ("channel_id", "customer_id", "unauthenticated", "bridge_id", "is_platform")
    CHANNEL_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    UNAUTHENTICATED_FIELD_NUMBER: _ClassVar[int]
    BRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    IS_PLATFORM_FIELD_NUMBER: _ClassVar[int]
    channel_id: str
    customer_id: str
    unauthenticated: bool
    bridge_id: str
    is_platform: bool
    def __init__(self, channel_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., unauthenticated: _Optional[bool] = ..., bridge_id: _Optional[str] = ..., is_platform: _Optional[bool] = ...) -> None: ...

class AdmitQuery(_message.Message):
    __slots__ = ("method", "domain", "from_user", "from_domain", "source_address")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    FROM_DOMAIN_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    method: str
    domain: str
    from_user: str
    from_domain: str
    source_address: str
    def __init__(self, method: _Optional[str] = ..., domain: _Optional[str] = ..., from_user: _Optional[str] = ..., from_domain: _Optional[str] = ..., source_address: _Optional[str] = ...) -> None: ...

class Admitted(_message.Message):
    __slots__ = ("refuse_status", "realm", "trunk_id", "customer_id", "is_carrier")
    REFUSE_STATUS_FIELD_NUMBER: _ClassVar[int]
    REALM_FIELD_NUMBER: _ClassVar[int]
    TRUNK_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    IS_CARRIER_FIELD_NUMBER: _ClassVar[int]
    refuse_status: int
    realm: str
    trunk_id: str
    customer_id: str
    is_carrier: bool
    def __init__(self, refuse_status: _Optional[int] = ..., realm: _Optional[str] = ..., trunk_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., is_carrier: _Optional[bool] = ...) -> None: ...

class SetRegistrations(_message.Message):
    __slots__ = ("registrations",)
    REGISTRATIONS_FIELD_NUMBER: _ClassVar[int]
    registrations: _containers.RepeatedCompositeFieldContainer[CarrierRegistration]
    def __init__(self, registrations: _Optional[_Iterable[_Union[CarrierRegistration, _Mapping]]] = ...) -> None: ...

class CarrierRegistration(_message.Message):
    __slots__ = ("registration_id", "registrar_uri", "aor_uri", "username", "password", "expires_s")
    REGISTRATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTRAR_URI_FIELD_NUMBER: _ClassVar[int]
    AOR_URI_FIELD_NUMBER: _ClassVar[int]
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_S_FIELD_NUMBER: _ClassVar[int]
    registration_id: str
    registrar_uri: str
    aor_uri: str
    username: str
    password: str
    expires_s: int
    def __init__(self, registration_id: _Optional[str] = ..., registrar_uri: _Optional[str] = ..., aor_uri: _Optional[str] = ..., username: _Optional[str] = ..., password: _Optional[str] = ..., expires_s: _Optional[int] = ...) -> None: ...

class RegistrationChanged(_message.Message):
    __slots__ = ("registration_id", "state", "sip_status")
    REGISTRATION_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SIP_STATUS_FIELD_NUMBER: _ClassVar[int]
    registration_id: str
    state: str
    sip_status: int
    def __init__(self, registration_id: _Optional[str] = ..., state: _Optional[str] = ..., sip_status: _Optional[int] = ...) -> None: ...

class SetBans(_message.Message):
    __slots__ = ("trusted", "banned")
    TRUSTED_FIELD_NUMBER: _ClassVar[int]
    BANNED_FIELD_NUMBER: _ClassVar[int]
    trusted: _containers.RepeatedScalarFieldContainer[str]
    banned: _containers.RepeatedCompositeFieldContainer[BannedSource]
    def __init__(self, trusted: _Optional[_Iterable[str]] = ..., banned: _Optional[_Iterable[_Union[BannedSource, _Mapping]]] = ...) -> None: ...

class BannedSource(_message.Message):
    __slots__ = ("address", "remaining_ms")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REMAINING_MS_FIELD_NUMBER: _ClassVar[int]
    address: str
    remaining_ms: int
    def __init__(self, address: _Optional[str] = ..., remaining_ms: _Optional[int] = ...) -> None: ...

class SourceBanned(_message.Message):
    __slots__ = ("address", "reason", "detail")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    address: str
    reason: str
    detail: str
    def __init__(self, address: _Optional[str] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...
