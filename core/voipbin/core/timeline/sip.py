"""What passed for one call, as messages, as figures, as a file."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.call.model import CALL
from voipbin.core.context import Context
from voipbin.core.errors import NotFound
from voipbin.core.resource import to_timestamp
from voipbin.core.timeline.packet import PACKETS, QUALITIES
from voipbin.core.timeline.pcap import capture_file
from voipbin.core.timeline.rtp_stat import read_rtp_stat
from voipbin.v1 import timeline_pb2 as pb

_MOST_MESSAGES = 50
_MOST_PACKETS = 5000
"Of a file: some megabytes."
_PRIVATE = tuple(ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"RFC 1918 section 3."
_STATUS = re.compile(rb"SIP/2\.0 (\d{3})\b")
_METHOD = re.compile(rb"([A-Za-z0-9.!%*_+`'~-]{1,32}) ")


async def sip_analysis(call_id: str, ctx: Context) -> Message:
    """Messages and figures of a call, deleted or not.

    Raises:
        NotFound: there was no such call, or nothing is kept of it.
    """
    packets = await _packets(call_id, ctx)
    messages = [packet for packet in packets if not packet.is_rtcp]
    if not messages:
        raise _nothing(call_id)
    # Who has nothing but a private network wants to see what passed there; of a call that also
    # went outside, what matters is that.
    shown = [packet for packet in messages if not _is_internal(packet)] or messages
    answer = pb.GetCallSipAnalysisResponse(
        sip_messages=[_message(packet) for packet in shown[:_MOST_MESSAGES]]
    )
    if figures := _told_at_the_end(messages) or await _measured(call_id, ctx):
        answer.rtcp_stats.CopyFrom(pb.GetCallSipAnalysisResponseRtcpStat(**figures))
    return answer


async def sip_capture(call_id: str, ctx: Context) -> HttpBody:
    """A capture file of a call, deleted or not.

    Raises:
        NotFound: there was no such call, or nothing is kept of it.
    """
    packets = await _packets(call_id, ctx)
    if not packets:
        raise _nothing(call_id)
    return HttpBody(content_type="application/vnd.tcpdump.pcap", data=capture_file(packets))


async def _packets(call_id: str, ctx: Context) -> list[Any]:
    wanted = (
        select(PACKETS)
        .where(PACKETS.c.call_id == call_id)
        .order_by(PACKETS.c.tm_create, PACKETS.c.id)
        .limit(_MOST_PACKETS)
    )
    async with ctx.reading() as connection:
        known = await ctx.by_id(CALL, connection).among([call_id], deleted_too=True)
        if not known:
            raise NotFound.resource("call", call_id)
        return list((await connection.execute(wanted)).all())


async def _measured(call_id: str, ctx: Context) -> dict[str, Any]:
    """What we measured, where the end of the call did not say."""
    wanted = select(QUALITIES).where(QUALITIES.c.call_id == call_id)
    async with ctx.reading() as connection:
        row = (await connection.execute(wanted)).first()
    if row is None:
        return {}
    return {
        "mos": row.mos,
        "jitter": round(row.jitter_ms),
        "packet_loss_pct": row.packet_loss_pct,
        "rtt": row.round_trip_us,
        "rtp_bytes": row.rtp_bytes,
        "rtp_packets": row.rtp_packets,
        "rtp_errors": row.rtp_errors,
        "rtcp_bytes": row.rtcp_bytes,
        "rtcp_packets": row.rtcp_packets,
    }


def _told_at_the_end(messages: list[Any]) -> dict[str, Any] | None:
    for packet in reversed(messages):
        if packet.data.startswith(b"BYE ") and (figures := read_rtp_stat(packet.data)):
            return figures
    return None


def _is_internal(packet: Any) -> bool:
    """Whether it passed within a private network."""
    ends = (packet.source_ip, packet.destination_ip)
    return all(_is_private(ip_address(end)) for end in ends)


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _PRIVATE)


def _message(packet: Any) -> pb.GetCallSipAnalysisResponseSipMessage:
    found = _STATUS.match(packet.data) or _METHOD.match(packet.data)
    return pb.GetCallSipAnalysisResponseSipMessage(
        timestamp=to_timestamp(packet.tm_create),
        method=found[1].decode("ascii") if found else "",
        src_ip=packet.source_ip,
        src_port=packet.source_port,
        dst_ip=packet.destination_ip,
        dst_port=packet.destination_port,
        raw=packet.data.decode("utf-8", "replace").replace("\0", "\ufffd"),
    )


def _nothing(call_id: str) -> NotFound:
    return NotFound(
        f"no SIP messages are kept of call {call_id}: none passed, or --sip-history-days are over",
        reason="SIP_HISTORY_NOT_FOUND",
    )
