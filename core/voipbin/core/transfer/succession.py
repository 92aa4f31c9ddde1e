"""Who takes a place that somebody left: whichever of the calls dialled for it answers first."""

from collections.abc import Awaitable, Callable, Sequence

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall

Ended = Callable[[LiveCall | None], Awaitable[None]]
"Told who answered; None when nobody did."


class Succession:
    """The calls that ring for one place."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._legs: dict[str, LiveCall] = {}
        self._ended: Ended | None = None
        self._is_over = False

    @property
    def are_wanted(self) -> bool:
        """Whether the place is free."""
        return not self._is_over

    def add(self, legs: Sequence[LiveCall]) -> None:
        """Takes calls that were made after the first ones."""
        for leg in legs:
            if self._is_over:
                self._calls.spawn(self._calls.hang_up(leg))
            elif not leg.over.is_set():
                self._legs[leg.id] = leg

    async def begin(self, legs: Sequence[LiveCall], ended: Ended) -> None:
        """Waits for one of the first calls; they may have got on while they were not watched."""
        self._ended = ended
        self.add(legs)
        answered = (leg for leg in self._legs.values() if leg.row.is_answered)
        newcomer = next(answered, None)
        if newcomer is not None or not self._legs:
            await self._end(newcomer)

    async def answered(self, live: LiveCall) -> None:
        """A call was answered."""
        if live.id in self._legs:
            await self._end(live)

    async def left(self, live: LiveCall) -> None:
        """A call is over."""
        if self._legs.pop(live.id, None) is not None and not self._legs:
            await self._end(None)

    async def _end(self, newcomer: LiveCall | None) -> None:
        # Before the first wait: two may answer at once, and the groupcall lets one of them live.
        if self._is_over or self._ended is None:
            return
        self._is_over = True
        await self._ended(newcomer)
