"""Live audio in the packets that media streams and external media carry: bytes in, bytes out."""

import struct
from collections.abc import Callable
from typing import Final, Protocol

from voipbin.media.v1 import audio_pb2 as audio

PCMU_PAYLOAD_TYPE: Final = 0
"RFC 3551 6."
_RTP_HEADER: Final = struct.Struct("!BBHII")
_RTP_VERSION: Final = 0x80

AUDIOSOCKET_AUDIO: Final = 0x10
"Kind of a packet with 16-bit samples at 8 kHz."
AUDIOSOCKET_ID: Final = 0x01
"Kind of the packet a caller introduces itself with."
AUDIOSOCKET_HANGUP: Final = 0x00
AUDIOSOCKET_ERROR: Final = 0xFF
_AUDIOSOCKET_HEADER: Final = struct.Struct("!BH")


class Packets(Protocol):
    """One way of packing the frames of one stream."""

    @property
    def encoding(self) -> audio.AudioEncoding:
        """What the payload is, both ways; always 8000 Hz mono."""

    def pack(self, frame: audio.AudioFrame) -> bytes:
        """One packet with the samples of one frame."""

    def unpack(self, packet: bytes) -> bytes:
        """The samples of one packet; empty when it holds none, or is none."""


class RtpPackets:
    """RTP with PCMU (RFC 3550 5.1): a gap in the sequence says how many frames were dropped."""

    encoding: Final = audio.AUDIO_ENCODING_PCMU

    def pack(self, frame: audio.AudioFrame) -> bytes:
        """The packet of a frame; the first one is number 1, its source is 0."""
        sequence, timestamp = (frame.sequence + 1) & 0xFFFF, frame.media_time & 0xFFFF_FFFF
        header = _RTP_HEADER.pack(_RTP_VERSION, PCMU_PAYLOAD_TYPE, sequence, timestamp, 0)
        return header + frame.data

    def unpack(self, packet: bytes) -> bytes:
        """The payload, if it is PCMU."""
        if len(packet) < _RTP_HEADER.size or packet[0] & 0xC0 != _RTP_VERSION:
            return b""
        if packet[1] & 0x7F != PCMU_PAYLOAD_TYPE:
            return b""
        begin, end = _rtp_payload(packet)
        return packet[begin:end]


def rtp_sequence(packet: bytes) -> int:
    """Number of an RTP packet."""
    return int.from_bytes(packet[2:4], "big")


def _rtp_payload(packet: bytes) -> tuple[int, int]:
    """Where the payload begins, after sources and extension, and where padding takes over."""
    begin, end = _RTP_HEADER.size + 4 * (packet[0] & 0x0F), len(packet)
    if packet[0] & 0x10:  # RFC 3550 5.3.1: two bytes of profile, two of length in words
        begin += 4 + 4 * int.from_bytes(packet[begin + 2 : begin + 4], "big")
    if packet[0] & 0x20:
        end -= packet[-1]
    return begin, max(begin, end)


class SlnPackets:
    """Bare samples: 16 bits, signed, little-endian."""

    encoding: Final = audio.AUDIO_ENCODING_L16

    def pack(self, frame: audio.AudioFrame) -> bytes:
        """The samples as they are."""
        return frame.data

    def unpack(self, packet: bytes) -> bytes:
        """The samples; half of one at the end is no sound."""
        return packet[: len(packet) & ~1]


class UlawPackets:
    """Bare PCMU: a byte a sample."""

    encoding: Final = audio.AUDIO_ENCODING_PCMU

    def pack(self, frame: audio.AudioFrame) -> bytes:
        """The samples as they are."""
        return frame.data

    def unpack(self, packet: bytes) -> bytes:
        """The samples as they are."""
        return packet


class AudioSocketPackets:
    """AudioSocket: a byte of kind, two of length (big-endian), then that many bytes."""

    encoding: Final = audio.AUDIO_ENCODING_L16

    def pack(self, frame: audio.AudioFrame) -> bytes:
        """A packet of audio."""
        return audiosocket_packet(AUDIOSOCKET_AUDIO, frame.data)

    def unpack(self, packet: bytes) -> bytes:
        """The samples of a whole packet of audio."""
        if len(packet) < _AUDIOSOCKET_HEADER.size:
            return b""
        kind, length = _AUDIOSOCKET_HEADER.unpack_from(packet)
        samples = packet[_AUDIOSOCKET_HEADER.size :]
        if kind != AUDIOSOCKET_AUDIO or len(samples) != length or length % 2:
            return b""
        return samples


def audiosocket_packet(kind: int, content: bytes) -> bytes:
    """One AudioSocket packet."""
    return _AUDIOSOCKET_HEADER.pack(kind, len(content)) + content


STREAM_PACKETS: Final[dict[str, Callable[[], Packets]]] = {
    "rtp": RtpPackets,
    "sln": SlnPackets,
    "audiosocket": AudioSocketPackets,
}
"""Of media streams, by the word of the contract."""
