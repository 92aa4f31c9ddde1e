"""RTP packets: parsing and building (RFC 3550 5.1)."""

import struct
from dataclasses import dataclass
from typing import Final

HEADER_BYTES: Final = 12
COMFORT_NOISE_PAYLOAD_TYPE: Final = 13
"""RFC 3389; we neither send nor render it."""

_HEADER: Final = struct.Struct("!BBHII")


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One RTP packet without its transport."""

    payload_type: int
    """0-127."""
    sequence: int
    """16 bits, wraps."""
    timestamp: int
    """32 bits of codec clock, wraps."""
    ssrc: int
    """32 bits, the sender's stream."""
    payload: bytes
    """Codec bytes, padding removed."""
    marker: bool = False
    """First packet of a talk spurt or of a DTMF event."""
    csrc: tuple[int, ...] = ()
    """Contributing sources, at most 15."""
    extension: tuple[int, bytes] | None = None
    """Profile number and body of the header extension (RFC 3550 5.3.1)."""

    @classmethod
    def parse(cls, data: bytes | memoryview) -> "RtpPacket":
        """Read one datagram.

        Raises:
            ValueError: too short, wrong version, or lengths that do not fit.
        """
        if len(data) < HEADER_BYTES:
            raise ValueError(f"RTP packet length {len(data)} is below 12 bytes")
        first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        if first >> 6 != 2:
            raise ValueError(f"RTP version {first >> 6} is not 2")
        if first == 0x80:
            csrc: tuple[int, ...] = ()
            extension = None
            payload = bytes(data[HEADER_BYTES:])
        else:
            csrc, extension, payload = _parse_rest(first, data)
        return cls(
            second & 0x7F, sequence, timestamp, ssrc, payload, second > 0x7F, csrc, extension
        )

    def build(self) -> bytes:
        """Bytes on the wire, unpadded.

        Raises:
            ValueError: more than 15 CSRCs, or an extension body not of whole words.
        """
        if len(self.csrc) > 15:
            raise ValueError(f"csrc has {len(self.csrc)} entries, at most 15 fit")
        first = 0x80 | len(self.csrc) | (0x10 if self.extension is not None else 0)
        second = self.payload_type | (0x80 if self.marker else 0)
        parts = [_HEADER.pack(first, second, self.sequence, self.timestamp, self.ssrc)]
        parts.extend(struct.pack("!I", source) for source in self.csrc)
        if self.extension is not None:
            parts.append(_build_extension(*self.extension))
        parts.append(self.payload)
        return b"".join(parts)


def build_packet(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, marker: bool
) -> bytes:
    """Wire bytes of a plain packet: the fast path for everything we send ourselves."""
    second = payload_type | 0x80 if marker else payload_type
    return _HEADER.pack(0x80, second, sequence, timestamp, ssrc) + payload


def is_rtcp(data: bytes | memoryview) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 4): packet types 192-223."""
    return len(data) >= 2 and 192 <= data[1] <= 223


def sequence_delta(new: int, old: int) -> int:
    """Signed distance from old to new over the 16-bit wrap, -32768..32767."""
    return ((new - old + 0x8000) & 0xFFFF) - 0x8000


def timestamp_delta(new: int, old: int) -> int:
    """Signed distance from old to new over the 32-bit wrap."""
    return ((new - old + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def _parse_rest(
    first: int, data: bytes | memoryview
) -> tuple[tuple[int, ...], tuple[int, bytes] | None, bytes]:
    offset = HEADER_BYTES + 4 * (first & 0x0F)
    end = len(data)
    if offset > end:
        raise ValueError(f"RTP csrc count {first & 0x0F} does not fit into {end} bytes")
    csrc = struct.unpack_from(f"!{first & 0x0F}I", data, HEADER_BYTES)
    extension = None
    if first & 0x10:
        extension, offset = _parse_extension(data, offset)
    if first & 0x20:
        padding = data[-1]
        if not 0 < padding <= end - offset:
            raise ValueError(f"RTP padding length {padding} does not fit")
        end -= padding
    return csrc, extension, bytes(data[offset:end])


def _parse_extension(data: bytes | memoryview, offset: int) -> tuple[tuple[int, bytes], int]:
    if offset + 4 > len(data):
        raise ValueError("RTP extension header is cut off")
    profile, words = struct.unpack_from("!HH", data, offset)
    body = offset + 4
    end = body + 4 * words
    if end > len(data):
        raise ValueError(f"RTP extension length {words} words does not fit")
    return (profile, bytes(data[body:end])), end


def _build_extension(profile: int, body: bytes) -> bytes:
    if len(body) % 4:
        raise ValueError(f"RTP extension body of {len(body)} bytes is not a multiple of 4")
    return struct.pack("!HH", profile, len(body) // 4) + body
