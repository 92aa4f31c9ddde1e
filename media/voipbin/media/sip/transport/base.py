"""What one listener of any transport looks like from above."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from ..config import Listen
from ..flow import Flow

Receiver = Callable[[bytes, Flow], None]
"""Gets each datagram or framed message."""
ErrorCallback = Callable[[str], None]


class Transport(Protocol):
    """One bound address."""

    @property
    def listen(self) -> Listen:
        """The address with its real port."""

    def send(self, data: bytes, flow: Flow, on_error: ErrorCallback | None) -> None:
        """Send one message; `on_error` hears, now or later, that it could not be sent."""

    def holds(self, flow: Flow) -> bool:
        """Whether a connection of that flow is there."""

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Take back a message that waits for a connection; False when none does."""

    def renew(self) -> None:
        """Take up certificates that have changed; connections go on with theirs."""

    async def close(self) -> None:
        """Close sockets and connections."""


Opener = Callable[[Listen, Receiver, int], Awaitable[Transport]]
"""Binds a listener: address, receiver, most connections it may hold."""
