import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
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

class TimelineResourceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIMELINE_RESOURCE_TYPE_UNSPECIFIED: _ClassVar[TimelineResourceType]
    TIMELINE_RESOURCE_TYPE_CALLS: _ClassVar[TimelineResourceType]
    TIMELINE_RESOURCE_TYPE_CONFERENCES: _ClassVar[TimelineResourceType]
    TIMELINE_RESOURCE_TYPE_FLOWS: _ClassVar[TimelineResourceType]
    TIMELINE_RESOURCE_TYPE_ACTIVEFLOWS: _ClassVar[TimelineResourceType]
TIMELINE_RESOURCE_TYPE_UNSPECIFIED: TimelineResourceType
TIMELINE_RESOURCE_TYPE_CALLS: TimelineResourceType
TIMELINE_RESOURCE_TYPE_CONFERENCES: TimelineResourceType
TIMELINE_RESOURCE_TYPE_FLOWS: TimelineResourceType
TIMELINE_RESOURCE_TYPE_ACTIVEFLOWS: TimelineResourceType

class ListTimelineEventsRequest(_message.Message):
    __slots__ = ("resource_type", "resource_id", "page_size", "page_token")
    RESOURCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    resource_type: TimelineResourceType
    resource_id: str
    page_size: int
    page_token: str
    def __init__(self, resource_type: _Optional[_Union[TimelineResourceType, str]] = ..., resource_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTimelineEventsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[TimelineEvent]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[TimelineEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCallSipAnalysisRequest(_message.Message):
    __slots__ = ("call_id",)
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    def __init__(self, call_id: _Optional[str] = ...) -> None: ...

class GetCallSipAnalysisResponse(_message.Message):
    __slots__ = ("sip_messages", "rtcp_stats")
    SIP_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    RTCP_STATS_FIELD_NUMBER: _ClassVar[int]
    sip_messages: _containers.RepeatedCompositeFieldContainer[GetCallSipAnalysisResponseSipMessage]
    rtcp_stats: GetCallSipAnalysisResponseRtcpStat
    def __init__(self, sip_messages: _Optional[_Iterable[_Union[GetCallSipAnalysisResponseSipMessage, _Mapping]]] = ..., rtcp_stats: _Optional[_Union[GetCallSipAnalysisResponseRtcpStat, _Mapping]] = ...) -> None: ...

class GetCallPcapRequest(_message.Message):
    __slots__ = ("call_id",)
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    def __init__(self, call_id: _Optional[str] = ...) -> None: ...

class GetCallSipAnalysisResponseSipMessage(_message.Message):
    __slots__ = ("timestamp", "method", "src_ip", "src_port", "dst_ip", "dst_port", "raw")
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    SRC_IP_FIELD_NUMBER: _ClassVar[int]
    SRC_PORT_FIELD_NUMBER: _ClassVar[int]
    DST_IP_FIELD_NUMBER: _ClassVar[int]
    DST_PORT_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    timestamp: _timestamp_pb2.Timestamp
    method: str
    src_ip: str
    src_port: int
    dst_ip: str
    dst_port: int
    raw: str
    def __init__(self, timestamp: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., method: _Optional[str] = ..., src_ip: _Optional[str] = ..., src_port: _Optional[int] = ..., dst_ip: _Optional[str] = ..., dst_port: _Optional[int] = ..., raw: _Optional[str] = ...) -> None: ...

class GetCallSipAnalysisResponseRtcpStat(_message.Message):
    __slots__ = ("mos", "jitter", "packet_loss_pct", "rtt", "rtp_bytes", "rtp_packets", "rtp_errors", "rtcp_bytes", "rtcp_packets", "rtcp_errors")
    MOS_FIELD_NUMBER: _ClassVar[int]
    JITTER_FIELD_NUMBER: _ClassVar[int]
    PACKET_LOSS_PCT_FIELD_NUMBER: _ClassVar[int]
    RTT_FIELD_NUMBER: _ClassVar[int]
    RTP_BYTES_FIELD_NUMBER: _ClassVar[int]
    RTP_PACKETS_FIELD_NUMBER: _ClassVar[int]
    RTP_ERRORS_FIELD_NUMBER: _ClassVar[int]
    RTCP_BYTES_FIELD_NUMBER: _ClassVar[int]
    RTCP_PACKETS_FIELD_NUMBER: _ClassVar[int]
    RTCP_ERRORS_FIELD_NUMBER: _ClassVar[int]
    mos: float
    jitter: int
    packet_loss_pct: float
    rtt: int
    rtp_bytes: int
    rtp_packets: int
    rtp_errors: int
    rtcp_bytes: int
    rtcp_packets: int
    rtcp_errors: int
    def __init__(self, mos: _Optional[float] = ..., jitter: _Optional[int] = ..., packet_loss_pct: _Optional[float] = ..., rtt: _Optional[int] = ..., rtp_bytes: _Optional[int] = ..., rtp_packets: _Optional[int] = ..., rtp_errors: _Optional[int] = ..., rtcp_bytes: _Optional[int] = ..., rtcp_packets: _Optional[int] = ..., rtcp_errors: _Optional[int] = ...) -> None: ...

class TimelineEvent(_message.Message):
    __slots__ = ("timestamp", "event_type", "data")
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    timestamp: _timestamp_pb2.Timestamp
    event_type: str
    data: _struct_pb2.Struct
    def __init__(self, timestamp: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., event_type: _Optional[str] = ..., data: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...
