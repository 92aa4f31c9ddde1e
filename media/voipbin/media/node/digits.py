"""Digits to the party: RFC 4733 events, or tones for a party that takes none."""

from collections import deque
from collections.abc import Callable
from typing import Final

from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.player import Player
from voipbin.media.audio.tones import dtmf
from voipbin.media.node.errors import BadCommand
from voipbin.media.node.line import Line
from voipbin.media.rtp.dtmf import DIGITS
from voipbin.media.v1 import node_pb2

MAX_DIGITS: Final = 100
DEFAULT_MS: Final = 160
MIN_MS: Final = 40
MAX_MS: Final = 6000
DEFAULT_INTERVAL_MS: Final = 100
MIN_INTERVAL_MS: Final = 40
"""Tones closer together may be taken for one: most countries have receivers understand a pause of
40 ms (ITU-T Q.24). The ends of events, being repeated, take as long (RFC 4733 2.5.1.4)."""


class DigitSender:
    """Sends one sequence of keys after the other and says when each is through."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._waiting: deque[tuple[node_pb2.SendDigits, Callable[[], None] | None]] = deque()
        self._running = False
        self._tones: Player | None = None

    @property
    def busy(self) -> bool:
        """Something is being sent or waits to be."""
        return bool(self._waiting)

    def queue(self, command: node_pb2.SendDigits, sent: Callable[[], None] | None) -> None:
        """Send these keys after those before.

        Raises:
            BadCommand: no digits, too many, unknown ones, or times out of range.
        """
        check_digits(command)
        self._waiting.append((command, sent))

    def clear(self) -> None:
        """Forget everything, without a word to anybody."""
        self._waiting.clear()
        self._tones = None

    def tick(self) -> bool:
        """Start what waits, finish what is through; once per frame while busy.

        Returns:
            Whether nothing is left to send.
        """
        if not self._running and self._waiting:
            self._start(self._waiting[0][0])
        elif self._running and not self._line.leg.sending_digits and self._tones is None:
            self._running = False
            _, sent = self._waiting.popleft()
            if sent is not None:
                sent()
        return not self._waiting

    def tone(self) -> Pcm | None:
        """The next frame of in-band tones, None when there are none."""
        if self._tones is None:
            return None
        frame = self._tones.read()
        if self._tones.done:
            self._tones = None
        return frame

    def _start(self, command: node_pb2.SendDigits) -> None:
        self._running = True
        digits, duration_ms = command.digits, command.duration_ms or DEFAULT_MS
        wanted_ms = command.interval_ms if command.HasField("interval_ms") else DEFAULT_INTERVAL_MS
        gap_ms = max(wanted_ms, MIN_INTERVAL_MS)
        # After the last one there is nothing to be kept apart from: no more than the least.
        parts = ((digits[:-1], gap_ms), (digits[-1], MIN_INTERVAL_MS))
        if self._line.takes_digits:
            for keys, pause_ms in parts:
                self._line.leg.send_digits(keys, duration_ms=duration_ms, gap_ms=pause_ms)
            return
        rate = self._line.sample_rate_hz
        sounds = [dtmf(keys, rate, duration_ms=duration_ms, gap_ms=ms) for keys, ms in parts]
        self._tones = Player(sounds, rate)


def check_digits(command: node_pb2.SendDigits) -> None:
    """Refuse digits nobody can press.

    Raises:
        BadCommand: names the field.
    """
    digits = command.digits
    if not 0 < len(digits) <= MAX_DIGITS:
        raise BadCommand(f"send_digits.digits: {len(digits)} digits are not within 1-{MAX_DIGITS}")
    wrong = [digit for digit in digits if digit.upper() not in DIGITS]
    if wrong:
        raise BadCommand(f"send_digits.digits: {wrong[0]!r} is not one of {DIGITS}")
    if command.duration_ms and not MIN_MS <= command.duration_ms <= MAX_MS:
        raise BadCommand(
            f"send_digits.duration_ms: {command.duration_ms} is not within {MIN_MS}-{MAX_MS}"
        )
    if command.interval_ms > MAX_MS:
        raise BadCommand(f"send_digits.interval_ms: {command.interval_ms} exceeds {MAX_MS}")
