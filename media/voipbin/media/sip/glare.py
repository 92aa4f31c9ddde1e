"""Two sides that change a call at once (RFC 3261 14.1)."""

import random


def glare_delay_s(owns_call_id: bool) -> float:
    """How long to wait after 491: the owner of the Call-ID longer, in units of 10 ms."""
    low, high = (210, 400) if owns_call_id else (0, 200)
    return random.randint(low, high) / 100
