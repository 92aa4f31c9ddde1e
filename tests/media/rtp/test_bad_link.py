"""Sound, keys and reports over links that lose, repeat, delay and reorder packets.

All but the last tests run on the time of their own packets, so a busy machine changes nothing.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.media.rtp.bad_link import BadLink, Impairment, RtpProxy
from voipbin.media.audio.codec import available, make_codec
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.rtp.dtmf import DIGITS, DigitEnded, DigitEvent, DigitStarted, TelephoneEvent
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.session import RtpSession

PEER = ("192.0.2.1", 4000)
FRAME_MS = 20.0
HZ = 400.0
"""Repeats every 20 ms, so repeated frames join without a step."""

LOSSY = Impairment(loss=0.05)
WORSE = Impairment(loss=0.1, jitter_ms=30.0, reordering=0.05)
WORST = Impairment(loss=0.2, duplication=0.1, jitter_ms=40.0, reordering=0.1)


@dataclass
class Path:
    """Two sessions, the link from one to the other, and what the second made of it."""

    impairment: Impairment
    seed: int
    codec: str = "PCMU"
    digits: list[DigitEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sender = RtpSession([make_codec(self.codec)], peer=PEER, seed=self.seed)
        self.receiver = RtpSession([make_codec(self.codec)], peer=PEER, seed=self.seed + 1)
        self.receiver.on_digit = self.digits.append
        self.link = BadLink(self.impairment, self.seed)
        self.now_ms = 0.0

    def carry(self, sound: Pcm) -> Pcm:
        """Say it, tick by tick; what was heard in the same ticks."""
        samples = self.sender.codec.frame_samples
        heard = []
        for start in range(0, sound.size, samples):
            packet = self.sender.write(sound[start : start + samples])
            assert packet is not None
            self.link.send(packet, self.now_ms)
            for at_ms, data in self.link.due(self.now_ms):
                assert self.receiver.receive(data, PEER, at_ms)
            self.receiver.expire(self.now_ms)
            heard.append(self.receiver.read())
            self.now_ms += FRAME_MS
        return np.concatenate(heard)

    def drain(self) -> None:
        """Wait for what is still on its way; hear on meanwhile."""
        while self.link.next_ms is not None or self.receiver.dtmf_in[101].pressed:
            for at_ms, data in self.link.due(self.now_ms):
                self.receiver.receive(data, PEER, at_ms)
            self.receiver.expire(self.now_ms)
            self.receiver.read()
            self.now_ms += FRAME_MS

    @property
    def rate(self) -> int:
        return self.sender.codec.sample_rate_hz


def bursts(count: int, rate_hz: int, *, on_ms: int = 600, off_ms: int = 400) -> Pcm:
    """Tones with silence after each."""
    one = np.concatenate((tone((HZ,), on_ms, rate_hz), silence(off_ms * rate_hz // 1000)))
    return np.tile(one, count)


def heard_bursts(pcm: Pcm, rate_hz: int) -> Iterator[Pcm]:
    """Stretches with sound; up to five silent frames within are holes of one stretch."""
    size = rate_hz // 50
    frames = pcm[: pcm.size // size * size].reshape(-1, size)
    loud = np.abs(frames.astype(np.int32)).max(axis=1) > 300
    indexes = loud.nonzero()[0]
    for group in np.split(indexes, (np.diff(indexes) > 6).nonzero()[0] + 1):
        yield pcm[group[0] * size : (group[-1] + 1) * size]


def level_db(pcm: Pcm) -> float:
    return 10 * float(np.log10(np.mean(pcm.astype(np.float64) ** 2)))


@pytest.mark.parametrize("codec", ["PCMU", "PCMA", "G722", "OPUS"])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("impairment", "weaker_db", "longer_ms"),
    [(LOSSY, 1.0, 60.0), (WORSE, 2.0, 120.0), (WORST, 4.0, 160.0)],
    ids=["lossy", "worse", "worst"],
)
def test_tones_keep_level_and_length(
    impairment: Impairment, weaker_db: float, longer_ms: float, seed: int, codec: str
) -> None:
    if not available(codec):
        pytest.skip("opus is not installed")
    path = Path(impairment, seed, codec)
    sound = bursts(8, path.rate)
    found = list(heard_bursts(path.carry(sound), path.rate))
    assert len(found) == 8
    wanted_db = level_db(sound[: path.rate // 2])
    for index, burst in enumerate(found[1:]):
        assert tone_share(burst, HZ, path.rate) > 0.75, index
        assert -weaker_db < level_db(burst) - wanted_db < 1.0, index
        assert abs(burst.size * 1000 / path.rate - 600) <= longer_ms, index


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("impairment", [LOSSY, WORSE, WORST], ids=["lossy", "worse", "worst"])
def test_concealed_is_what_never_came_in_time(impairment: Impairment, seed: int) -> None:
    path = Path(impairment, seed)
    path.carry(tone((HZ,), 20_000, path.rate))
    path.drain()
    counters = path.receiver.jitter.counters
    distinct = len({passed.packet.sequence for passed in path.link.passed})
    assert path.link.lost == len(path.link.sent) - distinct
    assert counters.accepted + counters.late + counters.duplicate == len(path.link.passed)
    copies, late = path.link.duplicated, counters.late
    assert counters.duplicate <= copies
    # A turn is lost with its packet, or when that comes late; shortening the delay takes a few.
    missed = counters.lost - path.link.lost
    assert abs(missed) <= len(path.link.sent) * 0.05
    assert missed <= late
    assert counters.resets == 0


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("impairment", [LOSSY, WORSE, WORST], ids=["lossy", "worse", "worst"])
def test_reports_agree_with_the_link(impairment: Impairment, seed: int) -> None:
    path = Path(impairment, seed)
    path.carry(tone((HZ,), 10_000, path.rate))
    path.drain()
    path.sender.receive_rtcp(path.receiver.report(path.now_ms), path.now_ms)
    link, learned = path.link, path.sender.reporter
    first, last = ends(link)
    # Copies count as received (RFC 3550 A.3), and nobody misses what is outside of what came.
    assert learned.remote_lost == (last - first & 0xFFFF) + 1 - len(link.passed)
    assert abs(learned.remote_lost - (link.lost - link.duplicated)) <= 5
    assert path.receiver.statistics().packets_received == len(link.passed)
    assert learned.remote_jitter_ms == pytest.approx(jitter_ms(link), abs=0.2)


def ends(link: BadLink) -> tuple[int, int]:
    """Sequence numbers of the first packet to come and of the highest."""
    base = link.sent[0].sequence
    newest = max(passed.packet.sequence - base & 0xFFFF for passed in link.passed)
    return link.passed[0].packet.sequence, base + newest & 0xFFFF


def jitter_ms(link: BadLink) -> float:
    """RFC 3550 6.4.1, over packets in the order they came; copies of the newest say nothing."""
    base, estimate = link.sent[0].timestamp, 0.0
    before: tuple[int, float] | None = None
    for passed in link.passed:
        stamp = passed.packet.timestamp
        transit = passed.at_ms - (stamp - base & 0xFFFFFFFF) / 8
        if before is not None and before[0] != stamp:
            estimate += (abs(transit - before[1]) - estimate) / 16
        if before is None or before[0] != stamp:
            before = (stamp, transit)
    return estimate


class TestDigits:
    TEXT = DIGITS + "1122**"

    @pytest.mark.parametrize("seed", range(1, 7))
    @pytest.mark.parametrize("duration_ms", [60, 100, 400])
    def test_each_is_told_once(self, duration_ms: int, seed: int) -> None:
        path = Path(WORST, seed)
        path.sender.send_digits(self.TEXT, duration_ms=duration_ms, gap_ms=100)
        seconds = (duration_ms + 140) * len(self.TEXT) // 1000 + 1
        audio = path.carry(tone((HZ,), seconds * 1000, path.rate))
        after = path.carry(tone((HZ,), 4000, path.rate))
        path.drain()
        assert audio.any()
        downs = [event.digit for event in path.digits if isinstance(event, DigitStarted)]
        ups = [event for event in path.digits if isinstance(event, DigitEnded)]
        assert "".join(downs) == "".join(event.digit for event in ups) == self.TEXT
        assert max(event.duration_ms for event in ups) <= duration_ms
        # A press is cut short only by the loss of its last packets.
        whole = sum(event.duration_ms == duration_ms for event in ups)
        assert whole >= len(self.TEXT) - 3
        assert tone_share(after[8000:], HZ, path.rate) > 0.75, "audio goes on after the keys"

    @pytest.mark.parametrize("seed", range(1, 5))
    def test_ours_reach_a_peer_that_only_knows_the_rfc(self, seed: int) -> None:
        path = Path(WORST, seed)
        path.sender.send_digits(self.TEXT, duration_ms=100, gap_ms=100)
        path.carry(tone((HZ,), 6000, path.rate))
        path.drain()
        sent = list(self._events(path.link.sent))
        ends = [packet for packet, event in sent if event.end]
        assert len(ends) == 3 * len(self.TEXT), "every end is sent thrice (RFC 4733 2.5.1.4)"
        came = self._events(passed.packet for passed in path.link.passed)
        assert "".join(self._read(came)) == self.TEXT

    def _events(self, packets: Iterable[RtpPacket]) -> Iterator[tuple[RtpPacket, TelephoneEvent]]:
        for packet in packets:
            if packet.payload_type == 101:
                yield packet, TelephoneEvent.parse(packet.payload)

    def _read(self, events: Iterator[tuple[RtpPacket, TelephoneEvent]]) -> list[str]:
        """Every timestamp is one event (RFC 4733 2.2.1), in the order of timestamps."""
        found: dict[int, str] = {}
        for packet, event in events:
            digit = DIGITS[event.code]
            assert found.setdefault(packet.timestamp, digit) == digit
        first = min(found, default=0)
        return [found[at] for at in sorted(found, key=lambda at: at - first & 0xFFFFFFFF)]


async def test_call_through_a_bad_proxy() -> None:
    """The same on sockets: only counts are judged, which no busy machine changes."""
    engine, proxy = RtpEngine("127.0.0.1"), RtpProxy(WORST, 5)
    try:
        codec = make_codec("PCMU")
        one = engine.open_leg([codec], peer=proxy.address(0), rtcp_mux=True)
        other = engine.open_leg([make_codec("PCMU")], peer=proxy.address(1), rtcp_mux=True)
        proxy.connect(one.local, other.local)
        digits: list[DigitEvent] = []
        other.on_digit(digits.append)
        sound, heard = tone((HZ,), 200, 8000)[:160], []
        done = asyncio.Event()

        def tick(_: float, missed: int) -> None:
            one.skip(missed)
            other.skip(missed)
            one.write(sound)
            other.write(None)
            heard.append(other.read())
            if len(digits) == 8 and len(heard) > 100:
                done.set()

        one.send_digits("42#5", duration_ms=100, gap_ms=100)
        engine.pacer.add(tick)
        await asyncio.wait_for(done.wait(), 30)
        assert [e.digit for e in digits if isinstance(e, DigitStarted)] == list("42#5")
        assert tone_share(np.concatenate(heard[-20:]), HZ, 8000) > 0.5
        engine.pacer.close()
        forth = proxy.links[0]
        while forth.next_ms is not None:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        other.close()  # its BYE carries the last report
        async with asyncio.timeout(10):
            while not one.session.reporter.peer_left:
                await asyncio.sleep(0.01)
        first, last = ends(forth)
        told = one.session.reporter.remote_lost
        assert told == (last - first & 0xFFFF) + 1 - len(forth.passed)
    finally:
        engine.close()
        proxy.close()
