"""RTCP: wire format against a hand-made compound, loss, jitter and round trip."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipbin.media.rtp import rtcp
from voipbin.media.rtp.reporting import Reporter
from voipbin.media.rtp.statistics import ReceiverStatistics, StreamStatistics

COMPOUND = bytes.fromhex(
    "81c8000c" "11223344" "e8e1b2c3" "80000000" "000003e8" "0000000a" "00000640"
    "55667788" "40ffffff" "00010005" "00000050" "b2c38000" "00010000"
    "81ca0003" "11223344" "0104" "6e6f6465" "0000"
    "81cb0002" "11223344" "03627965"
)  # fmt: skip
"""SR with one report block, SDES with CNAME "node", BYE with a reason."""


def test_parse_compound() -> None:
    report, description, bye = rtcp.parse_compound(COMPOUND)
    assert isinstance(report, rtcp.SenderReport)
    assert (report.ssrc, report.rtp_timestamp) == (0x11223344, 1000)
    assert (report.packet_count, report.octet_count) == (10, 1600)
    assert rtcp.middle_32(report.ntp_time) == 0xB2C38000
    assert report.reports == (
        rtcp.ReportBlock(0x55667788, 0x40, -1, 0x10005, 80, 0xB2C38000, 65536),
    )
    assert description == rtcp.SourceDescription(0x11223344, "node")
    assert bye == rtcp.Bye((0x11223344,), "bye")
    assert b"".join(packet.build() for packet in (report, description, bye)) == COMPOUND


def test_parse_skips_unknown_types() -> None:
    application = bytes.fromhex("80cc00021122334461626364")
    assert rtcp.parse_compound(application + rtcp.ReceiverReport(7).build()) == [
        rtcp.ReceiverReport(7)
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\x80\xc8\x00", "header is cut off"),
        (b"\x00\xc8\x00\x00", "version 0"),
        (b"\x80\xc8\x00\x09" + bytes(8), "length 9 words"),
        (b"\x80\xc8\x00\x01" + bytes(4), "SR length 4"),
        (b"\x82\xc9\x00\x01" + bytes(4), "RR length 4"),
        (b"\x81\xca\x00\x02" + bytes(4) + b"\x01\x09ab", "SDES item"),
        (b"\xa0\xc9\x00\x01" + b"\x00\x00\x00\x40", "padding"),
    ],
)
def test_parse_malformed(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rtcp.parse_compound(data)


@given(st.binary(max_size=120))
def test_parse_never_fails_otherwise(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        rtcp.parse_compound(data)


def test_cname_too_long() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        rtcp.SourceDescription(1, "x" * 256).build()


class TestReceiverStatistics:
    def test_no_loss(self) -> None:
        stats = self._fed(range(65530, 65530 + 100))
        assert (stats.received, stats.expected, stats.lost) == (100, 100, 0)
        assert stats.extended_highest == 65530 + 99
        assert stats.jitter_ms == 0.0

    def test_loss_and_fraction_since_last_report(self) -> None:
        stats = self._fed(range(100))
        assert stats.block(0, 0).fraction_lost == 0
        for sequence in range(100, 200):
            if sequence % 4:
                stats.update(sequence, sequence * 160, 160, sequence * 20.0)
        block = stats.block(0, 0)
        # 199 came, 100, 104, ... 196 did not: 25 of 100.
        assert (block.packets_lost, block.fraction_lost) == (25, 64)
        assert block.highest_sequence == 199

    def test_reordered_is_not_lost(self) -> None:
        assert self._fed([1, 2, 4, 3, 5]).lost == 0

    def test_duplicates_make_loss_negative(self) -> None:
        stats = self._fed([1, 2, 2, 3])
        assert stats.lost == -1
        assert stats.block(0, 0).packets_lost == -1

    def test_jump_starts_a_new_count_and_keeps_old_losses(self) -> None:
        stats = self._fed([1, 2, 5, 30000, 30001])
        assert (stats.received, stats.lost) == (5, 2)

    def test_jitter_of_alternating_delay(self) -> None:
        stats = ReceiverStatistics(1, 8000)
        for index in range(500):
            stats.update(index, index * 160, 160, index * 20.0 + (8.0 if index % 2 else 0.0))
        assert stats.jitter_ms == pytest.approx(8.0, abs=0.1)
        assert stats.block(0, 0).jitter == pytest.approx(64, abs=1)

    def _fed(self, sequences: "range | list[int]") -> ReceiverStatistics:
        stats = ReceiverStatistics(1, 8000)
        for sequence in sequences:
            stats.update(sequence & 0xFFFF, sequence * 160 & 0xFFFFFFFF, 160, sequence * 20.0)
        return stats


class TestReporter:
    def test_round_trip(self) -> None:
        here = Reporter(1, "here", epoch_offset_s=1.7e9)
        there = Reporter(2, "there", epoch_offset_s=1.6e9)
        heard = ReceiverStatistics(1, 8000)
        heard.update(5, 0, 160, 0.0)
        report = here.build(None, 0, 10, 1600, 1000.0, False)
        there.receive(rtcp.parse_compound(report), 50_030.0)
        answer = there.build(heard, 0, 1, 160, 52_030.0, False)
        here.receive(rtcp.parse_compound(answer), 3075.0)
        assert here.round_trip_ms == pytest.approx(75.0, abs=0.1)

    def test_receiver_report_when_nothing_was_sent(self) -> None:
        data = Reporter(1, "x", epoch_offset_s=0.0).build(None, 0, 0, 0, 0.0, True)
        report, description, bye = rtcp.parse_compound(data)
        assert report == rtcp.ReceiverReport(1)
        assert description == rtcp.SourceDescription(1, "x")
        assert bye == rtcp.Bye((1,))

    def test_bye_is_noticed(self) -> None:
        reporter = Reporter(1, "x", epoch_offset_s=0.0)
        reporter.receive([rtcp.Bye((2,))], 0.0)
        assert reporter.peer_left


@pytest.mark.parametrize(
    ("lost", "jitter_ms", "low", "high"),
    [(0, 1.0, 4.3, 4.5), (20, 10.0, 3.0, 4.0), (300, 60.0, 1.0, 2.0)],
)
def test_mos_falls_with_loss(lost: int, jitter_ms: float, low: float, high: float) -> None:
    stats = StreamStatistics(1000 - lost, 0, lost, jitter_ms, 0, 0, 0, 0.0, 40.0)
    assert low <= stats.mos <= high
