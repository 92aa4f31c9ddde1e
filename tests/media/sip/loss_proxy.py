"""A UDP path that loses, repeats and reorders datagrams, the same way for the same seed."""

import asyncio
import random
from dataclasses import dataclass

from voipbin.media.sip import HostPort


@dataclass(frozen=True, slots=True)
class Impairment:
    """What happens to each datagram, independently in both directions."""

    loss: float = 0.1
    duplication: float = 0.1
    reordering: float = 0.2
    """Share of datagrams held back for `delay_s`, so that later ones overtake them."""
    delay_s: float = 0.05


class LossProxy:
    """Two sockets: what one peer sends to `near` leaves from `far` towards the other, and back."""

    def __init__(self, seed: int, impairment: Impairment | None = None) -> None:
        self.impairment = impairment or Impairment()
        self.forwarded = self.lost = self.duplicated = self.reordered = 0
        self._random = random.Random(seed)
        self._sides: list[_Side] = []

    async def start(self, server: HostPort) -> None:
        """Open both sockets; `server` is reached through `near`, its clients are learned."""
        loop = asyncio.get_running_loop()
        for _ in range(2):
            _, side = await loop.create_datagram_endpoint(
                lambda: _Side(self), local_addr=("127.0.0.1", 0)
            )
            self._sides.append(side)
        self._sides[1].peer = server

    @property
    def near(self) -> HostPort:
        """Where the client sends."""
        return self._sides[0].address

    @property
    def far(self) -> HostPort:
        """Where the server sees the client."""
        return self._sides[1].address

    def close(self) -> None:
        """Close both sockets."""
        for side in self._sides:
            side.transport.close()

    def carry(self, data: bytes, source: "_Side") -> None:
        """Pass a datagram on, or not."""
        target = self._sides[1] if source is self._sides[0] else self._sides[0]
        draw, rule = self._random.random, self.impairment
        if draw() < rule.loss:
            self.lost += 1
            return
        copies = 1
        if draw() < rule.duplication:
            self.duplicated += 1
            copies = 2
        for _ in range(copies):
            if draw() < rule.reordering:
                self.reordered += 1
                asyncio.get_running_loop().call_later(rule.delay_s, target.send, data)
            else:
                target.send(data)


class _Side(asyncio.DatagramProtocol):
    def __init__(self, proxy: LossProxy) -> None:
        self._proxy = proxy
        self.peer: HostPort | None = None
        self.transport: asyncio.DatagramTransport
        self.address = HostPort("", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.address = HostPort(*transport.get_extra_info("sockname"))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self is self._proxy._sides[0]:
            self.peer = HostPort(*addr)
        self._proxy.carry(data, self)

    def send(self, data: bytes) -> None:
        if self.peer is not None and not self.transport.is_closing():
            self._proxy.forwarded += 1
            self.transport.sendto(data, self.peer)
