"""Jitter buffer: puts packets back in order and gives them out at the listener's pace."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from voipbin.media.rtp.packet import sequence_delta


class Gap(Enum):
    """Why there is no packet this time."""

    LOST = "lost"
    """One should be here: conceal it."""
    IDLE = "idle"
    """Nothing is playing, the peer is silent or the buffer is filling: silence."""


@dataclass(frozen=True, slots=True)
class Buffered:
    """A packet waiting to be played."""

    payload_type: int
    timestamp: int
    payload: bytes


_NOTHING: Final = Buffered(-1, 0, b"")


@dataclass(slots=True)
class JitterCounters:
    """What happened so far, in packets."""

    accepted: int = 0
    duplicate: int = 0
    late: int = 0
    """Came after its turn and was thrown away."""
    lost: int = 0
    """Turns of packets that never came, or came late."""
    trimmed: int = 0
    """Thrown away to shorten a delay that had grown for nothing."""
    resets: int = 0
    """Sequence jumps that looked like a new stream."""


class JitterBuffer:
    """Adaptive playout delay between `min_ms` and `max_ms`.

    The delay rises when packets come later than the buffer can bridge and shrinks when, for a
    whole window, the buffer never ran low. An empty buffer makes playout wait rather than skip,
    so a late packet costs delay once instead of being lost.
    """

    WINDOW_POPS: Final = 50
    """Turns after which a delay that was not needed is cut by one packet: about a second."""
    IDLE_AFTER: Final = 5
    """Turns without any packet after which the peer counts as silent."""
    MAX_JUMP: Final = 500
    """A larger sequence step is another stream: 10 s of 20 ms packets."""

    def __init__(self, *, min_ms: int = 40, max_ms: int = 200, packet_ms: float = 20.0) -> None:
        if not 0 < min_ms <= max_ms:
            raise ValueError(f"min_ms {min_ms} must be above 0 and at most max_ms {max_ms}")
        self._min_ms, self._max_ms = min_ms, max_ms
        self.packet_ms = packet_ms
        self.counters = JitterCounters()
        self.jitter_ms = 0.0
        self._packets: dict[int, Buffered] = {}
        self._reset_playout()
        self._transit_ms = 0.0
        self._has_transit = False

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def target_packets(self) -> int:
        """Packets to hold before playing: twice the measured jitter, within the bounds."""
        wanted_ms = min(max(2.0 * self.jitter_ms, self._min_ms), self._max_ms)
        return max(1, round(wanted_ms / self.packet_ms))

    @property
    def max_packets(self) -> int:
        """More than this are never held."""
        return max(2, round(self._max_ms / self.packet_ms) + 1)

    def reset(self) -> None:
        """Drop everything held, as after a change of the peer's stream."""
        self._packets.clear()
        self._reset_playout()
        self._has_transit = False

    def put(self, sequence: int, packet: Buffered, now_ms: float, media_ms: float | None) -> bool:
        """Take one packet from the network; False when it was thrown away.

        Args:
            sequence: the 16-bit RTP sequence number.
            packet: what `pop` gives back later.
            now_ms: arrival.
            media_ms: its timestamp as time on the sender's clock; only differences count.
                None leaves the packet out of the jitter estimate.
        """
        extended = self._extend(sequence)
        if extended < self._next:
            self.counters.late += 1
            return False
        if extended in self._packets:
            self.counters.duplicate += 1
            return False
        if media_ms is not None:
            self._measure(now_ms - media_ms)
        self._packets[extended] = packet
        self.counters.accepted += 1
        if len(self._packets) > self.max_packets:
            self._trim_to(self.target_packets)
        return True

    def skip(self, sequence: int) -> None:
        """Say that this sequence number carries no audio time, so that nobody misses it."""
        extended = self._extend(sequence)
        if extended >= self._next:
            self._packets.setdefault(extended, _NOTHING)
            if len(self._packets) > self.max_packets:  # while nobody plays, nobody takes them out
                self._trim_to(self.target_packets)

    def pop(self) -> Buffered | Gap:
        """The packet whose turn it is; call once per packet time."""
        if not self._playing:
            if len(self._packets) < self.target_packets and not self._stalled():
                return Gap.IDLE
            self._start()
        if not self._packets:
            return self._starve()
        self._watch_depth()
        packet = self._take()
        if packet is _NOTHING:
            return self._starve()
        self._credit = 0
        if packet is None:
            self.counters.lost += 1
            return Gap.LOST
        return packet

    def _reset_playout(self) -> None:
        self._fresh = True
        self._next = -1
        self._highest = -1
        self._playing = False
        self._credit = 0
        self._waited = 0
        self._lowest_depth = 1 << 30
        self._pops = 0

    def _extend(self, sequence: int) -> int:
        if self._highest < 0:
            # One whole cycle of headroom, so that packets from before the first stay positive.
            self._highest = sequence + 0x10000
            self._next = self._highest
        delta = sequence_delta(sequence, self._highest & 0xFFFF)
        if abs(delta) > self.MAX_JUMP:
            self.counters.resets += 1
            self.reset()
            return self._extend(sequence)
        extended = self._highest + delta
        self._highest = max(self._highest, extended)
        if self._fresh:
            self._next = min(self._next, extended)
        return extended

    def _measure(self, transit_ms: float) -> None:
        if self._has_transit:
            deviation = abs(transit_ms - self._transit_ms)
            # Rises fast, falls slowly: late packets hurt, a little delay does not.
            gain = 0.25 if deviation > self.jitter_ms else 1 / 64
            self.jitter_ms += (min(deviation, self._max_ms) - self.jitter_ms) * gain
        self._transit_ms = transit_ms
        self._has_transit = True

    def _start(self) -> None:
        self._playing = True
        self._fresh = False
        self._waited = 0
        self._next = min(self._packets)
        self._lowest_depth, self._pops = 1 << 30, 0

    def _stalled(self) -> bool:
        """The last packets of a talk spurt must not wait for ever to be joined by more."""
        if not self._packets:
            self._waited = 0
            return False
        self._waited += 1
        return self._waited > self.max_packets

    def _starve(self) -> Gap:
        self._credit += 1
        if self._credit < self.IDLE_AFTER:
            return Gap.LOST
        self._playing = False
        self._credit = 0
        return Gap.IDLE

    def _take(self) -> Buffered | None:
        """The next packet; None if it is missing, `_NOTHING` if only skipped ones were left.

        Turns concealed while starving count for packets found missing afterwards.
        """
        credit = self._credit
        while True:
            packet = self._packets.pop(self._next, None)
            self._next += 1
            if packet is _NOTHING:
                if not self._packets:
                    return _NOTHING
            elif packet is None and credit:
                credit -= 1
                self.counters.lost += 1
            else:
                return packet

    def _watch_depth(self) -> None:
        self._lowest_depth = min(self._lowest_depth, len(self._packets))
        self._pops += 1
        if self._pops < self.WINDOW_POPS:
            return
        if self._lowest_depth > self.target_packets:
            self._trim_to(len(self._packets) - 1)
        self._lowest_depth, self._pops = 1 << 30, 0

    def _trim_to(self, packets: int) -> None:
        for extended in sorted(self._packets)[: max(0, len(self._packets) - packets)]:
            del self._packets[extended]
            self.counters.trimmed += 1
            self._next = extended + 1
