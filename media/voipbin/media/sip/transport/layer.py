"""All listeners of an endpoint: choosing one, parsing what comes in, tracing both ways."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from voipbin.media.family import by_family, is_ipv6, local_address_towards

from ..config import EndpointConfig, Listen
from ..flow import Flow, HostPort
from ..message import Message, Request
from ..parser import BadMessage, parse_message
from ..source_guard import SourceGuard
from ..trace import Trace, TraceRecord
from ..via import Via
from .base import ErrorCallback, Opener, Transport
from .resolve import NextHop

_WILDCARDS = (str(IPv4Address(0)), str(IPv6Address(0)))

CERTIFICATE_WATCH_S = 10.0
"""How soon a renewed certificate is seen."""

log = logging.getLogger(__name__)

MessageCallback = Callable[[Message, Flow], None]
BadRequestCallback = Callable[[Request, int, Flow], None]


class TransportLayer:
    """Sockets below, messages above."""

    def __init__(
        self,
        config: EndpointConfig,
        on_message: MessageCallback,
        on_bad_request: BadRequestCallback,
        open_transport: Opener,
        trace: Trace | None = None,
        guard: SourceGuard | None = None,
    ) -> None:
        self.counters: Counter[str] = Counter()
        """Datagrams and messages by what became of them."""
        self._config = config
        self._on_message = on_message
        self._on_bad_request = on_bad_request
        self._open = open_transport
        self._trace = trace
        self._guard = guard
        self._transports: list[Transport] = []
        self._advertised = by_family(config.advertised_hosts)
        self._watch: asyncio.TimerHandle | None = None
        self._towards = lru_cache(maxsize=256)(local_address_towards)

    async def start(self) -> None:
        """Bind every configured address.

        Raises:
            OSError: one cannot be bound; the others are closed again.
        """
        try:
            for listen in self._config.listen:
                self._transports.append(await self._bind(listen))
        except BaseException:
            await self.close()
            raise
        if any(listen.tls is not None for listen in self._config.listen):
            self._watch_certificates()

    def renew_certificates(self) -> None:
        """Take up certificates that have changed; calls go on with those they began with."""
        for transport in self._transports:
            transport.renew()

    def _watch_certificates(self) -> None:
        self.renew_certificates()
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(CERTIFICATE_WATCH_S, self._watch_certificates)

    async def _bind(self, listen: Listen) -> Transport:
        limit = self._config.max_connections
        if listen.port == 0 and listen.transport in ("udp", "tcp"):
            for other in self.addresses:
                if other.host == listen.host and other.transport != listen.transport:
                    try:  # one port for both transports is easier on people
                        same = Listen(listen.transport, listen.host, other.port)
                        return await self._open(same, self.receive, limit)
                    except OSError:
                        break
        return await self._open(listen, self.receive, limit)

    @property
    def addresses(self) -> tuple[Listen, ...]:
        """Where peers can reach us, in configured order."""
        return tuple(listen for listen in self._all if not listen.outbound_only)

    @property
    def spoken(self) -> frozenset[str]:
        """The transports we can send on."""
        return frozenset(listen.transport for listen in self._all)

    @property
    def _all(self) -> tuple[Listen, ...]:
        return tuple(transport.listen for transport in self._transports)

    async def close(self) -> None:
        """Close everything."""
        if self._watch is not None:
            self._watch.cancel()
        while self._transports:
            await self._transports.pop().close()

    def flow_to(self, hop: NextHop) -> Flow:
        """Choose the address to send from.

        Raises:
            OSError: there is none of that transport and address family.
        """
        for listen in self._all:
            same_family = is_ipv6(listen.host) == is_ipv6(hop.address.host)
            if listen.transport == hop.transport and same_family:
                local = HostPort(listen.host, listen.port)
                return Flow(hop.transport, local, hop.address, hop.server_name)
        what = f"{hop.transport} over IPv{6 if is_ipv6(hop.address.host) else 4}"
        raise OSError(f"we do not speak {what}, by which {hop.address} is reached")

    def sent_by(self, flow: Flow) -> HostPort:
        """Our address as the peer of `flow` should see it (Via, Contact)."""
        host = self._advertised.get(is_ipv6(flow.remote.host)) or flow.local.host
        if host in _WILDCARDS:
            host = self._towards(flow.remote.host)
        return HostPort(host, flow.local.port)

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None = None) -> None:
        """Send one message on a flow."""
        transport = self._of(flow)
        if transport is not None:
            self.counters["sent"] += 1
            self._record("out", flow, data)
            transport.send(data, flow, on_error)
        elif on_error is not None:
            on_error(f"no listener {flow.transport}:{flow.local}")

    def holds(self, flow: Flow) -> bool:
        """Whether a connection of that flow is there."""
        transport = self._of(flow)
        return transport is not None and transport.holds(flow)

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Take back a message that waits for a connection; False when none does."""
        transport = self._of(flow)
        return transport is not None and transport.withdraw(data, flow)

    def _of(self, flow: Flow) -> Transport | None:
        for transport in self._transports:
            listen = transport.listen
            if listen.transport == flow.transport and (listen.host, listen.port) == flow.local:
                return transport
        return None

    def receive(self, data: bytes, flow: Flow) -> None:
        """Take one datagram or framed message; nothing it contains can raise."""
        if not data.strip(b"\r\n\x00"):
            self.counters["keepalive"] += 1
            return
        if self._guard is not None and not self._guard.admits(data, flow):
            self.counters["dropped"] += 1
            return
        try:
            message = parse_message(data)
        except BadMessage as error:
            self._reject(error, data, flow)
            return
        self.counters["received"] += 1
        self._record("in", flow, data)
        if isinstance(message, Request):
            stamp_via(message, flow.remote)
        try:
            self._on_message(message, flow)
        except Exception:
            self.counters["fault"] += 1
            log.exception("SIP message from %s could not be handled", flow.remote)

    def _reject(self, error: BadMessage, data: bytes, flow: Flow) -> None:
        request = error.request
        needed = ("Via", "From", "To", "Call-ID", "CSeq")
        if request is None or request.method == "ACK" or "Via" not in request.headers:
            self.counters["garbage"] += 1
            return
        self.counters["bad_request"] += 1
        self._record("in", flow, data)
        log.info("bad SIP request from %s: %s", flow.remote, error)
        if sum(name in request.headers for name in needed) < 3:
            return
        with contextlib.suppress(ValueError):  # a malformed Via: answer to the source address
            stamp_via(request, flow.remote)
        self._on_bad_request(request, error.status, flow)

    def _record(self, direction: Literal["in", "out"], flow: Flow, data: bytes) -> None:
        if self._trace is None:
            return
        try:
            self._trace(TraceRecord(direction, flow, self.sent_by(flow), data, time.time()))
        except Exception:
            log.exception("SIP trace callback failed")


def stamp_via(request: Request, source: HostPort) -> None:
    """Write the real source into the topmost Via (18.2.1, RFC 3581 4).

    Raises:
        ValueError: the Via is malformed.
    """
    via = request.via
    stamped = via
    if via.param("rport") is not None:
        stamped = stamped.with_param("rport", str(source.port))
        stamped = stamped.with_param("received", source.host)
    elif via.host.strip("[]") != source.host:
        stamped = stamped.with_param("received", source.host)
    if stamped is not via:
        _replace_top(request, stamped)


def _replace_top(request: Request, via: Via) -> None:
    vias = [via, *request.vias[1:]]
    request.headers.remove("Via")
    for item in reversed(vias):
        request.headers.prepend("Via", item)
    request.vias = vias
