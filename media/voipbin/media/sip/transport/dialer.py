"""Making connections: what is to be sent on one waits until it is there."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from .base import ErrorCallback

if TYPE_CHECKING:
    from .listener import Peer, PeerConnection

DIAL_TIMEOUT_S = 5.0
"""For a connection we make, handshakes included: a caller waits for it, and other servers or UDP
may do. A SYN is repeated twice in it."""


class Dialer:
    """The connections of one transport that are being made."""

    def __init__(self, connect: "Callable[[Peer], Awaitable[PeerConnection]]") -> None:
        """
        Args:
            connect: makes one, ready to be written on; raises OSError when it cannot.
        """
        self._connect = connect
        self._pending: dict[Peer, deque[tuple[bytes, ErrorCallback | None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, data: bytes, peer: "Peer", on_error: ErrorCallback | None) -> None:
        """Connect to a peer and send; all that is sent meanwhile shares the connection."""
        waiting = self._pending.get(peer)
        if waiting is not None:
            waiting.append((data, on_error))
            return
        self._pending[peer] = deque([(data, on_error)])
        task = asyncio.get_running_loop().create_task(self._dial(peer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def withdraw(self, data: bytes, peer: "Peer") -> bool:
        """Take back a message that waits for a connection; False when none does."""
        waiting = self._pending.get(peer, deque())
        kept = [entry for entry in waiting if entry[0] is not data]
        if len(kept) == len(waiting):
            return False
        self._pending[peer] = deque(kept)
        return True

    async def close(self) -> None:
        """Make none any more."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _dial(self, peer: "Peer") -> None:
        remote = peer[0]
        try:
            async with asyncio.timeout(DIAL_TIMEOUT_S):
                connection = await self._connect(peer)
        except (OSError, TimeoutError, ValueError) as error:
            # A certificate refused is an OSError, a name that can be none a ValueError.
            self._fail(peer, f"{remote}: {str(error) or 'connect timed out'}")
            return
        for data, on_error in self._pending.pop(peer, ()):
            if not connection.write(data) and on_error is not None:
                on_error(f"{remote}: connection closed")

    def _fail(self, peer: "Peer", text: str) -> None:
        for _, on_error in self._pending.pop(peer, ()):
            if on_error is not None:
                on_error(text)
