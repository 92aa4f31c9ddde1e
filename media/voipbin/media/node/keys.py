"""Keys of one party, which telephones may send by RTP (RFC 4733), by INFO, or both ways."""

import time
from collections import deque
from typing import Final

WINDOW_S: Final = 2.0
"""Within this, after as long as it was held, the same key by the other way is the same press."""
_MOST: Final = 32
"""Presses that wait for their like; who presses faster does so by one way."""


class Keys:
    """Tells presses from repeats of them."""

    def __init__(self) -> None:
        self.come_by_rtp = False
        """The telephone has sent telephone events."""
        self._once: deque[tuple[str, bool, float]] = deque(maxlen=_MOST)
        """Presses that came one way so far: the key, whether by INFO, and until when to wait."""

    def is_news(self, digit: str, duration_ms: int, *, by_info: bool) -> bool:
        """Note a key; False when it came the other way already."""
        now_s = time.monotonic()
        self.come_by_rtp |= not by_info
        while self._once and self._once[0][2] < now_s:
            self._once.popleft()
        for item in self._once:
            if item[:2] == (digit, not by_info):
                self._once.remove(item)
                return False
        self._once.append((digit, by_info, now_s + WINDOW_S + duration_ms / 1000))
        return True
