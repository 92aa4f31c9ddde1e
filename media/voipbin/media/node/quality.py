"""How good the audio was: for the core, and for the peer in a header of BYE."""

from typing import Final

from voipbin.media.rtp.statistics import StreamStatistics
from voipbin.media.v1 import node_pb2

HEADER: Final = "X-RTP-Stat"


def measured(statistics: StreamStatistics) -> node_pb2.MediaStatistics:
    """What is told when a channel ends."""
    return node_pb2.MediaStatistics(
        packets_received=statistics.packets_received,
        packets_sent=statistics.packets_sent,
        packets_lost=statistics.packets_lost,
        jitter_ms=statistics.jitter_ms,
        octets_received=statistics.octets_received,
        octets_sent=statistics.octets_sent,
        mos=statistics.mos if statistics.packets_received else 0.0,
        round_trip_us=round((statistics.round_trip_ms or 0.0) * 1000),
        errors=statistics.errors,
        reports_received=statistics.reports_received,
        report_octets_received=statistics.report_octets_received,
    )


def header_value(statistics: StreamStatistics) -> str:
    """The quality as tools of the field read it: jitter in milliseconds, RTT in microseconds."""
    told = measured(statistics)
    rtp = f"{told.octets_received} bytes, {told.packets_received} packets, {told.errors} errors"
    rtcp = f"{told.report_octets_received} bytes, {told.reports_received} packets, 0 errors"
    return (
        f"MOS={told.mos:.1f};Jitter={round(told.jitter_ms)}"
        f";PacketLossPct={round(statistics.loss_ratio * 100)};RTT={told.round_trip_us}"
        f";RTPStat=RTP: {rtp}; RTCP: {rtcp}"
    )
