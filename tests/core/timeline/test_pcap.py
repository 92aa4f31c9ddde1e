"""Capture files, as Wireshark reads them."""

import shutil
import struct
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.peers import require_peer
from voipbin.core.timeline.pcap import capture_file
from voipbin.core.timeline.rtp_stat import read_rtp_stat

INVITE = b"INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: x@y\r\nCSeq: 1 INVITE\r\n\r\n"
REPORT = bytes.fromhex("80c90001deadbeef")


def packet(
    data: bytes, source: str = "192.0.2.1", destination: str = "192.0.2.2", **more: Any
) -> Any:
    facts = {"source_port": 5060, "destination_port": 5080, "tm_create": 1_700_000_000_123_456}
    return SimpleNamespace(source_ip=source, destination_ip=destination, data=data, **facts | more)


def dissected(tmp_path: Path, content: bytes, *fields: str) -> list[list[str]]:
    require_peer("tshark")
    file = tmp_path / "call.pcap"
    file.write_bytes(content)
    asked = [part for field in fields for part in ("-e", field)]
    command = [shutil.which("tshark") or "tshark", "-r", str(file), "-T", "fields", *asked]
    checks = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]
    done = subprocess.run([*command, *checks], capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_layout() -> None:
    content = capture_file([packet(INVITE)])
    assert struct.unpack_from("<IHHiIII", content) == (0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    seconds, micros, kept, whole = struct.unpack_from("<IIII", content, 24)
    assert (seconds, micros) == (1_700_000_000, 123_456)
    assert kept == whole == len(content) - 40 == 28 + len(INVITE)
    assert len(capture_file([])) == 24


@pytest.mark.parametrize(
    ("source", "destination", "shown"),
    [
        ("192.0.2.1", "192.0.2.2", ["192.0.2.1", "192.0.2.2"]),
        ("2001:db8::1", "2001:db8::2", ["2001:db8::1", "2001:db8::2"]),
        ("192.0.2.1", "2001:db8::2", ["::ffff:192.0.2.1", "2001:db8::2"]),
    ],
)
def test_sip(tmp_path: Path, source: str, destination: str, shown: list[str]) -> None:
    content = capture_file([packet(INVITE, source, destination)])
    kind = "ipv6" if ":" in shown[1] else "ip"
    names = (f"{kind}.src", f"{kind}.dst", "udp.srcport", "sip.Method", "sip.Call-ID")
    (row,) = dissected(tmp_path, content, *names, "_ws.malformed", "udp.checksum.status")
    assert row[:5] == [*shown, "5060", "INVITE", "x@y"]
    assert row[5] == ""
    assert row[6] in ("1", "3")  # good, or not there


def test_rtcp(tmp_path: Path) -> None:
    content = capture_file(
        [packet(INVITE), packet(REPORT, source_port=20001, destination_port=4001)]
    )
    rows = dissected(tmp_path, content, "frame.number", "_ws.malformed", "udp.length")
    assert [row[2] for row in rows] == [str(8 + len(INVITE)), str(8 + len(REPORT))]
    assert [row[1] for row in rows] == ["", ""]


def test_longest_packet() -> None:
    content = capture_file([packet(b"x" * 70_000), packet(b"y")])
    assert len(content) < 24 + 2 * 16 + 65535 + 29


def test_statistics_of_the_far_end() -> None:
    header = (
        b"BYE sip:a SIP/2.0\r\nx-rtp-stat: MOS=3.8;Jitter=7;PacketLossPct=0.5;RTT=260682;"
        b"RTPStat=RTP: 100 bytes, 10 packets, 1 errors; RTCP: 60 bytes, 2 packets, 0 errors\r\n\r\n"
    )
    assert read_rtp_stat(header) == {
        "mos": 3.8,
        "jitter": 7,
        "packet_loss_pct": 0.5,
        "rtt": 260682,
        "rtp_bytes": 100,
        "rtp_packets": 10,
        "rtp_errors": 1,
        "rtcp_bytes": 60,
        "rtcp_packets": 2,
        "rtcp_errors": 0,
    }
    assert read_rtp_stat(b"BYE sip:a SIP/2.0\r\n\r\n") is None
    assert read_rtp_stat(b"BYE sip:a SIP/2.0\r\nX-RTP-Stat: MOS=...;RTT=1e999\r\n\r\n") == {
        "rtt": 1
    }
    huge = b"BYE sip:a SIP/2.0\r\nX-RTP-Stat: Jitter=" + b"9" * 400 + b"\r\n\r\n"
    assert read_rtp_stat(huge) == {"jitter": 2**53}
