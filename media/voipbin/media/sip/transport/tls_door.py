"""Handshakes of TLS that peers begin with us: counted from the first packet on, and timed.

A listener that leaves the handshake to the event loop hears of a connection when it is done; until
then anybody could hold as many half-open ones as the system has descriptors.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol, cast

from voipbin.media.family import socket_family

from ..flow import HostPort
from ..source_guard import SourceGuard

_BACKLOG = 100
_PAUSE_S = 0.5
"""After the system would not give us another descriptor."""


class Counted(Protocol):
    """A connection as the guard counts it."""

    is_counted: bool
    """The guard knows of it, and has to be told of its end."""

    @property
    def remote(self) -> HostPort:
        """Its peer; without a host before it is made."""


class TlsDoor:
    """A listener for TLS; like `asyncio.Server` where transports use one."""

    def __init__(
        self,
        context: ssl.SSLContext,
        make: Callable[[], asyncio.Protocol],
        has_room: Callable[[int], bool],
        guard: SourceGuard | None,
        timeout_s: float,
    ) -> None:
        """
        Args:
            context: the server's.
            make: the protocol above, which is `Counted`.
            has_room: whether one more fits beside so many half-open connections.
            guard: counts by source; None for a listener without one.
            timeout_s: most a handshake may take.
        """
        self.refused = 0
        self.sockets: tuple[socket.socket, ...] = ()
        self._context = context
        self._make = make
        self._has_room = has_room
        self._guard = guard
        self._timeout_s = timeout_s
        self._accepting: asyncio.Task[None] | None = None
        self._shaking: set[asyncio.Task[None]] = set()

    def open(self, host: str, port: int) -> "TlsDoor":
        """Bind and listen.

        Raises:
            OSError: the address cannot be bound.
        """
        family = socket_family(host)
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        listener.setblocking(False)
        self.sockets = (listener,)
        self._accepting = asyncio.get_running_loop().create_task(self._accept(listener))
        return self

    def close(self) -> None:
        """Stop listening, and break off what is not done."""
        if self._accepting is not None:
            self._accepting.cancel()
        for task in tuple(self._shaking):
            task.cancel()
        for listener in self.sockets:
            listener.close()

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                sock, address = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(_PAUSE_S)
                continue
            self._enter(sock, str(address[0]))

    def _enter(self, sock: socket.socket, host: str) -> None:
        """Begin a handshake, or close what is too much."""
        is_welcome = self._has_room(len(self._shaking)) and (
            self._guard is None or self._guard.connected(host)
        )
        if not is_welcome:
            self.refused += 1
            sock.close()
            return
        task = asyncio.get_running_loop().create_task(self._shake(sock, host))
        self._shaking.add(task)
        task.add_done_callback(self._shaking.discard)

    async def _shake(self, sock: socket.socket, host: str) -> None:
        protocol = self._make()
        connection = cast(Counted, protocol)
        connection.is_counted = self._guard is not None
        try:
            # A scanner, a browser that does not trust us, or nobody at all: no news.
            with contextlib.suppress(OSError):
                await asyncio.get_running_loop().connect_accepted_socket(
                    lambda: protocol,
                    sock,
                    ssl=self._context,
                    ssl_handshake_timeout=self._timeout_s,
                )
        finally:
            # What was made tells of its end by itself.
            if not connection.remote.host and self._guard is not None:
                self._guard.disconnected(host)
