"""2xx to INVITE, repeated until their ACKs arrive (RFC 3261 13.3.1.4)."""

from collections.abc import Callable
from functools import partial

from .message import Request, Response
from .nothing import nothing
from .timers import Clock, TimerConfig, TimerHandle
from .transaction import ServerTransaction


class AckWait:
    """Repeats one 2xx at T1, 2*T1, ... T2 and gives up after 64*T1."""

    def __init__(
        self,
        transaction: ServerTransaction,
        response: Response,
        clock: Clock,
        timers: TimerConfig,
        on_ack: Callable[[Request], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._response = response
        self._clock = clock
        self._timers = timers
        self._on_ack = on_ack
        self._on_lost = on_lost
        self._interval_s = timers.t1_s
        self._repeat: TimerHandle = clock.call_later(self._interval_s, self._again)
        self._deadline: TimerHandle = clock.call_later(timers.timeout_s, self._lost)

    def acknowledge(self, ack: Request) -> None:
        """Take the ACK."""
        on_ack = self._on_ack
        self.stop()
        on_ack(ack)

    def stop(self) -> None:
        """Stop repeating: acknowledged, or the session ended otherwise."""
        self._repeat.cancel()
        self._deadline.cancel()
        # They hold the session, which holds this.
        self._on_ack = self._on_lost = nothing

    def _again(self) -> None:
        self._interval_s = min(self._interval_s * 2, self._timers.t2_s)
        self._repeat = self._clock.call_later(self._interval_s, self._again)
        self._transaction.respond(self._response)

    def _lost(self) -> None:
        on_lost = self._on_lost
        self.stop()
        on_lost()


class AckWaits:
    """Those of one session, and its BYE, which must not overtake an ACK (15)."""

    def __init__(self, clock: Clock, timers: TimerConfig) -> None:
        self._clock = clock
        self._timers = timers
        self._waits: dict[int, AckWait] = {}
        self._bye: Callable[[], None] | None = None

    @property
    def pending(self) -> bool:
        """Whether a 2xx of ours is still unacknowledged."""
        return bool(self._waits)

    def add(
        self,
        transaction: ServerTransaction,
        response: Response,
        on_ack: Callable[[Request], None],
        on_lost: Callable[[], None],
    ) -> None:
        """Repeat a 2xx that was sent.

        Args:
            on_lost: called when its ACK does not come, unless a BYE is to follow anyway.
        """
        number = transaction.request.cseq.number
        lost = partial(self._lost, number, on_lost)
        self._waits[number] = AckWait(
            transaction, response, self._clock, self._timers, on_ack, lost
        )

    def receive(self, ack: Request) -> None:
        """Take an ACK; repetitions of it are ignored."""
        wait = self._waits.pop(ack.cseq.number, None)
        if wait is not None:
            wait.acknowledge(ack)
            if not self._waits:
                self._say_bye()

    def say_bye(self, bye: Callable[[], None]) -> None:
        """Call this as soon as nothing is unacknowledged, maybe now."""
        self._bye = bye
        if not self._waits:
            self._say_bye()

    def end(self) -> None:
        """The session is over; only a BYE of ours still waits for ACKs."""
        if self._bye is None:
            self.stop()

    def stop(self) -> None:
        """Wait for nothing more, and say nothing more."""
        self._bye = None
        for wait in self._waits.values():
            wait.stop()
        self._waits.clear()

    def _lost(self, number: int, on_lost: Callable[[], None]) -> None:
        del self._waits[number]
        if self._bye is None:
            on_lost()
        else:
            self._say_bye()

    def _say_bye(self) -> None:
        bye, self._bye = self._bye, None
        if bye is not None:
            bye()
