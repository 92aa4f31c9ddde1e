"""Timer values (RFC 3261 17.1.1.1, table 4) and the clock everything runs on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TimerConfig:
    """Base values in seconds; the lettered timers follow from them."""

    t1_s: float = 0.5
    """Round-trip estimate."""
    t2_s: float = 4.0
    """Longest interval between retransmissions."""
    t4_s: float = 5.0
    """How long a message may linger in the network."""

    @property
    def timeout_s(self) -> float:
        """64*T1: timers B, F, H, J, L and M."""
        return 64 * self.t1_s


class TimerHandle(Protocol):
    """What `Clock.call_later` returns."""

    def cancel(self) -> None:
        """Make sure the callback is not run any more."""


class Clock(Protocol):
    """The part of an asyncio loop that timers need; tests pass one they turn by hand."""

    def time(self) -> float:
        """Seconds, monotonic."""

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object
    ) -> TimerHandle:
        """Run `callback(*args)` after `delay` seconds."""
