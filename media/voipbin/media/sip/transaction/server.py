"""Server transactions: INVITE (RFC 3261 17.2.1, RFC 6026) and the others (17.2.2)."""

from collections.abc import Callable, Mapping

from ..flow import Flow
from ..message import Request, Response
from ..timers import Clock, TimerConfig
from .machine import Event, Machine, Sender, State, event_of_status


class ServerTransaction(Machine):
    """A request being answered; `flow` is the way of its responses, `source` where it came from."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        *,
        source: Flow | None = None,
        state: State,
    ) -> None:
        super().__init__(state, flow, send, clock, timers)
        self.request = request
        self.source = flow if source is None else source
        self.to_tag: str | None = None
        """To tag of what was answered last."""
        self.on_answered: Callable[[], None] | None = None
        """Called once, with the first final response."""
        self.way: Callable[[], Flow] | None = None
        """Asked for the way of every response, where `flow` may end before them."""
        self._data = b""

    @property
    def answered(self) -> bool:
        """Whether a final response was sent."""
        return self.state not in (State.TRYING, State.PROCEEDING)

    def respond(self, response: Response) -> None:
        """Send a response; ignored once the table forbids it."""
        event = event_of_status(response.status)
        if (self.state, event) in self.TABLE:
            self._data = bytes(response)
            self.to_tag = response.to.tag
            self._fire(event)
            if self.answered and self.on_answered is not None:
                callback, self.on_answered = self.on_answered, None
                callback()

    def receive_again(self) -> None:
        """Take a retransmission of the request."""
        self._fire(Event.REQUEST)

    def _send(self) -> None:
        if self._data:
            flow = self.flow if self.way is None else self.way()
            self._send_bytes(self._data, flow, self._transport_failed)

    def _transport_failed(self, text: str) -> None:
        self._fire(Event.TRANSPORT_ERROR)


class InviteServer(ServerTransaction):
    """INVITE server transaction. 2xx repetition is the session's business (13.3.1.4)."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        source: Flow | None = None,
    ) -> None:
        super().__init__(request, flow, send, clock, timers, source=source, state=State.PROCEEDING)
        self.repeats = True
        """A refusal is sent again until its ACK comes. Not to addresses that may be forged: the
        peer, which got no 100, sends its INVITE again instead (RFC 3261 8.2.7)."""
        self._interval_s = timers.t1_s

    def receive_ack(self) -> None:
        """Take the ACK to a refusal."""
        self._fire(Event.ACK)

    def _await_ack(self) -> None:
        self._start(Event.TIMER_H, self._timers.timeout_s)
        if self.repeats and not self.flow.reliable:
            self._start(Event.TIMER_G, self._interval_s)

    def _resend(self) -> None:
        self._interval_s = min(self._interval_s * 2, self._timers.t2_s)
        self._start(Event.TIMER_G, self._interval_s)
        self._send()

    def _confirm(self) -> None:
        self._stop(Event.TIMER_G, Event.TIMER_H)
        self._start(Event.TIMER_I, 0.0 if self.flow.reliable else self._timers.t4_s)

    def _linger_accepted(self) -> None:
        self._start(Event.TIMER_L, self._timers.timeout_s)


class NonInviteServer(ServerTransaction):
    """Server transaction of any other request."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        source: Flow | None = None,
    ) -> None:
        super().__init__(request, flow, send, clock, timers, source=source, state=State.TRYING)

    def _linger(self) -> None:
        self._start(Event.TIMER_J, 0.0 if self.flow.reliable else self._timers.timeout_s)


_I, _N = InviteServer, NonInviteServer
Table = Mapping[tuple[State, Event], tuple[State, tuple[Callable[..., None], ...]]]

INVITE_SERVER: Table = {
    (State.PROCEEDING, Event.REQUEST): (State.PROCEEDING, (_I._send,)),
    (State.PROCEEDING, Event.PROVISIONAL): (State.PROCEEDING, (_I._send,)),
    (State.PROCEEDING, Event.SUCCESS): (State.ACCEPTED, (_I._linger_accepted, _I._send)),
    (State.PROCEEDING, Event.FAILURE): (State.COMPLETED, (_I._await_ack, _I._send)),
    (State.COMPLETED, Event.REQUEST): (State.COMPLETED, (_I._send,)),
    (State.COMPLETED, Event.TIMER_G): (State.COMPLETED, (_I._resend,)),
    (State.COMPLETED, Event.TIMER_H): (State.TERMINATED, ()),
    (State.COMPLETED, Event.TRANSPORT_ERROR): (State.TERMINATED, ()),
    (State.COMPLETED, Event.ACK): (State.CONFIRMED, (_I._confirm,)),
    (State.CONFIRMED, Event.TIMER_I): (State.TERMINATED, ()),
    # RFC 6026: a repeated INVITE is absorbed here instead of starting a second call.
    (State.ACCEPTED, Event.REQUEST): (State.ACCEPTED, ()),
    (State.ACCEPTED, Event.SUCCESS): (State.ACCEPTED, (_I._send,)),
    (State.ACCEPTED, Event.TIMER_L): (State.TERMINATED, ()),
}
"""RFC 3261 figure 7 as changed by RFC 6026 7.1."""

NON_INVITE_SERVER: Table = {
    (State.TRYING, Event.PROVISIONAL): (State.PROCEEDING, (_N._send,)),
    (State.TRYING, Event.SUCCESS): (State.COMPLETED, (_N._linger, _N._send)),
    (State.TRYING, Event.FAILURE): (State.COMPLETED, (_N._linger, _N._send)),
    (State.PROCEEDING, Event.REQUEST): (State.PROCEEDING, (_N._send,)),
    (State.PROCEEDING, Event.PROVISIONAL): (State.PROCEEDING, (_N._send,)),
    (State.PROCEEDING, Event.SUCCESS): (State.COMPLETED, (_N._linger, _N._send)),
    (State.PROCEEDING, Event.FAILURE): (State.COMPLETED, (_N._linger, _N._send)),
    (State.COMPLETED, Event.REQUEST): (State.COMPLETED, (_N._send,)),
    (State.COMPLETED, Event.TRANSPORT_ERROR): (State.TERMINATED, ()),
    (State.COMPLETED, Event.TIMER_J): (State.TERMINATED, ()),
}
"""RFC 3261 figure 8."""

InviteServer.TABLE = INVITE_SERVER
NonInviteServer.TABLE = NON_INVITE_SERVER
