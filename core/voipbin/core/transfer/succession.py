"""Who takes a place that somebody left: whichever of the calls dialled for it answers first."""

from collections.abc import Awaitable, Callable, Sequence

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall

Ended = Callable[[LiveCall | None], Awaitable[None]]
"Told who answered; None when nobody did."
Rang = Callable[[], Awaitable[None]]


class Succession:
    """The calls that ring for one place."""

    def __init__(self, calls: Calls, rang: Rang | None = None) -> None:
        """
        Args:
            rang: told of every phone that begins to ring.
        """
        self._calls = calls
        self._rang = rang
        self._legs: dict[str, LiveCall] = {}
        self._ended: Ended | None = None
        self._is_over = False
        self.first_reason = ""
        "Hangup reason of the first call that failed."

    @property
    def are_wanted(self) -> bool:
        """Whether the place is free."""
        return not self._is_over

    def add(self, legs: Sequence[LiveCall]) -> None:
        """Takes calls that were made after the first ones."""
        for leg in legs:
            if self._is_over:
                self._calls.spawn(self._calls.hang_up(leg))
            elif leg.over.is_set():
                self._failed(leg)
            else:
                self._legs[leg.id] = leg

    async def begin(self, legs: Sequence[LiveCall], ended: Ended) -> None:
        """Waits for one of the first calls; they may have got on while they were not watched."""
        self._ended = ended
        self.add(legs)
        for leg in [leg for leg in self._legs.values() if leg.over.is_set()]:
            del self._legs[leg.id]
            self._failed(leg)
        answered = (leg for leg in self._legs.values() if leg.row.is_answered)
        newcomer = next(answered, None)
        if newcomer is not None or not self._legs:
            await self._end(newcomer)

    async def rang(self, live: LiveCall) -> None:
        """A call rings."""
        if self._rang is not None and live.id in self._legs and not self._is_over:
            await self._rang()

    async def answered(self, live: LiveCall) -> None:
        """A call was answered."""
        if live.id in self._legs:
            await self._end(live)

    async def left(self, live: LiveCall) -> None:
        """A call is over."""
        if self._legs.pop(live.id, None) is None:
            return
        self._failed(live)
        if not self._legs:
            await self._end(None)

    def _failed(self, live: LiveCall) -> None:
        self.first_reason = self.first_reason or live.row.hangup_reason

    async def _end(self, newcomer: LiveCall | None) -> None:
        # Before the first wait: two may answer at once, and the groupcall lets one of them live.
        if self._is_over or self._ended is None:
            return
        self._is_over = True
        await self._ended(newcomer)
