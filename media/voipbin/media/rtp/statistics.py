"""What a stream's receiver knows about it: loss, jitter, round trip (RFC 3550 A.1, A.3, A.8)."""

from dataclasses import dataclass

from voipbin.media.rtp.packet import timestamp_delta
from voipbin.media.rtp.rtcp import ReportBlock

_MAX_DROPOUT = 3000
_MAX_MISORDER = 100


@dataclass(frozen=True, slots=True)
class StreamStatistics:
    """A snapshot of both directions of one session."""

    packets_received: int
    octets_received: int
    packets_lost: int
    """Of the incoming stream so far, never negative here."""
    jitter_ms: float
    """Interarrival jitter of the incoming stream."""
    packets_sent: int
    octets_sent: int
    remote_packets_lost: int
    """What the peer's reports say of the outgoing stream; 0 before the first."""
    remote_jitter_ms: float
    round_trip_ms: float | None
    """From RTCP; None before the peer answered a report of ours."""
    errors: int = 0
    """Incoming packets that were no RTP, of no agreed payload type, or from somebody else."""
    reports_received: int = 0
    """RTCP datagrams of the peer."""
    report_octets_received: int = 0

    @property
    def loss_ratio(self) -> float:
        """Lost share of the incoming stream, 0-1."""
        expected = self.packets_received + self.packets_lost
        return self.packets_lost / expected if expected else 0.0

    @property
    def mos(self) -> float:
        """Estimated listening quality 1.0-4.5 by a simplified E-model (ITU-T G.107)."""
        delay_ms = (self.round_trip_ms or 0.0) / 2 + 2 * self.jitter_ms + 20.0
        rating = 93.2 - 0.024 * delay_ms - max(0.0, 0.11 * (delay_ms - 177.3))
        # Bpl 4.3, Ie 0: G.711 without codec-level concealment (ITU-T G.113).
        rating -= 95.0 * self.loss_ratio / (self.loss_ratio + 0.043)
        rating = min(max(rating, 0.0), 100.0)
        mos = 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating)
        return round(min(max(mos, 1.0), 4.5), 2)


class ReceiverStatistics:
    """Counts one incoming SSRC; `update` is on the path of every packet."""

    __slots__ = (
        "_arrival_ms",
        "_base",
        "_clock_per_ms",
        "_cycles",
        "_expected_before",
        "_jitter",
        "_max_sequence",
        "_received_before",
        "_timestamp",
        "octets",
        "received",
        "ssrc",
    )

    def __init__(self, ssrc: int, clock_hz: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self.octets = 0
        self._clock_per_ms = clock_hz / 1000.0
        self._base = self._max_sequence = -1
        self._cycles = 0
        self._jitter = 0.0
        self._timestamp = 0
        self._arrival_ms = 0.0
        self._expected_before = self._received_before = 0

    def update(self, sequence: int, timestamp: int, octets: int, now_ms: float) -> None:
        """Count one packet of this SSRC."""
        step = sequence - self._max_sequence & 0xFFFF
        if self.received and 0 < step < _MAX_DROPOUT:
            if sequence < self._max_sequence:
                self._cycles += 0x10000
            self._max_sequence = sequence
        elif not self.received or _MAX_DROPOUT <= step <= 0x10000 - _MAX_MISORDER:
            self._restart(sequence, timestamp, now_ms)
        if timestamp != self._timestamp:
            self._measure(timestamp, now_ms)
        self.received += 1
        self.octets += octets

    @property
    def expected(self) -> int:
        """Packets the sender has sent, as far as sequence numbers tell."""
        return self.extended_highest - self._base + 1 if self.received else 0

    @property
    def extended_highest(self) -> int:
        """Highest sequence number with its wraps counted in the upper bits."""
        return self._cycles + max(self._max_sequence, 0)

    @property
    def lost(self) -> int:
        """Expected minus received; duplicates can make it negative."""
        return self.expected - self.received

    @property
    def jitter_ms(self) -> float:
        """RFC 3550 A.8."""
        return self._jitter

    def block(self, last_sr: int, delay_since_last_sr: int) -> ReportBlock:
        """The report since the last one; starts a new interval."""
        expected = self.expected - self._expected_before
        lost = expected - (self.received - self._received_before)
        self._expected_before, self._received_before = self.expected, self.received
        fraction = min(255, (lost << 8) // expected) if expected > 0 and lost > 0 else 0
        return ReportBlock(
            self.ssrc,
            fraction,
            self.lost,
            self.extended_highest & 0xFFFFFFFF,
            int(self._jitter * self._clock_per_ms),
            last_sr,
            delay_since_last_sr,
        )

    def _measure(self, timestamp: int, now_ms: float) -> None:
        """In the order of arrival, overtaken packets included (RFC 3550 6.4.1).

        All packets of a key press bear the time of its start, so only its first is measured.
        """
        media_ms = timestamp_delta(timestamp, self._timestamp) / self._clock_per_ms
        deviation = abs(now_ms - self._arrival_ms - media_ms)
        self._jitter += (deviation - self._jitter) / 16.0
        self._timestamp, self._arrival_ms = timestamp, now_ms

    def _restart(self, sequence: int, timestamp: int, now_ms: float) -> None:
        """A sender that jumped starts a new count; what was counted before stays."""
        self._base = sequence - self.expected
        self._max_sequence, self._cycles = sequence, 0
        self._timestamp, self._arrival_ms = timestamp, now_ms
