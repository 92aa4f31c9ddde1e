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
        """The telephone sends telephone events."""
        self._once: deque[tuple[str, bool, float]] = deque(maxlen=_MOST)
        """Presses that came one way so far: the key, whether by INFO, and until when to wait."""

    def is_news(self, digit: str, duration_ms: int, *, by_info: bool) -> bool:
        """Note a key; False when it came the other way already."""
        now_s = time.monotonic()
        for item in self._once:
            other, was_info, until_s = item
            # The way that tells of the end of a press comes later by its length.
            if (other, was_info) == (digit, not by_info) and now_s - duration_ms / 1000 <= until_s:
                self._once.remove(item)
                self.come_by_rtp = True
                return False
        # Another party may have taken over: no event came with the last ones by INFO.
        self.come_by_rtp = not by_info or (
            self.come_by_rtp
            and not any(was_info and until_s < now_s for _, was_info, until_s in self._once)
        )
        self._once.append((digit, by_info, now_s + WINDOW_S + duration_ms / 1000))
        return True
