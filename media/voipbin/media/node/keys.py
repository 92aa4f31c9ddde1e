"""Keys of one party, which telephones may send by RTP (RFC 4733), by INFO, or both ways."""

import time
from collections import deque
from dataclasses import dataclass
from typing import Final

WINDOW_S: Final = 2.0
"""Within this, after as long as it was held, the same key by the other way is the same press."""
_MOST: Final = 32
"""Presses that wait for their like; who presses faster does so by one way."""


@dataclass(slots=True, eq=False)
class Press:
    """One key, held once, by whichever way it was told first."""

    digit: str
    by_info: bool
    until_s: float
    """Until when the other way may tell of it, too."""
    is_both: bool = False
    """It did."""


class Keys:
    """Tells presses from repeats of them."""

    def __init__(self) -> None:
        self._held = ""
        """The key whose event has begun, and not ended."""
        self._once: deque[Press] = deque(maxlen=_MOST)
        """Presses that came one way so far."""

    def begin(self, digit: str) -> None:
        """Note that the event of a key has begun."""
        self._held = digit

    def note(self, digit: str, duration_ms: int, *, by_info: bool) -> Press | None:
        """Note a key; None when it came the other way already."""
        if not by_info:
            self._held = ""
        now_s = time.monotonic()
        for press in self._once:
            # The way that tells of the end of a press comes later by its length.
            is_open = now_s - duration_ms / 1000 <= press.until_s
            if press.digit == digit and press.by_info is not by_info and is_open:
                self._once.remove(press)
                press.is_both = True
                return None
        press = Press(digit, by_info, now_s + WINDOW_S + duration_ms / 1000)
        self._once.append(press)
        return press

    def by_rtp(self, press: Press) -> bool:
        """Whether a key comes as an event, as far as is known by now."""
        return not press.by_info or press.is_both or press.digit == self._held
