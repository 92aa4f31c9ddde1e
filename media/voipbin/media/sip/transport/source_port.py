"""The port that connections are made from where nobody can connect to us.

Via and Contact have to say where we are before there is a connection. If all connections come from
one port of ours, that is what they can say: a peer that looks for a connection to the address in
our Contact finds the one we made, and need not make another (RFC 3261 18.1.1).
"""

import asyncio
import errno
import socket

from voipbin.media.family import socket_family

from ..flow import HostPort


class SourcePort:
    """A TCP port kept for that; nobody listens on it."""

    def __init__(self, host: str) -> None:
        """
        Args:
            host: the local address, or a wildcard to have the routing table choose it.

        Raises:
            OSError: it is none of ours.
        """
        self._kept = _bound(HostPort(host, 0))
        self.address = HostPort(*self._kept.getsockname()[:2])

    async def connect(self, remote: HostPort) -> socket.socket:
        """A connected socket, from our port if that is free towards this peer.

        Raises:
            OSError: no connection.
        """
        try:
            return await _connected(_bound(self.address), remote)
        except OSError as error:
            # A second connection to the same peer, or one just closed by us: TCP remembers the
            # pair of addresses for a minute. Systems other than Linux may refuse to bind twice.
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EADDRINUSE):
                raise
        family = self._kept.family
        return await _connected(socket.socket(family, socket.SOCK_STREAM), remote)

    def close(self) -> None:
        """Give the port back; may be called twice."""
        self._kept.close()


def _bound(address: HostPort) -> socket.socket:
    family = socket_family(address.host)
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(tuple(address))
    except OSError:
        made.close()
        raise
    return made


async def _connected(made: socket.socket, remote: HostPort) -> socket.socket:
    made.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(made, tuple(remote))
    except BaseException:
        made.close()
        raise
    return made
