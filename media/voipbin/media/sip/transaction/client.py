"""Client transactions: INVITE (RFC 3261 17.1.1, RFC 6026) and the others (17.1.2)."""

from collections.abc import Callable, Mapping

from ..cseq import CSeq
from ..flow import Flow
from ..headers import Headers
from ..message import Request, Response
from ..nothing import nothing
from ..timers import Clock, TimerConfig
from .machine import Event, Machine, Sender, State, event_of_status

TIMEOUT = 408
"""Status reported when nobody answered (8.1.3.1)."""
UNREACHABLE = 503
"""Status reported when the message could not be sent (8.1.3.1)."""


class ClientTransaction(Machine):
    """A request on its way. `on_response` gets every response the user must see."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        on_response: Callable[[Response], None],
        on_failure: Callable[[int, str], None],
        *,
        state: State,
    ) -> None:
        super().__init__(state, flow, send, clock, timers)
        self.request = request
        self._on_response = on_response
        self._on_failure = on_failure
        self._hearer: Callable[[Response], None] = nothing
        self.data = bytes(request)
        """As it is sent."""
        self._response: Response | None = None
        self._interval_s = timers.t1_s

    def start(self) -> None:
        """Send the request and start the timers."""
        raise NotImplementedError

    def receive(self, response: Response) -> None:
        """Take a response that matches."""
        # Our ACK may fail on the way, and end all this before the response is told.
        self._response, self._hearer = response, self._on_response
        self._fire(event_of_status(response.status))

    def stop_repeating(self) -> None:
        """Send the request no more; what was sent may still be answered."""
        self._stop(Event.TIMER_A, Event.TIMER_E)

    def _finish(self) -> None:
        super()._finish()
        self._fall_silent()

    def _fall_silent(self) -> None:
        # Who is told often holds this transaction, too, and is freed at once without that.
        self._on_response = self._on_failure = nothing

    def _send(self) -> None:
        self._send_bytes(self.data, self.flow, self._transport_failed)

    def _transport_failed(self, text: str) -> None:
        self._error = text
        self._fire(Event.TRANSPORT_ERROR)

    def _deliver(self) -> None:
        assert self._response is not None
        hearer, self._hearer = self._hearer, nothing
        if self.state is State.COMPLETED:  # which lasts for repetitions only
            self._fall_silent()
        hearer(self._response)

    def _report_timeout(self) -> None:
        self._on_failure(TIMEOUT, f"no answer from {self.flow.remote}")

    def _report_unreachable(self) -> None:
        self._on_failure(UNREACHABLE, self._error)


class InviteClient(ClientTransaction):
    """INVITE client transaction."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        on_response: Callable[[Response], None],
        on_failure: Callable[[int, str], None],
    ) -> None:
        super().__init__(
            request, flow, send, clock, timers, on_response, on_failure, state=State.CALLING
        )
        self._ack = b""
        self._acknowledged_at_s = 0.0

    def start(self) -> None:
        """Send the INVITE; timers A (UDP only) and B run."""
        self._start(Event.TIMER_B, self._timers.timeout_s)
        if not self.flow.reliable:
            self._start(Event.TIMER_A, self._interval_s)
        self._send()

    def _resend(self) -> None:
        self._interval_s *= 2
        self._start(Event.TIMER_A, self._interval_s)
        self._send()

    def _stop_calling(self) -> None:
        self._stop(Event.TIMER_A, Event.TIMER_B)

    def _acknowledge(self) -> None:
        if not self._ack:
            assert self._response is not None
            self._ack = bytes(make_failure_ack(self.request, self._response))
        self._acknowledged_at_s = self._clock.time()
        self._send_bytes(self._ack, self.flow, self._transport_failed)

    def _acknowledge_again(self) -> None:
        # Faster than anybody's timer G comes only a peer that answers our ACK with its refusal:
        # without an end the two of us would go on at the speed of the wire.
        if self._clock.time() - self._acknowledged_at_s >= self._timers.t1_s / 5:
            self._acknowledge()

    def _linger_completed(self) -> None:
        # D outlasts the server's H: at least 32 s on UDP, nothing on TCP.
        self._start(Event.TIMER_D, 0.0 if self.flow.reliable else max(32.0, self._timers.timeout_s))

    def _linger_accepted(self) -> None:
        self._start(Event.TIMER_M, self._timers.timeout_s)


class NonInviteClient(ClientTransaction):
    """Client transaction of any other request."""

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        on_response: Callable[[Response], None],
        on_failure: Callable[[int, str], None],
    ) -> None:
        super().__init__(
            request, flow, send, clock, timers, on_response, on_failure, state=State.TRYING
        )

    def start(self) -> None:
        """Send the request; timers E (UDP only) and F run."""
        self._start(Event.TIMER_F, self._timers.timeout_s)
        if not self.flow.reliable:
            self._start(Event.TIMER_E, self._interval_s)
        self._send()

    def _resend_trying(self) -> None:
        self._interval_s = min(self._interval_s * 2, self._timers.t2_s)
        self._start(Event.TIMER_E, self._interval_s)
        self._send()

    def _resend_proceeding(self) -> None:
        self._start(Event.TIMER_E, self._timers.t2_s)
        self._send()

    def _linger(self) -> None:
        self._stop(Event.TIMER_E, Event.TIMER_F)
        self._start(Event.TIMER_K, 0.0 if self.flow.reliable else self._timers.t4_s)


def make_failure_ack(invite: Request, response: Response) -> Request:
    """The ACK that ends a refused INVITE, hop by hop (17.1.1.3)."""
    headers = Headers()
    headers.add("Via", invite.via)
    for route in invite.headers.all("Route"):
        headers.add("Route", route)
    headers.add("Max-Forwards", 70)
    headers.add("From", invite.headers.get("From"))
    headers.add("To", response.headers.get("To"))
    headers.add("Call-ID", invite.call_id)
    headers.add("CSeq", CSeq(invite.cseq.number, "ACK"))
    return Request("ACK", invite.raw_uri, headers)


_C, _N = InviteClient, NonInviteClient
Table = Mapping[tuple[State, Event], tuple[State, tuple[Callable[..., None], ...]]]

INVITE_CLIENT: Table = {
    (State.CALLING, Event.TIMER_A): (State.CALLING, (_C._resend,)),
    (State.CALLING, Event.TIMER_B): (State.TERMINATED, (_C._report_timeout,)),
    (State.CALLING, Event.TRANSPORT_ERROR): (State.TERMINATED, (_C._report_unreachable,)),
    (State.CALLING, Event.PROVISIONAL): (State.PROCEEDING, (_C._stop_calling, _C._deliver)),
    (State.CALLING, Event.SUCCESS): (
        State.ACCEPTED,
        (_C._stop_calling, _C._linger_accepted, _C._deliver),
    ),
    (State.CALLING, Event.FAILURE): (
        State.COMPLETED,
        (_C._stop_calling, _C._acknowledge, _C._linger_completed, _C._deliver),
    ),
    (State.PROCEEDING, Event.PROVISIONAL): (State.PROCEEDING, (_C._deliver,)),
    (State.PROCEEDING, Event.SUCCESS): (State.ACCEPTED, (_C._linger_accepted, _C._deliver)),
    (State.PROCEEDING, Event.FAILURE): (
        State.COMPLETED,
        (_C._acknowledge, _C._linger_completed, _C._deliver),
    ),
    (State.COMPLETED, Event.FAILURE): (State.COMPLETED, (_C._acknowledge_again,)),
    (State.COMPLETED, Event.TIMER_D): (State.TERMINATED, ()),
    (State.COMPLETED, Event.TRANSPORT_ERROR): (State.TERMINATED, ()),
    # RFC 6026: each further 2xx, be it a repetition or another fork, goes to the user.
    (State.ACCEPTED, Event.SUCCESS): (State.ACCEPTED, (_C._deliver,)),
    (State.ACCEPTED, Event.TIMER_M): (State.TERMINATED, ()),
}
"""RFC 3261 figure 5 as changed by RFC 6026 7.2."""

NON_INVITE_CLIENT: Table = {
    (State.TRYING, Event.TIMER_E): (State.TRYING, (_N._resend_trying,)),
    (State.TRYING, Event.TIMER_F): (State.TERMINATED, (_N._report_timeout,)),
    (State.TRYING, Event.TRANSPORT_ERROR): (State.TERMINATED, (_N._report_unreachable,)),
    (State.TRYING, Event.PROVISIONAL): (State.PROCEEDING, (_N._deliver,)),
    (State.TRYING, Event.SUCCESS): (State.COMPLETED, (_N._linger, _N._deliver)),
    (State.TRYING, Event.FAILURE): (State.COMPLETED, (_N._linger, _N._deliver)),
    (State.PROCEEDING, Event.TIMER_E): (State.PROCEEDING, (_N._resend_proceeding,)),
    (State.PROCEEDING, Event.TIMER_F): (State.TERMINATED, (_N._report_timeout,)),
    (State.PROCEEDING, Event.TRANSPORT_ERROR): (State.TERMINATED, (_N._report_unreachable,)),
    (State.PROCEEDING, Event.PROVISIONAL): (State.PROCEEDING, (_N._deliver,)),
    (State.PROCEEDING, Event.SUCCESS): (State.COMPLETED, (_N._linger, _N._deliver)),
    (State.PROCEEDING, Event.FAILURE): (State.COMPLETED, (_N._linger, _N._deliver)),
    (State.COMPLETED, Event.TIMER_K): (State.TERMINATED, ()),
}
"""RFC 3261 figure 6."""

InviteClient.TABLE = INVITE_CLIENT
NonInviteClient.TABLE = NON_INVITE_CLIENT
