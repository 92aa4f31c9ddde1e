"""The 20 ms clock: one paced loop that calls every participant of a process in its turn."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from voipbin.media.audio.pcm import FRAME_MS

log = logging.getLogger(__name__)

Tick = Callable[[float, int], None]
"""Called every 20 ms with the time in ms and the number of ticks skipped before this one."""


class Lateness:
    """A histogram of how late ticks came, in steps of 0.1 ms up to 200 ms."""

    _STEPS_PER_MS: Final = 10
    _STEPS: Final = 2000

    def __init__(self) -> None:
        self.max_ms = 0.0
        self.count = 0
        self._steps = [0] * (self._STEPS + 1)

    def record(self, late_ms: float) -> None:
        """Add one tick."""
        self.count += 1
        self.max_ms = max(self.max_ms, late_ms)
        self._steps[min(max(int(late_ms * self._STEPS_PER_MS), 0), self._STEPS)] += 1

    def percentile(self, share: float) -> float:
        """Lateness in ms not exceeded by that share (0-1) of ticks; 0.0 before the first."""
        wanted, seen = share * self.count, 0
        for step, ticks in enumerate(self._steps):
            seen += ticks
            if ticks and seen >= wanted:
                return min((step + 1) / self._STEPS_PER_MS, self.max_ms)
        return 0.0

    def reset(self) -> None:
        """Start over."""
        self.max_ms, self.count = 0.0, 0
        self._steps = [0] * (self._STEPS + 1)


class Participant:
    """One entry of the pacer; keep it to leave again."""

    __slots__ = ("slot", "tick")

    def __init__(self, tick: Tick, slot: int) -> None:
        self.tick = tick
        self.slot = slot


class PacerClock:
    """Absolute deadlines of the slots of a tick: pure arithmetic, no loop."""

    SKIP_AFTER_TICKS: Final = 2
    """A pause of this many ticks is skipped over; shorter ones are caught up with."""

    def __init__(self, now_ms: float, slots: int) -> None:
        self.interval_ms: Final = FRAME_MS / slots
        self.slots: Final = slots
        self.deadline_ms = now_ms + self.interval_ms
        self.slot = 0

    def due(self, now_ms: float) -> tuple[int, float, int] | None:
        """The slot due now, how late it is in ms and how many whole ticks were skipped.

        Skipping moves every deadline by whole ticks, so slots keep their place.
        """
        late_ms = now_ms - self.deadline_ms
        if late_ms < 0:
            return None
        slot, skipped = self.slot, 0
        if late_ms >= self.SKIP_AFTER_TICKS * FRAME_MS:
            skipped = int(late_ms // FRAME_MS)
            self.deadline_ms += skipped * FRAME_MS
        self.deadline_ms += self.interval_ms
        self.slot = (slot + 1) % self.slots
        return slot, late_ms, skipped


EARLY_MS: Final = 0.6
"""A slot is called this long before its deadline: timers of uvloop count whole milliseconds, and
one that was rounded down would have the loop spin until the deadline, some 30 times a slot."""


class Pacer:
    """Calls participants every 20 ms against absolute deadlines, so that nothing drifts.

    A tick is cut into slots, each with its share of participants: their packets leave spread
    over the 20 ms and datagrams that arrive meanwhile are handled between slots.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None, *, slots: int = 4) -> None:
        """Args:
        loop: None for the running one.
        slots: parts of a tick, 1-20.
        """
        if not 1 <= slots <= 20:
            raise ValueError(f"slots {slots} is not within 1-20")
        self._loop = loop or asyncio.get_running_loop()
        self._slots: list[dict[Participant, None]] = [{} for _ in range(slots)]
        self._clock: PacerClock | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._missed = [0] * slots
        self.lateness = Lateness()
        self.skipped_ticks = 0
        self.failures = 0
        """Exceptions raised by participants; each is logged and harms nobody else."""

    def __len__(self) -> int:
        return sum(len(slot) for slot in self._slots)

    def add(self, tick: Tick, *, alongside: Participant | None = None) -> Participant:
        """Call tick every 20 ms from now on, in the emptiest slot or in a given one's.

        Participants of the same slot are called in the order they were added.
        """
        if alongside is not None:
            slot = alongside.slot
        else:
            slot = min(range(len(self._slots)), key=lambda index: len(self._slots[index]))
        participant = Participant(tick, slot)
        self._slots[slot][participant] = None
        if self._timer is None:
            self._start()
        return participant

    def remove(self, participant: Participant) -> None:
        """Stop calling it; harmless when repeated. The clock rests while nobody takes part."""
        self._slots[participant.slot].pop(participant, None)

    def close(self) -> None:
        """Stop the clock; may be called twice."""
        for slot in self._slots:
            slot.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> None:
        self._clock = PacerClock(_now_ms(), len(self._slots))
        self._missed = [0] * len(self._slots)
        self._schedule(self._clock)

    def _schedule(self, clock: PacerClock) -> None:
        delay_s = max(0.0, clock.deadline_ms - _now_ms()) / 1000
        self._timer = self._loop.call_later(delay_s, self._run)

    def _run(self) -> None:
        clock = self._clock
        assert clock is not None
        now_ms = _now_ms()
        while (due := clock.due(now_ms + EARLY_MS)) is not None:
            slot, late_ms, skipped = due
            self.lateness.record(max(0.0, late_ms - EARLY_MS))
            self.skipped_ticks += skipped
            if skipped:
                self._missed = [missed + skipped for missed in self._missed]
            missed, self._missed[slot] = self._missed[slot], 0
            self._call(slot, now_ms, missed)
            now_ms = _now_ms()
        if any(self._slots):
            self._schedule(clock)
        else:
            self._timer = None

    def _call(self, slot: int, now_ms: float, missed: int) -> None:
        for participant in list(self._slots[slot]):
            try:
                participant.tick(now_ms, missed)
            except Exception:
                self.failures += 1
                log.exception("a participant failed in its tick")


def _now_ms() -> float:
    return time.monotonic() * 1000
