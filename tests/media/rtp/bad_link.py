"""A network that loses, repeats, delays and reorders RTP, the same way for the same seed."""

import asyncio
import contextlib
import heapq
import random
import socket
from dataclasses import dataclass

from voipbin.media.rtp.packet import RtpPacket, is_rtcp
from voipbin.media.rtp.peer import Address


@dataclass(frozen=True, slots=True)
class Impairment:
    """What happens to each packet, independently."""

    loss: float = 0.0
    duplication: float = 0.0
    jitter_ms: float = 0.0
    """Most a packet is delayed; each by chance."""
    reordering: float = 0.0
    """Share of packets held back for `held_ms`, so that later ones overtake them."""
    held_ms: float = 50.0


@dataclass(frozen=True, slots=True)
class Passed:
    """One packet as it left the link."""

    at_ms: float
    packet: RtpPacket


class BadLink:
    """One direction on the clock of whoever calls; keeps account of what it did."""

    def __init__(self, impairment: Impairment, seed: int) -> None:
        self._rule = impairment
        self._draw = random.Random(seed)
        self._wire: list[tuple[float, int, bytes]] = []
        self._count = 0
        self.sent: list[RtpPacket] = []
        self.lost = self.duplicated = self.held = 0
        self.passed: list[Passed] = []

    def send(self, data: bytes, now_ms: float) -> None:
        """Take a packet; it, a copy or nothing comes out later."""
        draw, rule = self._draw, self._rule
        self.sent.append(RtpPacket.parse(data))
        if draw.random() < rule.loss:
            self.lost += 1
            return
        copies = 1
        if draw.random() < rule.duplication:
            self.duplicated += 1
            copies = 2
        for _ in range(copies):
            delay_ms = draw.uniform(0.0, rule.jitter_ms)
            if draw.random() < rule.reordering:
                self.held += 1
                delay_ms += rule.held_ms
            self._count += 1
            heapq.heappush(self._wire, (now_ms + delay_ms, self._count, data))

    def due(self, now_ms: float) -> list[tuple[float, bytes]]:
        """What has come out by now, with the moment it did."""
        out = []
        while self._wire and self._wire[0][0] <= now_ms:
            at_ms, _, data = heapq.heappop(self._wire)
            self.passed.append(Passed(at_ms, RtpPacket.parse(data)))
            out.append((at_ms, data))
        return out

    @property
    def next_ms(self) -> float | None:
        """When the next packet comes out."""
        return self._wire[0][0] if self._wire else None


class RtpProxy:
    """A `BadLink` between real sockets, each way one; RTCP on the same port passes unharmed."""

    def __init__(self, impairment: Impairment, seed: int) -> None:
        self.links = (BadLink(impairment, seed), BadLink(impairment, seed + 1))
        """Towards the second peer, and back."""
        self._peers: list[Address | None] = [None, None]
        self._sockets = tuple(_bound() for _ in range(2))
        self._loop = asyncio.get_running_loop()
        for side, sock in enumerate(self._sockets):
            self._loop.add_reader(sock, self._read, side)

    def address(self, side: int) -> Address:
        """Where that peer sends to, 0 or 1."""
        found: Address = self._sockets[side].getsockname()
        return found

    def connect(self, first: Address, second: Address) -> None:
        """Who is on which side."""
        self._peers = [first, second]

    def close(self) -> None:
        """Close both sockets."""
        for sock in self._sockets:
            self._loop.remove_reader(sock)
            sock.close()

    def _read(self, side: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                data = self._sockets[side].recv(2048)
                if is_rtcp(data):
                    self._write(1 - side, data)
                else:
                    now_ms = self._loop.time() * 1000
                    self.links[side].send(data, now_ms)
                    self._pass(side)

    def _pass(self, side: int) -> None:
        link = self.links[side]
        for _, data in link.due(self._loop.time() * 1000):
            self._write(1 - side, data)
        if link.next_ms is not None:
            self._loop.call_at(link.next_ms / 1000, self._pass, side)

    def _write(self, side: int, data: bytes) -> None:
        peer = self._peers[side]
        if peer is not None and self._sockets[side].fileno() >= 0:
            self._sockets[side].sendto(data, peer)


def _bound() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    return sock
