"""Which local UDP ports RTP may use: even numbers, RTCP on the next odd one (RFC 3550 11)."""

import random
from collections.abc import Iterator


class PortRange:
    """Hands out even ports of a range in turn, so that a freed port rests before its next call."""

    def __init__(self, low: int = 0, high: int = 0, *, seed: int | None = None) -> None:
        """Args:
            low: first port; 0 together with high lets the system choose.
            high: last port, inclusive; RTCP must fit too.
            seed: for tests; the first port tried is random otherwise.

        Raises:
            ValueError: not within 1024-65535, or no even port with an odd neighbour inside.
        """
        self.low, self.high = low, high
        self._ports: list[int] = []
        self._used: set[int] = set()
        self._next = 0
        if low == 0 and high == 0:
            return
        if not 1024 <= low <= high <= 65535:
            raise ValueError(f"RTP port range {low}-{high} is not within 1024-65535")
        self._ports = list(range(low + low % 2, high, 2))
        if not self._ports:
            raise ValueError(f"RTP port range {low}-{high} holds no even port and its neighbour")
        self._next = random.Random(seed).randrange(len(self._ports))

    @property
    def any_free(self) -> bool:
        """No range was given: the system chooses."""
        return not self._ports

    @property
    def available(self) -> int:
        """Pairs not handed out; 0 when the system chooses."""
        return len(self._ports) - len(self._used)

    def candidates(self) -> Iterator[int]:
        """Every port not handed out, each at most once; `take` the one that could be bound."""
        for _ in range(len(self._ports)):
            port = self._ports[self._next]
            self._next = (self._next + 1) % len(self._ports)
            if port not in self._used:
                yield port

    def take(self, port: int) -> None:
        """Note that this even port is in use."""
        if self._ports:
            self._used.add(port)

    def release(self, port: int) -> None:
        """Note that it is free again; unknown ports are ignored."""
        self._used.discard(port)
