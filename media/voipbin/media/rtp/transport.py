"""The only sockets of the media plane: UDP pairs and the loop that reads them in batches."""

import asyncio
import errno
import select
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

from voipbin.media.family import socket_family
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.ports import PortRange

DATAGRAM_BYTES: Final = 2048
"""Larger datagrams are cut; no RTP we negotiate comes near."""

Reader = Callable[[], None]


class DatagramPoller:
    """Watches all RTP sockets of a process through one epoll inside the asyncio loop.

    Waking up the loop costs more than a datagram, so under load it is done once per
    `MODERATION_MS` for everything that came meanwhile, as network cards moderate interrupts: up
    to that much delay, constant and far below any jitter buffer, for a third of the CPU. With
    little traffic every datagram is read on arrival. Where epoll is missing each socket is
    watched by the loop itself.
    """

    BATCH: Final = 512
    MODERATION_MS: Final = 1.0
    _CALM_ROUNDS: Final = 20

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._loop = loop or asyncio.get_running_loop()
        self.buffer: Final = bytearray(DATAGRAM_BYTES)
        """Where a reader finds the datagram; valid until it returns."""
        self.view: Final = memoryview(self.buffer)
        self.now_ms = time.monotonic() * 1000
        """Arrival time of the current batch."""
        self._readers: dict[int, Reader] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._calm = 0
        self._epoll = select.epoll() if hasattr(select, "epoll") else None
        if self._epoll is not None:
            self._loop.add_reader(self._epoll.fileno(), self._ready)

    def add(self, sock: socket.socket, reader: Reader) -> None:
        """Call reader whenever the socket has a datagram; it takes exactly one."""
        self._readers[sock.fileno()] = reader
        if self._epoll is not None:
            self._epoll.register(sock.fileno(), select.EPOLLIN)
        else:
            self._loop.add_reader(sock.fileno(), self._one_ready, reader)

    def remove(self, sock: socket.socket) -> None:
        """Stop watching; harmless if it was not watched."""
        if self._readers.pop(sock.fileno(), None) is None:
            return
        if self._epoll is not None:
            self._epoll.unregister(sock.fileno())
        else:
            self._loop.remove_reader(sock.fileno())

    def close(self) -> None:
        """Stop watching everything; may be called twice."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._epoll is not None and not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
        self._readers.clear()

    def _ready(self) -> None:
        """Datagrams came while the loop watched: go on by timer if the last ones are recent."""
        assert self._epoll is not None
        since_ms = time.monotonic() * 1000 - self.now_ms
        self._drain()
        if since_ms < self.MODERATION_MS and not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            self._calm = 0
            self._timer = self._loop.call_later(self.MODERATION_MS / 1000, self._moderated)

    def _moderated(self) -> None:
        assert self._epoll is not None
        self._calm = 0 if self._drain() > 1 else self._calm + 1
        if self._epoll.closed:
            return
        if self._calm < self._CALM_ROUNDS:
            self._timer = self._loop.call_later(self.MODERATION_MS / 1000, self._moderated)
        else:
            self._timer = None
            self._loop.add_reader(self._epoll.fileno(), self._ready)

    def _drain(self) -> int:
        """Read one datagram of each socket that has some."""
        assert self._epoll is not None
        self.now_ms = time.monotonic() * 1000
        readers = self._readers
        events = self._epoll.poll(0, self.BATCH)
        for fd, _ in events:
            reader = readers.get(fd)
            if reader is not None:
                reader()
        return len(events)

    def _one_ready(self, reader: Reader) -> None:
        self.now_ms = time.monotonic() * 1000
        reader()


class MediaTransport(Protocol):
    """What a leg needs of its sockets, with or without a cipher in front of them."""

    on_rtp: Callable[[int, Address], object] | None
    """Called with length and source; the datagram is in `buffer`."""
    on_rtcp: Callable[[int, Address], None] | None

    @property
    def send_errors(self) -> int:
        """Datagrams the system would not take."""

    @property
    def buffer(self) -> bytearray:
        """Where the datagram being handled is."""

    @property
    def view(self) -> memoryview:
        """The same, to be sliced without a copy."""

    @property
    def local(self) -> Address:
        """Where RTP is received."""

    @property
    def other_local(self) -> Address | None:
        """The same of the other address family; None where there is one family."""

    @property
    def now_ms(self) -> float:
        """Arrival time of the datagram being handled."""

    @property
    def rtcp_mux(self) -> bool:
        """RTCP shares the RTP port."""

    @property
    def closed(self) -> bool:
        """No datagram comes or goes any more."""

    def clock_ms(self) -> float:
        """The time now."""

    def send(self, data: bytes | memoryview, destination: Address) -> bool:
        """Send RTP; False when it was not sent."""

    def send_rtcp(self, data: bytes, destination: Address) -> bool:
        """Send RTCP; False when it was not sent."""

    def close(self) -> None:
        """Close it; may be called twice."""


class RtpTransport:
    """One leg's sockets: RTP, and RTCP on the next port unless both share one (RFC 5761)."""

    def __init__(
        self,
        poller: DatagramPoller,
        ports: PortRange,
        rtp: socket.socket,
        rtcp: socket.socket | None,
    ) -> None:
        self._poller, self._ports = poller, ports
        self._rtp, self._rtcp = rtp, rtcp
        self.buffer, self.view = poller.buffer, poller.view
        self.local: Final[Address] = rtp.getsockname()
        self.other_local: Address | None = None
        self.send_errors = 0
        self.on_rtp: Callable[[int, Address], object] | None = None
        """Called with length and source; the datagram is in `buffer`."""
        self.on_rtcp: Callable[[int, Address], None] | None = None
        self.closed = False
        self._watch(rtp, rtcp)

    @classmethod
    def open(
        cls, poller: DatagramPoller, ports: PortRange, host: str, *, rtcp_mux: bool = False
    ) -> "RtpTransport":
        """Bind a free pair on that address.

        Raises:
            OSError: the address is not local, or no port pair is free.
        """
        rtp, rtcp = bind_pair(ports, host, rtcp_mux)
        return cls(poller, ports, rtp, rtcp)

    @property
    def now_ms(self) -> float:
        """Arrival time of the datagram being handled."""
        return self._poller.now_ms

    def clock_ms(self) -> float:
        """The time now, on the same clock as `now_ms`."""
        return time.monotonic() * 1000

    @property
    def rtcp_mux(self) -> bool:
        """RTCP shares the RTP port."""
        return self._rtcp is None

    def send(self, data: bytes | memoryview, destination: Address) -> bool:
        """Send RTP; False when the system would not take it, which is counted."""
        return self._send_by(self._rtp, data, destination)

    def send_rtcp(self, data: bytes, destination: Address) -> bool:
        """Send RTCP from its own port, or from the shared one."""
        return self._send_by(self._rtcp or self._rtp, data, destination)

    def close(self) -> None:
        """Close both sockets and free their ports; may be called twice."""
        if self.closed:
            return
        self.closed = True
        self.on_rtp = self.on_rtcp = None
        for sock in (self._rtp, self._rtcp):
            if sock is not None:
                self._poller.remove(sock)
                sock.close()
        self._ports.release(self.local[1])

    def _watch(self, rtp: socket.socket, rtcp: socket.socket | None) -> None:
        self._poller.add(rtp, partial(self._read_rtp, rtp))
        if rtcp is not None:
            self._poller.add(rtcp, partial(self._read_rtcp, rtcp))

    def _send_by(self, sock: socket.socket, data: bytes | memoryview, destination: Address) -> bool:
        try:
            sock.sendto(data, destination)
        except OSError:
            # A full buffer or a port unreachable is a lost packet, as anywhere on the way.
            self.send_errors += 1
            return False
        return True

    def _read_rtp(self, sock: socket.socket) -> None:
        try:
            length, source = sock.recvfrom_into(self.buffer)
        except OSError:
            return  # nothing there after all, or an ICMP error of an earlier send
        if self.on_rtp is not None:
            self.on_rtp(length, source)

    def _read_rtcp(self, sock: socket.socket) -> None:
        try:
            length, source = sock.recvfrom_into(self.buffer)
        except OSError:
            return
        if self.on_rtcp is not None:
            self.on_rtcp(length, source)


def bind_pair(
    ports: PortRange, host: str, rtcp_mux: bool, only: Sequence[int] = ()
) -> tuple[socket.socket, socket.socket | None]:
    """Try candidates, or `only` these ports, until RTP and, if wanted, RTCP are both bound.

    Raises:
        OSError: the address is not local, or none is free.
    """
    candidates = iter(only or [0] * 64) if ports.any_free else ports.candidates()
    for candidate in candidates:
        rtp = _bind(host, candidate)
        if rtp is None:
            continue
        port: int = rtp.getsockname()[1]
        rtcp = None if rtcp_mux or port % 2 else _bind(host, port + 1)
        if rtcp is None and not (rtcp_mux and port % 2 == 0):
            rtp.close()
            continue
        ports.take(port)
        return rtp, rtcp
    raise OSError(errno.EADDRINUSE, f"no free RTP port pair in {ports.low}-{ports.high} on {host}")


def _bind(host: str, port: int) -> socket.socket | None:
    """A non-blocking UDP socket there; None when the port is taken."""
    family = socket_family(host)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        # Room for a pause of the process of about 10 s of one stream.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)
        if family == socket.AF_INET:
            # Expedited forwarding (RFC 4594 4.1): routers that care send voice first.
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0xB8)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, 0xB8)
            # Also where it is "::": IPv4 has a socket of its own, or none.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return sock
