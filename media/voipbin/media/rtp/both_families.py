"""The sockets of a leg that may hear from IPv4 and from IPv6, on one port number of both."""

import errno
import socket

from voipbin.media.family import is_ipv6
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.ports import PortRange
from voipbin.media.rtp.transport import DatagramPoller, RtpTransport, bind_pair

_TRIES = 64
"""The system chooses a port for the first family; the second has it free nearly always."""


class BothFamilies(RtpTransport):
    """`RtpTransport` whose second pair of sockets is of the other address family.

    A call is offered before anybody knows where it leads, and may be moved to an address of the
    other family while it is up. `local` is of the first.
    """

    def __init__(
        self,
        poller: DatagramPoller,
        ports: PortRange,
        first: tuple[socket.socket, socket.socket | None],
        second: tuple[socket.socket, socket.socket | None],
    ) -> None:
        super().__init__(poller, ports, *first)
        self._is_first_ipv6 = first[0].family == socket.AF_INET6
        self._other_rtp, self._other_rtcp = second
        self.other_local = self._other_rtp.getsockname()
        self._watch(*second)

    @classmethod
    def open_both(
        cls, poller: DatagramPoller, ports: PortRange, hosts: tuple[str, str], *, rtcp_mux: bool
    ) -> "BothFamilies":
        """Bind a pair that is free on both addresses.

        Raises:
            OSError: one is not local, or no port pair is free.
        """
        refused: list[int] = []
        try:
            for _ in range(_TRIES):
                first = bind_pair(ports, hosts[0], rtcp_mux)
                port: int = first[0].getsockname()[1]
                try:
                    second = bind_pair(PortRange(), hosts[1], rtcp_mux, (port,))
                except OSError as error:
                    _close(first)
                    refused.append(port)  # not given back yet: it would be tried again
                    if error.errno != errno.EADDRINUSE:
                        raise
                    continue
                return cls(poller, ports, first, second)
        finally:
            for port in refused:
                ports.release(port)
        raise OSError(errno.EADDRINUSE, f"no RTP port pair is free on {hosts[0]} and {hosts[1]}")

    def send(self, data: bytes | memoryview, destination: Address) -> bool:
        """Send RTP from the socket of its family."""
        if self._is_of_first(destination):
            return super().send(data, destination)
        return self._send_by(self._other_rtp, data, destination)

    def send_rtcp(self, data: bytes, destination: Address) -> bool:
        """Send RTCP from the socket of its family."""
        if self._is_of_first(destination):
            return super().send_rtcp(data, destination)
        return self._send_by(self._other_rtcp or self._other_rtp, data, destination)

    def close(self) -> None:
        """Close all sockets and free their ports; may be called twice."""
        if not self.closed:
            for sock in (self._other_rtp, self._other_rtcp):
                if sock is not None:
                    self._poller.remove(sock)
            _close((self._other_rtp, self._other_rtcp))
        super().close()

    def _is_of_first(self, destination: Address) -> bool:
        return is_ipv6(destination[0]) == self._is_first_ipv6


def _close(pair: tuple[socket.socket, socket.socket | None]) -> None:
    for sock in pair:
        if sock is not None:
            sock.close()
