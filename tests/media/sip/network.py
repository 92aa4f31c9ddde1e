"""A simulated network: endpoints by address, with delay, loss rules and a log of everything."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from voipbin.media.sip import Flow, HostPort, Listen
from voipbin.media.sip.message import Message, Request, Response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transport import Opener, Receiver

DELAY_S = 0.01


@dataclass(frozen=True, slots=True)
class Sent:
    """One message put on the wire."""

    time_s: float
    source: HostPort
    target: HostPort
    data: bytes
    lost: bool

    @property
    def message(self) -> Message:
        return parse_message(self.data)

    @property
    def name(self) -> str:
        """`INVITE` or `200 INVITE`."""
        return name_of(self.message)


def name_of(message: Message) -> str:
    """Method of a request, `status method` of a response."""
    if isinstance(message, Request):
        return message.method
    assert isinstance(message, Response)
    return f"{message.status} {message.cseq.method}"


class Network:
    """Delivers datagrams after 10 ms unless a rule loses them."""

    def __init__(self) -> None:
        self.log: list[Sent] = []
        self.lose: Callable[[Sent], bool] = lambda sent: False
        self.refused: set[tuple[str, HostPort]] = set()
        """Where nobody listens, and senders are told."""
        self.filtered: set[tuple[str, HostPort]] = set()
        """Where a firewall lets no connection be made, and says nothing."""
        self._waiting: list[bytes] = []
        self.change: Callable[[bytes], bytes] = lambda data: data
        self._receivers: dict[tuple[str, HostPort], Receiver] = {}

    def opener(self, host: str) -> Opener:
        """What to pass an endpoint as `open_transport`: it lives at `host`:5060."""

        async def open_transport(listen: Listen, receiver: Receiver, limit: int) -> "Socket":
            return self.attach(HostPort(host, listen.port or 5060), receiver, listen.transport)

        return open_transport

    def attach(self, address: HostPort, receiver: Receiver, transport: str = "udp") -> "Socket":
        """Put a receiver at an address."""
        self._receivers[transport, address] = receiver
        return Socket(self, transport, address)

    def detach(self, transport: str, address: HostPort) -> None:
        self._receivers.pop((transport, address), None)

    def carry(self, data: bytes, flow: Flow) -> None:
        """Take a message from a socket."""
        loop = asyncio.get_running_loop()
        if (flow.transport, flow.remote) in self.filtered:
            self._waiting.append(data)
            return
        sent = Sent(loop.time(), flow.local, flow.remote, data, lost=False)
        if self.lose(sent):
            self.log.append(Sent(sent.time_s, flow.local, flow.remote, data, lost=True))
            return
        self.log.append(sent)
        loop.call_later(DELAY_S, self._deliver, self.change(data), flow)

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Take back what waits behind a firewall."""
        if data not in self._waiting:
            return False
        self._waiting.remove(data)
        return True

    def _deliver(self, data: bytes, flow: Flow) -> None:
        receiver = self._receivers.get((flow.transport, flow.remote))
        if receiver is not None:
            receiver(data, Flow(flow.transport, flow.remote, flow.local))

    def names(self, source: str = "") -> list[str]:
        """What was sent, in order, optionally from one host only."""
        return [sent.name for sent in self.log if source in ("", sent.source.host)]


class Socket:
    """A bound address of the network; satisfies `Transport`."""

    def __init__(self, network: Network, transport: str, address: HostPort) -> None:
        self._network = network
        self._transport = transport
        self.address = address

    @property
    def listen(self) -> Listen:
        return Listen(self._transport, *self.address)

    def send(self, data: bytes, flow: Flow, on_error: Callable[[str], None] | None) -> None:
        self._network.carry(data, flow)
        if on_error is not None and (flow.transport, flow.remote) in self._network.refused:
            asyncio.get_running_loop().call_soon(on_error, f"{flow.remote}: connection refused")

    def holds(self, flow: Flow) -> bool:
        """There are no connections here."""
        return False

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        return self._network.withdraw(data, flow)

    def renew(self) -> None:
        """There are no certificates here."""

    async def close(self) -> None:
        self._network.detach(self._transport, self.address)
