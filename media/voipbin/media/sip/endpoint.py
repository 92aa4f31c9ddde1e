"""The front door: one SIP endpoint with its listeners, calls and registrations."""

import asyncio
from collections import Counter
from functools import partial

from .config import EndpointConfig, Listen
from .dispatch import Dispatcher
from .events import Observer
from .flow import Flow
from .handler import SipHandler
from .invite import OutgoingInvite
from .message import Message, Request
from .outgoing import OutgoingCall
from .registration import RegisterRequest, Registration, RegistrationObserver
from .session import Session
from .source_guard import SourceGuard
from .trace import Trace
from .transaction import TransactionLayer
from .transport import DnsNames, Names, Opener, TransportLayer, open_transport
from .transport import open_transport as _open_transport
from .ua import UserAgent


class SipEndpoint:
    """A SIP user agent, registrar included."""

    def __init__(
        self,
        config: EndpointConfig | None = None,
        handler: SipHandler | None = None,
        *,
        trace: Trace | None = None,
        open_transport: Opener = open_transport,
        guard: SourceGuard | None = None,
        names: Names | None = None,
    ) -> None:
        """Nothing is opened before `start`.

        Args:
            config: addresses and limits; loopback with free ports by default.
            handler: decides on incoming requests; without one calls and REGISTER get 404.
            trace: hears every message sent and received.
            open_transport: how listeners are made; tests put a simulated network here.
            guard: decides who is listened to; everybody without one.
            names: what the DNS says; by default the system's.
        """
        if guard is not None and open_transport is _open_transport:
            open_transport = partial(_open_transport, guard=guard)
        self._guard = guard
        self._names = DnsNames() if names is None else names
        self._config = EndpointConfig() if config is None else config
        self._handler = handler
        self._transport = TransportLayer(
            self._config, self._receive, self._reject, open_transport, trace, guard
        )
        self._ua: UserAgent | None = None
        self._dispatcher: Dispatcher | None = None
        self._transactions: TransactionLayer | None = None
        self._registrations: list[Registration] = []

    async def start(self) -> None:
        """Bind every listener.

        Raises:
            OSError: an address cannot be bound; nothing stays open.
        """
        clock = asyncio.get_running_loop()
        ua = UserAgent(self._config, clock, self._transport, self._names)
        dispatcher = Dispatcher(ua, self._handler, self._config, clock, self._guard)
        ua.transactions = TransactionLayer(
            dispatcher,
            self._transport.send,
            clock,
            self._config.timers,
            max_transactions=self._config.max_transactions,
            product=self._config.product,
            holds=self._transport.holds,
        )
        self._ua, self._dispatcher, self._transactions = ua, dispatcher, ua.transactions
        await self._transport.start()

    @property
    def addresses(self) -> tuple[Listen, ...]:
        """Listening addresses with their real ports, in the order of the configuration."""
        return self._transport.addresses

    @property
    def sessions(self) -> frozenset[Session]:
        """Calls with signalling still to do."""
        return frozenset() if self._ua is None else frozenset(self._ua.sessions)

    @property
    def counters(self) -> Counter[str]:
        """Messages by fate: received, sent, garbage, bad_request, retransmission, ..."""
        total = Counter(self._transport.counters)
        if self._transactions is not None:
            total.update(self._transactions.counters)
            total["transactions"] = self._transactions.size
        return total

    def invite(self, invite: OutgoingInvite, observer: Observer | None = None) -> OutgoingCall:
        """Start a call and return it at once.

        Raises:
            ValueError: a field cannot be put into a message (line break in a name, ...).
            RuntimeError: the endpoint is not running.
        """
        call = OutgoingCall(self._running, invite)
        call.observer = observer
        # Not from within this call: the observer must not hear of a call nobody holds yet.
        asyncio.get_running_loop().call_soon(call.start)
        return call

    def register(
        self, request: RegisterRequest, observer: RegistrationObserver | None = None
    ) -> Registration:
        """Start keeping a contact registered.

        Raises:
            RuntimeError: the endpoint is not running.
        """
        registration = Registration(self._running, request, observer)
        self._registrations.append(registration)
        return registration

    def renew_certificates(self) -> None:
        """Look at once for certificates that have changed; else it takes some seconds."""
        self._transport.renew_certificates()

    async def close(self, timeout_s: float = 2.0) -> None:
        """Hang up every call, wait for the answers up to `timeout_s`, close the sockets."""
        ua, dispatcher, transactions = self._ua, self._dispatcher, self._transactions
        if ua is None or dispatcher is None or transactions is None:
            return
        dispatcher.closing = True
        closing = [registration.close() for registration in self._registrations]
        self._registrations.clear()
        for session in tuple(ua.sessions):
            session.hang_up()
        if closing:
            await asyncio.wait([asyncio.ensure_future(work) for work in closing], timeout=timeout_s)
        await _settled(ua, timeout_s)
        self._ua = self._dispatcher = self._transactions = None
        await ua.cancel_tasks()
        transactions.close()
        for session in tuple(ua.sessions):
            session.drop()
        await self._transport.close()

    @property
    def _running(self) -> UserAgent:
        if self._ua is None:
            raise RuntimeError("SIP endpoint is not running")
        return self._ua

    def _receive(self, message: Message, flow: Flow) -> None:
        if self._transactions is not None:
            self._transactions.receive(message, flow)

    def _reject(self, request: Request, status: int, flow: Flow) -> None:
        if self._transactions is not None:
            self._transactions.respond_statelessly(request, status, flow)


async def _settled(ua: UserAgent, timeout_s: float) -> None:
    """Wait until no session has signalling to do, at most `timeout_s`."""
    try:
        async with asyncio.timeout(timeout_s):
            while ua.sessions:
                ua.session_settled.clear()
                await ua.session_settled.wait()
    except TimeoutError:
        pass
