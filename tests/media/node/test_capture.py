"""What is kept of SIP and RTCP for each channel."""

import asyncio

import pytest

from voipbin.media.node import capture
from voipbin.media.node.capture import Capture
from voipbin.media.node.events import EventLog
from voipbin.media.sip import TraceRecord
from voipbin.media.sip.flow import Flow, HostPort
from voipbin.media.v1 import node_pb2

LOCAL, REMOTE = HostPort("127.0.0.1", 5060), HostPort("192.0.2.7", 5080)
FLOW = Flow("udp", HostPort("0.0.0.0", 5060), REMOTE)


def message(first: str, call_id: str = "a@b", *lines: str) -> bytes:
    return "\r\n".join([first, f"Call-ID: {call_id}", *lines, "", ""]).encode()


def record(data: bytes, direction: str = "in", time_s: float = 5.0) -> TraceRecord:
    return TraceRecord(direction, FLOW, LOCAL, data, time_s)  # type: ignore[arg-type]


class Kept:
    """A capture and what it told."""

    def __init__(self) -> None:
        self.events = EventLog()
        self.capture = Capture(self.events, lambda: 7.0)

    def told(self) -> list[node_pb2.CapturedPacket]:
        self.capture.flush()
        return [packet for event in self.events.after(0) for packet in event.captured.packets]


@pytest.fixture
async def kept() -> Kept:
    return Kept()


async def test_dialog_of_a_channel(kept: Kept) -> None:
    kept.capture.trace(record(message("INVITE sip:a@b SIP/2.0")))
    assert kept.told() == []
    kept.capture.claim("a@b", "channel")
    kept.capture.trace(record(message("SIP/2.0 200 OK"), "out", 6.0))
    kept.capture.rtcp("channel", b"\x80\xc9", ("192.0.2.7", 4001), ("127.0.0.1", 20001))
    invite, answer, report = kept.told()
    assert (invite.source_ip, invite.source_port) == REMOTE
    assert (invite.destination_ip, invite.destination_port) == LOCAL
    assert (answer.source_ip, answer.tm_us, answer.transport) == ("127.0.0.1", 6_000_000, "udp")
    assert (report.is_rtcp, report.data, report.tm_us) == (True, b"\x80\xc9", 7_000_000)
    assert [event.channel_id for event in kept.events.after(0)] == ["channel"]


@pytest.mark.parametrize("name", ["Call-ID: x", "call-id :x", "i: x", "I:x  "])
async def test_spellings_of_call_id(kept: Kept, name: str) -> None:
    kept.capture.claim("x", "channel")
    kept.capture.trace(record(f"BYE sip:a SIP/2.0\r\n{name}\r\n\r\n".encode()))
    assert len(kept.told()) == 1


async def test_what_is_no_call(kept: Kept) -> None:
    kept.capture.trace(record(message("REGISTER sip:b SIP/2.0", "r@b")))
    kept.capture.trace(record(b"\r\n\r\n"))
    kept.capture.claim("r@b", "channel")
    assert kept.told() == []


async def test_secrets(kept: Kept) -> None:
    kept.capture.claim("a@b", "channel")
    proof = 'Proxy-Authorization: Digest username="u", response="0123abcdef", uri="sip:b"'
    key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20"
    kept.capture.trace(record(message("INVITE sip:a@b SIP/2.0", "a@b", proof, key)))
    (packet,) = kept.told()
    assert b"0123abcdef" not in packet.data
    assert b'response="***", uri="sip:b"' in packet.data
    assert b"inline:***" in packet.data
    assert b"d0Rm" not in packet.data


async def test_bounds(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "MOST_STRANGERS", 3)
    monkeypatch.setattr(capture, "MOST_OF_A_STRANGER", 2)
    monkeypatch.setattr(capture, "MOST_MESSAGES", 4)
    for name in "abcdef":
        for _ in range(5):
            kept.capture.trace(record(message("INVITE sip:a@b SIP/2.0", name)))
    kept.capture.claim("a", "one")  # long forgotten
    kept.capture.claim("f", "two")
    for _ in range(9):
        kept.capture.trace(record(message("INFO sip:a@b SIP/2.0", "f")))
    kept.capture.flush()
    told = {event.channel_id: len(event.captured.packets) for event in kept.events.after(0)}
    assert told == {"two": 4}


async def test_reports_leave_messages_their_room(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long call the end matters more than a hundredth report."""
    monkeypatch.setattr(capture, "MOST_REPORTS", 3)
    kept.capture.claim("a@b", "channel")
    for _ in range(9):
        kept.capture.rtcp("channel", b"report", ("192.0.2.1", 4001), ("192.0.2.2", 4001))
    kept.capture.trace(record(message("BYE sip:a@b SIP/2.0")))
    told = kept.told()
    assert [packet.is_rtcp for packet in told] == [True] * 3 + [False]
    assert told[-1].data.startswith(b"BYE")


async def test_end_of_a_channel(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "LINGER_S", 0)
    kept.capture.claim("a@b", "channel")
    kept.capture.release("channel")
    kept.capture.trace(record(message("BYE sip:a@b SIP/2.0")))
    heard: asyncio.Queue[node_pb2.ChannelEvent] = asyncio.Queue()
    kept.events.listener = heard.put_nowait
    event = await asyncio.wait_for(heard.get(), 5)
    kept.capture.trace(record(message("SIP/2.0 200 OK")))
    assert len(event.captured.packets) == 1
    # A core that is there has it: it is too large to be kept for another.
    assert kept.told() == []
