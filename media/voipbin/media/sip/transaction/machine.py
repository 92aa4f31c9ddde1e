"""The engine under all four transactions: a table of moves and named timers."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

from ..flow import Flow
from ..timers import Clock, TimerConfig, TimerHandle


class State(StrEnum):
    """States of figures 5 to 8 and of RFC 6026."""

    CALLING = "calling"
    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


class Event(StrEnum):
    """What can happen to a transaction."""

    PROVISIONAL = "1xx"
    SUCCESS = "2xx"
    FAILURE = "300-699"
    REQUEST = "request again"
    ACK = "ack"
    TRANSPORT_ERROR = "transport error"
    TIMER_A = "A"
    TIMER_B = "B"
    TIMER_D = "D"
    TIMER_E = "E"
    TIMER_F = "F"
    TIMER_G = "G"
    TIMER_H = "H"
    TIMER_I = "I"
    TIMER_J = "J"
    TIMER_K = "K"
    TIMER_L = "L"
    TIMER_M = "M"


class Sender(Protocol):
    """How a transaction reaches the wire."""

    def __call__(
        self, data: bytes, flow: Flow, on_error: Callable[[str], None] | None = None
    ) -> None:
        """Send one message; `on_error` is called, at once or later, when it cannot be sent."""


def event_of_status(status: int) -> Event:
    """Class of a response as the tables see it."""
    if status < 200:
        return Event.PROVISIONAL
    return Event.SUCCESS if status < 300 else Event.FAILURE


class Machine:
    """A state, its timers, and a table deciding what each event does in each state.

    An event the table does not list for the present state is ignored: a late timer, a stray
    retransmission.
    """

    TABLE: Mapping[tuple[State, Event], tuple[State, tuple[Callable[..., None], ...]]] = {}

    def __init__(
        self, state: State, flow: Flow, send: Sender, clock: Clock, timers: TimerConfig
    ) -> None:
        self.state = state
        self.flow = flow
        self.on_terminated: Callable[[], None] | None = None
        self._send_bytes = send
        self._clock = clock
        self._timers = timers
        self._handles: dict[Event, TimerHandle] = {}

    def _fire(self, event: Event) -> None:
        move = self.TABLE.get((self.state, event))
        if move is None:
            return
        self.state, actions = move
        for action in actions:
            action(self)
        if self.state is State.TERMINATED:
            self._finish()

    def _start(self, timer: Event, delay_s: float) -> None:
        self._stop(timer)
        self._handles[timer] = self._clock.call_later(delay_s, self._expire, timer)

    def _stop(self, *timers: Event) -> None:
        for timer in timers:
            handle = self._handles.pop(timer, None)
            if handle is not None:
                handle.cancel()

    def _expire(self, timer: Event) -> None:
        self._handles.pop(timer, None)
        self._fire(timer)

    def _finish(self) -> None:
        self._stop(*list(self._handles))
        callback, self.on_terminated = self.on_terminated, None
        if callback is not None:
            callback()

    def abandon(self) -> None:
        """Forget everything at once, without telling the user."""
        if self.state is not State.TERMINATED:
            self.state = State.TERMINATED
            self._finish()
