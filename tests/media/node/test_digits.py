"""Keys one after the other: as events and as tones, and how far apart."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import DTMF_FREQUENCIES_HZ, tone_share
from voipbin.media.node.digits import DigitSender
from voipbin.media.node.line import Line, choose_codecs
from voipbin.media.rtp.dtmf import DIGITS, TelephoneEvent
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.sip import CODECS, Direction, MediaPlan
from voipbin.media.v1 import node_pb2

HOST = "127.0.0.1"
EVENT = 101
INTERVALS = [(None, 100), (0, 40), (20, 40), (60, 60), (500, 500)]
"""What is asked for, and what is heard."""


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    """Where legs are opened."""
    engine = RtpEngine(HOST)
    yield engine
    engine.close()


def line_of(engine: RtpEngine, event: int | None) -> Line:
    line = Line(engine, HOST, choose_codecs(["PCMU"]))
    codec = CODECS["PCMU"]
    line.agree(MediaPlan(HOST, 9, codec, codec.payload_type, event, 20, Direction.SENDRECV))
    return line


def keys(digits: str, interval_ms: int | None) -> node_pb2.SendDigits:
    """Of 100 ms each."""
    return node_pb2.SendDigits(digits=digits, duration_ms=100, interval_ms=interval_ms)


def sent_events(line: Line, command: node_pb2.SendDigits) -> tuple[list[tuple[str, int]], int]:
    """Each key with the milliseconds after the first at which it begins, and how long all take."""
    sender, over = DigitSender(line), list[bool]()
    sender.queue(command, lambda: over.append(True))
    begun: dict[int, str] = {}
    ticks = 0
    while not over:
        sender.tick()
        packet = RtpPacket.parse(line.leg.session.write(None) or b"")
        ticks += 1
        if packet.payload_type == EVENT:
            event = TelephoneEvent.parse(packet.payload)
            begun.setdefault(packet.timestamp, DIGITS[event.code])
    first = next(iter(begun))
    return [(digit, (at - first) % 2**32 // 8) for at, digit in begun.items()], ticks * 20


def sent_tones(line: Line, command: node_pb2.SendDigits) -> Pcm:
    """All that is heard."""
    sender, over = DigitSender(line), list[bool]()
    sender.queue(command, lambda: over.append(True))
    frames = []
    while not over:
        sender.tick()
        frame = sender.tone()
        if frame is not None:
            frames.append(frame)
    return np.concatenate(frames)


@pytest.mark.parametrize(("asked_ms", "gap_ms"), INTERVALS)
async def test_interval_of_events(engine: RtpEngine, asked_ms: int | None, gap_ms: int) -> None:
    events, lasted_ms = sent_events(line_of(engine, EVENT), keys("115", asked_ms))
    assert events == [("1", 0), ("1", 100 + gap_ms), ("5", 2 * (100 + gap_ms))]
    # The last one is not followed by the interval; a frame passes until its end is noted.
    assert lasted_ms == 300 + 2 * gap_ms + 40 + 20


@pytest.mark.parametrize(("asked_ms", "gap_ms"), INTERVALS)
async def test_interval_of_tones(engine: RtpEngine, asked_ms: int | None, gap_ms: int) -> None:
    heard = sent_tones(line_of(engine, None), keys("11", asked_ms))
    assert heard.size == 8 * (200 + gap_ms + 40)
    first, pause, second = np.split(heard, [800, 8 * (100 + gap_ms)])
    assert not pause.any()
    for press in (first, second[:800]):
        for frequency_hz in DTMF_FREQUENCIES_HZ["1"]:
            assert tone_share(press, frequency_hz, 8000) > 0.4


@pytest.mark.parametrize("event", [EVENT, None], ids=["event", "tone"])
async def test_single_key_is_not_followed_by_the_interval(
    engine: RtpEngine, event: int | None
) -> None:
    line = line_of(engine, event)
    if event is None:
        assert sent_tones(line, keys("7", 5000)).size == 8 * 140
    else:
        assert sent_events(line, keys("7", 5000)) == ([("7", 0)], 160)
