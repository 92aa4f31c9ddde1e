"""DTMF as RFC 4733 telephone events: receiving and sending, without a clock of its own."""

import struct
from collections import deque
from dataclasses import dataclass
from typing import Final

from voipbin.media.rtp.packet import timestamp_delta

DIGITS: Final = "0123456789*#ABCD"
"""Event codes 0-15 (RFC 4733 3.2)."""

_PAYLOAD: Final = struct.Struct("!BBH")
_SEGMENT_TICKS: Final = 0xFFFF
_END_PACKETS: Final = 3
_FRAME_MS: Final = 20


@dataclass(frozen=True, slots=True)
class TelephoneEvent:
    """One telephone-event payload (RFC 4733 2.3)."""

    code: int
    """0-15 are digits, 16 is hook flash, others are tones we ignore."""
    end: bool
    """E bit: the event is over and `duration` is final."""
    volume: int
    """Power below 0 dBm0, 0-63."""
    duration: int
    """RTP ticks since the event's timestamp, at most 65535."""

    @classmethod
    def parse(cls, payload: bytes | memoryview) -> "TelephoneEvent":
        """Read the first event of a payload.

        Raises:
            ValueError: fewer than 4 bytes.
        """
        if len(payload) < _PAYLOAD.size:
            raise ValueError(f"telephone-event payload length {len(payload)} is below 4 bytes")
        code, flags, duration = _PAYLOAD.unpack_from(payload)
        return cls(code, flags > 0x7F, flags & 0x3F, duration)

    def build(self) -> bytes:
        """The four payload bytes."""
        return _PAYLOAD.pack(self.code, (0x80 if self.end else 0) | self.volume, self.duration)


@dataclass(frozen=True, slots=True)
class DigitStarted:
    """The peer pressed a key; reported once per press."""

    digit: str
    """One of `DIGITS`."""


@dataclass(frozen=True, slots=True)
class DigitEnded:
    """The key of the last `DigitStarted` was released, or its packets stopped coming."""

    digit: str
    """One of `DIGITS`."""
    duration_ms: int
    """As the sender measured it, over all segments of a long press."""


DigitEvent = DigitStarted | DigitEnded


@dataclass(slots=True)
class _Press:
    """A key press as far as its packets told."""

    digit: str
    start: int
    segment: int
    packet: int
    duration: int
    base: int
    seen_ms: float
    over: bool = False


class DtmfReceiver:
    """Turns telephone-event packets into one start and one end per key press.

    Every packet of an event repeats all there is to know, so lost starts, lost ends and the
    repeated end packets of RFC 4733 2.5.1.4 all come out as exactly one press.
    """

    TIMEOUT_MS: Final = 200
    """Silence after which a press without end packet is over (RFC 4733 2.5.2.2 wants 3 updates)."""

    def __init__(self, clock_hz: int = 8000) -> None:
        self._clock_hz = clock_hz
        self._press: _Press | None = None

    def receive(
        self, payload: bytes | memoryview, timestamp: int, marker: bool, now_ms: float
    ) -> list[DigitEvent]:
        """Take one packet; returns what it newly tells.

        Raises:
            ValueError: payload shorter than 4 bytes.
        """
        event = TelephoneEvent.parse(payload)
        if event.code >= len(DIGITS):
            return []
        digit = DIGITS[event.code]
        press = self._press
        if press is not None and self._belongs(press, digit, event, timestamp, marker):
            return self._update(press, event, timestamp, now_ms)
        if press is not None and timestamp_delta(timestamp, press.segment) <= 0:
            return []  # a late packet of an older event
        events: list[DigitEvent] = []
        if press is not None and not press.over:
            events.append(self._finish(press))
        press = _Press(digit, timestamp, timestamp, timestamp, 0, 0, now_ms)
        self._press = press
        events.append(DigitStarted(digit))
        return events + self._update(press, event, timestamp, now_ms)

    def expire(self, now_ms: float) -> list[DigitEvent]:
        """End a press whose packets stopped; call every 20 ms or so."""
        press = self._press
        if press is None or press.over or now_ms - press.seen_ms < self.TIMEOUT_MS:
            return []
        return [self._finish(press)]

    @property
    def pressed(self) -> str | None:
        """The key held down right now."""
        return None if self._press is None or self._press.over else self._press.digit

    def _belongs(
        self, press: _Press, digit: str, event: TelephoneEvent, timestamp: int, marker: bool
    ) -> bool:
        if timestamp == press.segment:
            return True
        if digit != press.digit or marker:
            return False
        # A press longer than 65535 ticks goes on in a new segment (RFC 4733 2.5.1.3).
        if not press.over and timestamp == press.segment + _SEGMENT_TICKS & 0xFFFFFFFF:
            press.base += _SEGMENT_TICKS
            press.segment, press.duration = timestamp, 0
            return True
        # Some phones wrongly move the timestamp with every packet of one event.
        if not 0 < timestamp_delta(timestamp, press.packet) <= self._clock_hz // 25:
            return False
        if press.over:
            return event.end and event.duration >= press.duration
        return event.duration > press.duration

    def _update(
        self, press: _Press, event: TelephoneEvent, timestamp: int, now_ms: float
    ) -> list[DigitEvent]:
        press.packet = timestamp
        if press.over:
            return []
        press.seen_ms = now_ms
        press.duration = max(press.duration, event.duration)
        return [self._finish(press)] if event.end else []

    def _finish(self, press: _Press) -> DigitEnded:
        press.over = True
        # Kept as the newest timestamp seen, so that late packets of this press stay "older".
        if timestamp_delta(press.packet, press.segment) > 0:
            press.segment = press.packet
        ticks = press.base + press.duration
        return DigitEnded(press.digit, round(ticks * 1000 / self._clock_hz))


@dataclass(frozen=True, slots=True)
class DtmfPacket:
    """What to put into one RTP packet instead of audio."""

    payload: bytes
    timestamp: int
    """The event's start, the same in all its packets."""
    marker: bool
    """Set on the first packet of an event only."""


@dataclass(slots=True)
class _Key:
    digit: str
    duration_ms: int
    gap_ms: int


class DtmfSender:
    """Plays queued digits as telephone events, one packet per 20 ms tick."""

    VOLUME: Final = 10
    """-10 dBm0, within RFC 4733 2.3.3's 0 to -36 for a digit to be accepted."""

    def __init__(self, clock_hz: int = 8000) -> None:
        self._clock_hz = clock_hz
        self._keys: deque[_Key] = deque()
        self._start = 0
        self._segment_ticks = 0
        self._elapsed_ms = 0
        self._ends_left = 0
        self._gap_ms = 0

    @property
    def busy(self) -> bool:
        """Digits are being sent, or the gap after the last one still runs."""
        return bool(self._keys) or self._gap_ms > 0

    def queue(self, digits: str, *, duration_ms: int = 100, gap_ms: int = 100) -> None:
        """Append keys to play.

        Args:
            digits: any of `DIGITS`, letters in any case.
            duration_ms: length of each key press, 40-60000; rounded up to 20 ms.
            gap_ms: silence after each, 0-60000; 40 ms of end packets always separate keys.

        Raises:
            ValueError: unknown digit or out of range.
        """
        wrong = [digit for digit in digits.upper() if digit not in DIGITS]
        if wrong:
            raise ValueError(f"digit {wrong[0]!r} is not one of {DIGITS}")
        if not 40 <= duration_ms <= 60000:
            raise ValueError(f"duration_ms {duration_ms} is not within 40-60000")
        if not 0 <= gap_ms <= 60000:
            raise ValueError(f"gap_ms {gap_ms} is not within 0-60000")
        self._keys.extend(_Key(digit, duration_ms, gap_ms) for digit in digits.upper())

    def clear(self) -> None:
        """Forget the keys not begun; the one being sent ends properly."""
        if self._keys and (self._elapsed_ms or self._ends_left):
            first = self._keys[0]
            self._keys.clear()
            self._keys.append(first)
        else:
            self._keys.clear()

    def tick(self, timestamp: int) -> DtmfPacket | None:
        """What to send in this 20 ms tick; None leaves it to audio.

        Args:
            timestamp: RTP timestamp audio would have now.
        """
        if self._gap_ms > 0:
            self._gap_ms -= _FRAME_MS
            return None
        if not self._keys:
            return None
        if self._ends_left:
            return self._end_packet()
        return self._running_packet(timestamp)

    def _running_packet(self, timestamp: int) -> DtmfPacket:
        key = self._keys[0]
        marker = self._elapsed_ms == 0
        if marker:
            self._start, self._segment_ticks = timestamp, 0
        self._elapsed_ms += _FRAME_MS
        if self._elapsed_ms >= key.duration_ms:
            self._ends_left = _END_PACKETS
            return self._end_packet(marker)
        self._next_segment()
        return self._packet(end=False, marker=marker)

    def _next_segment(self) -> None:
        if self._ticks() > _SEGMENT_TICKS:
            self._start = self._start + _SEGMENT_TICKS & 0xFFFFFFFF
            self._segment_ticks += _SEGMENT_TICKS

    def _end_packet(self, marker: bool = False) -> DtmfPacket:
        self._next_segment()
        packet = self._packet(end=True, marker=marker)
        self._ends_left -= 1
        if self._ends_left == 0:
            # The two repetitions took time that belongs to the gap.
            self._gap_ms = max(0, self._keys.popleft().gap_ms - 2 * _FRAME_MS)
            self._elapsed_ms = 0
        return packet

    def _ticks(self) -> int:
        return self._elapsed_ms * self._clock_hz // 1000 - self._segment_ticks

    def _packet(self, *, end: bool, marker: bool) -> DtmfPacket:
        code = DIGITS.index(self._keys[0].digit)
        event = TelephoneEvent(code, end, self.VOLUME, min(self._ticks(), _SEGMENT_TICKS))
        return DtmfPacket(event.build(), self._start, marker)
