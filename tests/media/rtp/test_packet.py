"""RTP packets: wire format, hostile lengths, wraps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipbin.media.rtp.packet import (
    RtpPacket,
    build_packet,
    is_rtcp,
    sequence_delta,
    timestamp_delta,
)

CAPTURED = bytes.fromhex("80806fad000000000a1b2c3d") + bytes(range(160))
"""First packet of a PCMU call: marker set, sequence 28589, timestamp 0."""


def test_parse_first_packet_of_a_call() -> None:
    packet = RtpPacket.parse(CAPTURED)
    assert (packet.payload_type, packet.marker, packet.sequence) == (0, True, 28589)
    assert (packet.timestamp, packet.ssrc) == (0, 0x0A1B2C3D)
    assert packet.payload == bytes(range(160))
    assert packet.build() == CAPTURED


def test_parse_csrc_extension_and_padding() -> None:
    data = bytes.fromhex("b2080001000000a0deadbeef0000000100000002bede0001aabbccdd")
    packet = RtpPacket.parse(data + b"voice" + b"\x00\x00\x03")
    assert packet.csrc == (1, 2)
    assert packet.extension == (0xBEDE, bytes.fromhex("aabbccdd"))
    assert packet.payload == b"voice"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "length 0"),
        (CAPTURED[:11], "length 11"),
        (b"\x40" + CAPTURED[1:], "version 1"),
        (b"\x8f" + CAPTURED[1:20], "csrc count 15"),
        (b"\x90" + CAPTURED[1:14], "extension header is cut off"),
        (b"\x90" + CAPTURED[1:12] + b"\xbe\xde\x00\x09" + bytes(8), "extension length 9 words"),
        (b"\xa0" + CAPTURED[1:12] + b"abc\x09", "padding length 9"),
        (b"\xa0" + CAPTURED[1:12] + b"abc\x00", "padding length 0"),
    ],
)
def test_parse_malformed(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RtpPacket.parse(data)


@given(st.binary(max_size=80))
def test_parse_never_fails_otherwise(data: bytes) -> None:
    try:
        packet = RtpPacket.parse(data)
    except ValueError:
        return
    assert len(packet.payload) <= len(data) - 12


packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=200),
    marker=st.booleans(),
    csrc=st.lists(st.integers(0, 0xFFFFFFFF), max_size=15).map(tuple),
    extension=st.none() | st.tuples(st.integers(0, 0xFFFF), st.sampled_from([b"", b"abcd"])),
)


@given(packets)
def test_build_then_parse(packet: RtpPacket) -> None:
    assert RtpPacket.parse(packet.build()) == packet


def test_build_packet_is_the_same_as_build() -> None:
    assert (
        build_packet(8, 65535, 1 << 31, 7, b"x", True)
        == RtpPacket(8, 65535, 1 << 31, 7, b"x", True).build()
    )


def test_build_refuses_too_many_sources_and_odd_extension() -> None:
    with pytest.raises(ValueError, match="csrc has 16"):
        RtpPacket(0, 0, 0, 0, b"", csrc=tuple(range(16))).build()
    with pytest.raises(ValueError, match="3 bytes"):
        RtpPacket(0, 0, 0, 0, b"", extension=(1, b"abc")).build()


@pytest.mark.parametrize(("second", "rtcp"), [(0, False), (0x80, False), (200, True), (223, True)])
def test_is_rtcp(second: int, rtcp: bool) -> None:
    assert is_rtcp(bytes((0x80, second))) is rtcp


@given(st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF))
def test_sequence_delta_over_the_wrap(old: int, step: int) -> None:
    assert sequence_delta((old + step) & 0xFFFF, old) == step


def test_timestamp_delta_over_the_wrap() -> None:
    assert timestamp_delta(80, 0xFFFFFFFF - 79) == 160
    assert timestamp_delta(0xFFFFFFFF - 79, 80) == -160
