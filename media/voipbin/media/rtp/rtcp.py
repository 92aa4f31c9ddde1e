"""RTCP packets: SR, RR, SDES and BYE, parsing and building (RFC 3550 6)."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SR: Final = 200
RR: Final = 201
SDES: Final = 202
BYE: Final = 203

_HEADER: Final = struct.Struct("!BBH")
_BLOCK: Final = struct.Struct("!IIIIII")
_SENDER: Final = struct.Struct("!IIIII")
_CNAME: Final = 1


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver says about one stream (RFC 3550 6.4.1)."""

    ssrc: int
    """The stream reported on."""
    fraction_lost: int
    """Loss since the last report, in 1/256."""
    packets_lost: int
    """Since the beginning; signed, duplicates make it negative. 24 bits."""
    highest_sequence: int
    """Extended highest sequence number received."""
    jitter: int
    """Interarrival jitter in RTP clock ticks."""
    last_sr: int
    """Middle 32 bits of the NTP time in the last SR received; 0 if none."""
    delay_since_last_sr: int
    """In 1/65536 s."""

    @classmethod
    def parse(cls, data: bytes, offset: int) -> "ReportBlock":
        """Read 24 bytes at the offset; the caller checked that they are there."""
        ssrc, loss, highest, jitter, last_sr, delay = _BLOCK.unpack_from(data, offset)
        lost = loss & 0xFFFFFF
        lost = lost - 0x1000000 if lost & 0x800000 else lost
        return cls(ssrc, loss >> 24, lost, highest, jitter, last_sr, delay)

    def build(self) -> bytes:
        """The 24 bytes; the loss count saturates at 24 bits."""
        lost = max(-0x800000, min(0x7FFFFF, self.packets_lost)) & 0xFFFFFF
        return _BLOCK.pack(
            self.ssrc,
            self.fraction_lost << 24 | lost,
            self.highest_sequence,
            self.jitter,
            self.last_sr,
            self.delay_since_last_sr,
        )


@dataclass(frozen=True, slots=True)
class SenderReport:
    """SR (RFC 3550 6.4.1)."""

    ssrc: int
    ntp_time: int
    """64-bit NTP timestamp."""
    rtp_timestamp: int
    """The same instant on the media clock."""
    packet_count: int
    octet_count: int
    """Payload bytes."""
    reports: tuple[ReportBlock, ...] = ()

    def build(self) -> bytes:
        """One RTCP packet."""
        info = _SENDER.pack(
            self.ntp_time >> 32,
            self.ntp_time & 0xFFFFFFFF,
            self.rtp_timestamp,
            self.packet_count & 0xFFFFFFFF,
            self.octet_count & 0xFFFFFFFF,
        )
        body = struct.pack("!I", self.ssrc) + info + b"".join(r.build() for r in self.reports)
        return _packet(SR, len(self.reports), body)


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RR (RFC 3550 6.4.2)."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()

    def build(self) -> bytes:
        """One RTCP packet."""
        body = struct.pack("!I", self.ssrc) + b"".join(r.build() for r in self.reports)
        return _packet(RR, len(self.reports), body)


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """SDES with the one mandatory item, CNAME (RFC 3550 6.5.1)."""

    ssrc: int
    cname: str
    """At most 255 bytes of UTF-8."""

    def build(self) -> bytes:
        """One RTCP packet with one chunk.

        Raises:
            ValueError: cname too long.
        """
        name = self.cname.encode()
        if len(name) > 255:
            raise ValueError(f"cname is {len(name)} bytes, at most 255 fit")
        item = bytes((_CNAME, len(name))) + name
        # At least one null octet ends the list, then padding to a whole word.
        item += bytes(4 - len(item) % 4)
        return _packet(SDES, 1, struct.pack("!I", self.ssrc) + item)


@dataclass(frozen=True, slots=True)
class Bye:
    """BYE (RFC 3550 6.6)."""

    ssrcs: tuple[int, ...]
    reason: str = ""

    def build(self) -> bytes:
        """One RTCP packet."""
        body = b"".join(struct.pack("!I", ssrc) for ssrc in self.ssrcs)
        if self.reason:
            text = self.reason.encode()[:255]
            text = bytes((len(text),)) + text
            body += text + bytes(-len(text) % 4)
        return _packet(BYE, len(self.ssrcs), body)


RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Bye


def parse_compound(data: bytes | memoryview) -> list[RtcpPacket]:
    """Read every known packet of one datagram; unknown types (APP, XR, feedback) are skipped.

    Raises:
        ValueError: wrong version, or lengths that do not fit.
    """
    data = bytes(data)
    packets: list[RtcpPacket] = []
    offset = 0
    while offset < len(data):
        if offset + 4 > len(data):
            raise ValueError(f"RTCP header is cut off at byte {offset}")
        first, kind, words = _HEADER.unpack_from(data, offset)
        if first >> 6 != 2:
            raise ValueError(f"RTCP version {first >> 6} is not 2")
        end = offset + 4 + 4 * words
        if end > len(data):
            raise ValueError(f"RTCP length {words} words does not fit at byte {offset}")
        body_end = end - data[end - 1] if first & 0x20 else end
        if body_end < offset + 4:
            raise ValueError(f"RTCP padding does not fit at byte {offset}")
        packet = _parse_one(kind, first & 0x1F, data[offset + 4 : body_end])
        if packet is not None:
            packets.append(packet)
        offset = end
    if not packets and not data:
        raise ValueError("RTCP datagram is empty")
    return packets


def are_of(packets: Iterable[RtcpPacket], ssrc: int) -> bool:
    """Whether all of a datagram is said by, or of, the stream of that SSRC."""
    return all(ssrc in (p.ssrcs if isinstance(p, Bye) else (p.ssrc,)) for p in packets)


def ntp_time(unix_s: float) -> int:
    """64-bit NTP timestamp of a Unix time."""
    return int((unix_s + 2208988800.0) * 4294967296.0) & 0xFFFFFFFFFFFFFFFF


def middle_32(ntp: int) -> int:
    """The compact form LSR uses, in 1/65536 s (RFC 3550 4)."""
    return ntp >> 16 & 0xFFFFFFFF


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body


def _parse_one(kind: int, count: int, body: bytes) -> RtcpPacket | None:
    if kind == SR:
        _need(body, 24 + 24 * count, "SR")
        ssrc, high, low, timestamp, packets, octets = struct.unpack_from("!IIIIII", body)
        reports = _parse_reports(body, 24, count)
        return SenderReport(ssrc, high << 32 | low, timestamp, packets, octets, reports)
    if kind == RR:
        _need(body, 4 + 24 * count, "RR")
        return ReceiverReport(int.from_bytes(body[:4], "big"), _parse_reports(body, 4, count))
    if kind == SDES:
        return _parse_sdes(count, body)
    if kind == BYE:
        return _parse_bye(count, body)
    return None


def _parse_reports(body: bytes, offset: int, count: int) -> tuple[ReportBlock, ...]:
    return tuple(ReportBlock.parse(body, offset + 24 * index) for index in range(count))


def _parse_sdes(count: int, body: bytes) -> SourceDescription | None:
    if count == 0:
        return None
    _need(body, 4, "SDES")
    ssrc, offset = int.from_bytes(body[:4], "big"), 4
    while offset < len(body) and body[offset]:
        _need(body, offset + 2, "SDES item")
        kind, length = body[offset], body[offset + 1]
        _need(body, offset + 2 + length, "SDES item")
        if kind == _CNAME:
            text = body[offset + 2 : offset + 2 + length].decode(errors="replace")
            return SourceDescription(ssrc, text)
        offset += 2 + length
    return SourceDescription(ssrc, "")


def _parse_bye(count: int, body: bytes) -> Bye:
    _need(body, 4 * count, "BYE")
    ssrcs = struct.unpack_from(f"!{count}I", body)
    rest = body[4 * count :]
    reason = rest[1 : 1 + rest[0]].decode(errors="replace") if rest else ""
    return Bye(ssrcs, reason)


def _need(body: bytes, length: int, what: str) -> None:
    if len(body) < length:
        raise ValueError(f"RTCP {what} length {len(body)} is below {length} bytes")
