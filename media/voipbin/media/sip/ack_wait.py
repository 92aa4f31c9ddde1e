"""A 2xx to INVITE, repeated until its ACK arrives (RFC 3261 13.3.1.4)."""

from collections.abc import Callable

from .message import Request, Response
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
        self.done = False

    def acknowledge(self, ack: Request) -> None:
        """Take the ACK; repetitions of it are ignored."""
        if not self.done:
            on_ack = self._on_ack
            self.stop()
            on_ack(ack)

    def stop(self) -> None:
        """Stop repeating: acknowledged, or the session ended otherwise."""
        self.done = True
        self._repeat.cancel()
        self._deadline.cancel()
        # They hold the session, which holds this.
        self._on_ack = self._on_lost = _nothing

    def _again(self) -> None:
        self._interval_s = min(self._interval_s * 2, self._timers.t2_s)
        self._repeat = self._clock.call_later(self._interval_s, self._again)
        self._transaction.respond(self._response)

    def _lost(self) -> None:
        on_lost = self._on_lost
        self.stop()
        on_lost()


def _nothing(*_: object) -> None:
    """Nobody waits any more."""
