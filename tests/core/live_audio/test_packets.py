"""Packets around audio: layouts of the contract, and what is none."""

import pytest

from voipbin.core.live_audio.packets import (
    AudioSocketPackets,
    Packets,
    RtpPackets,
    SlnPackets,
    UlawPackets,
    audiosocket_packet,
)
from voipbin.media.v1 import audio_pb2 as audio

SAMPLES = bytes(range(160))
FRAME = audio.AudioFrame(sequence=7, media_time=1120, data=SAMPLES)
RTP_HEAD = bytes.fromhex("80 00 0008 00000460 00000000")


def test_rtp_packet() -> None:
    assert RtpPackets().pack(FRAME) == RTP_HEAD + SAMPLES


def test_rtp_numbers_wrap() -> None:
    late = audio.AudioFrame(sequence=65_535 + 65_536, media_time=2**32 + 5, data=b"x")
    assert RtpPackets().pack(late)[2:8] == b"\x00\x00\x00\x00\x00\x05"


def test_audiosocket_packet() -> None:
    assert AudioSocketPackets().pack(FRAME) == b"\x10\x00\xa0" + SAMPLES


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else type(value).__name__


@pytest.mark.parametrize(
    "packets", [RtpPackets(), SlnPackets(), UlawPackets(), AudioSocketPackets()], ids=_shown
)
def test_what_is_packed_is_unpacked(packets: Packets) -> None:
    assert packets.unpack(packets.pack(FRAME)) == SAMPLES


def test_rtp_with_sources_extension_and_padding() -> None:
    head = bytes.fromhex("b2 80 0008 00000460 00000000")
    sources, extension = bytes(8), bytes.fromhex("bede 0001 00000000")
    packet = head + sources + extension + SAMPLES + b"\x00\x00\x03"
    assert RtpPackets().unpack(packet) == SAMPLES


@pytest.mark.parametrize(
    ("packets", "packet"),
    [
        (RtpPackets(), b""),
        (RtpPackets(), RTP_HEAD[:11]),
        (RtpPackets(), b"\x00" + RTP_HEAD[1:] + SAMPLES),
        (RtpPackets(), b"\x80\x08" + RTP_HEAD[2:] + SAMPLES),
        (RtpPackets(), b"\xa0" + RTP_HEAD[1:] + b"\xff"),
        (RtpPackets(), b"\x90" + RTP_HEAD[1:] + b"\x00\x00\xff\xff"),
        (RtpPackets(), b"\x8f" + RTP_HEAD[1:]),
        (AudioSocketPackets(), b"\x10\x00"),
        (AudioSocketPackets(), b"\x10\x01\x00" + SAMPLES),
        (AudioSocketPackets(), b"\x10\xa0\x00" + SAMPLES),
        (AudioSocketPackets(), audiosocket_packet(0x01, bytes(16))),
        (AudioSocketPackets(), audiosocket_packet(0x10, b"odd")),
        (SlnPackets(), b"x"),
    ],
    ids=_shown,
)
def test_no_audio(packets: Packets, packet: bytes) -> None:
    assert packets.unpack(packet) == b""
