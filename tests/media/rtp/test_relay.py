"""The relay's renumbering: one continuous outgoing stream whatever comes in."""

import pytest

from voipbin.media.audio.codec import make_codec
from voipbin.media.rtp.dtmf import TelephoneEvent
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.relay import HeaderRewriter
from voipbin.media.rtp.session import RtpSession


def session(name: str = "PCMU", seed: int = 1, dtmf: int | None = 101) -> RtpSession:
    return RtpSession([make_codec(name)], dtmf_payload_type=dtmf, seed=seed)


def pass_on(rewriter: HeaderRewriter, packet: RtpPacket, now_ms: float) -> RtpPacket | None:
    buffer = bytearray(packet.build())
    if not rewriter.rewrite(buffer, len(buffer), now_ms):
        return None
    return RtpPacket.parse(bytes(buffer))


def incoming(index: int, ssrc: int = 77, kind: int = 0) -> RtpPacket:
    return RtpPacket(
        kind, (65530 + index) & 0xFFFF, (0xFFFFFF00 + 160 * index) & 0xFFFFFFFF, ssrc, bytes(160)
    )


def test_goes_on_where_the_session_stood() -> None:
    out = session(seed=2)
    own = RtpPacket.parse(out.write(None) or b"")
    rewriter = HeaderRewriter(session(), out, 0.0)
    sent = [pass_on(rewriter, incoming(index), index * 20.0) for index in range(20)]
    for index, packet in enumerate(sent):
        assert packet is not None
        assert packet.ssrc == out.ssrc
        assert packet.sequence == (own.sequence + 1 + index) & 0xFFFF
        assert packet.timestamp == (own.timestamp + 160 * (1 + index)) & 0xFFFFFFFF
        assert packet.marker == (index == 0)
    rewriter.finish(19 * 20.0)
    after = RtpPacket.parse(out.write(None) or b"")
    assert after.sequence == (own.sequence + 21) & 0xFFFF
    assert after.timestamp == (own.timestamp + 160 * 21) & 0xFFFFFFFF
    assert out.packets_sent == 22


def test_loss_and_reordering_stay_visible() -> None:
    out = session(seed=2)
    rewriter = HeaderRewriter(session(), out, 0.0)
    first = pass_on(rewriter, incoming(0), 0.0)
    assert first is not None
    steps = []
    for index in (1, 4, 3, 6):
        packet = pass_on(rewriter, incoming(index), index * 20.0)
        assert packet is not None
        steps.append((packet.sequence - first.sequence) & 0xFFFF)
    assert steps == [1, 4, 3, 6]
    assert out.sequence == (first.sequence + 7) & 0xFFFF


def test_new_ssrc_continues_the_stream_with_a_marker() -> None:
    out = session(seed=2)
    rewriter = HeaderRewriter(session(), out, 0.0)
    before = pass_on(rewriter, incoming(0), 0.0)
    after = pass_on(rewriter, incoming(5000, ssrc=78), 1000.0)
    assert before is not None
    assert after is not None
    assert after.sequence == (before.sequence + 1) & 0xFFFF
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == pytest.approx(8000, abs=160)
    assert after.marker


def test_pause_moves_the_timestamp_of_what_follows() -> None:
    out = session(seed=2)
    rewriter = HeaderRewriter(session(), out, 0.0)
    before = pass_on(rewriter, incoming(0), 0.0)
    rewriter.finish(1000.0)
    after = RtpPacket.parse(out.write(None) or b"")
    assert before is not None
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == pytest.approx(8000, abs=320)
    assert after.marker


def test_payload_types_are_translated() -> None:
    out = RtpSession([make_codec("PCMU", 96)], dtmf_payload_type=97, seed=2)
    rewriter = HeaderRewriter(session(), out, 0.0)
    voice = pass_on(rewriter, incoming(0), 0.0)
    digit = pass_on(rewriter, RtpPacket(101, 1, 1, 77, b"\x05\x0a\x00\xa0", True), 0.0)
    assert voice is not None
    assert digit is not None
    assert (voice.payload_type, digit.payload_type, digit.marker) == (96, 97, True)


def test_other_payload_types_are_dropped() -> None:
    rewriter = HeaderRewriter(session(), session(seed=2), 0.0)
    assert pass_on(rewriter, incoming(0, kind=13), 0.0) is None


@pytest.mark.parametrize(
    "out", [session("PCMA", 2), session("G722", 2), session("PCMU", 2, dtmf=None)]
)
def test_streams_that_need_transcoding_are_refused(out: RtpSession) -> None:
    with pytest.raises(ValueError, match="cannot be relayed"):
        HeaderRewriter(session(), out, 0.0)


def test_digits_of_another_clock_keep_their_length() -> None:
    """A browser sends those of 8000 Hz beside Opus; ours were agreed to be of 48000 Hz."""
    opus = make_codec("opus", 111)
    browser, out = session("opus"), session("opus", seed=2)
    browser.set_codecs([opus], 110, 48000, {101: 8000})
    out.set_codecs([make_codec("opus", 96)], 97, 48000)
    rewriter = HeaderRewriter(browser, out, 0.0)
    for ticks, wanted in ((1600, 9600), (60_000, 0xFFFF)):
        event = TelephoneEvent(5, True, 10, ticks).build()
        packet = pass_on(rewriter, RtpPacket(101, 1, 0, 77, event), 0.0)
        assert packet is not None
        assert packet.payload_type == 97
        assert TelephoneEvent.parse(packet.payload) == TelephoneEvent(5, True, 10, wanted)
