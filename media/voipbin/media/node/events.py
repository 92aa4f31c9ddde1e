"""The event log of a node: numbered events, kept for a core that was away."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from voipbin.media.v1 import node_pb2

Listener = Callable[[node_pb2.ChannelEvent], None]


class EventLog:
    """Numbers events and keeps the newest ones.

    Numbers start at the microseconds of the node's start, so those of a restarted node are
    always above those of its former life and a core can go on with the last number it knows.
    """

    def __init__(self, size: int = 20_000, *, first_sequence: int | None = None) -> None:
        self._events: deque[node_pb2.ChannelEvent] = deque(maxlen=size)
        self._next = time.time_ns() // 1000 if first_sequence is None else first_sequence
        self._first = self._next
        self.listener: Listener | None = None
        """Gets every new event at once; the core's connection, while there is one."""

    def append(self, event: node_pb2.ChannelEvent) -> None:
        """Number the event, keep it and tell the listener."""
        event.sequence = self._next
        event.tm_us = time.time_ns() // 1000
        self._next += 1
        self._events.append(event)
        if self.listener is not None:
            self.listener(event)

    def after(self, sequence: int) -> Iterator[node_pb2.ChannelEvent]:
        """Events with a larger number, oldest first."""
        if not self._events:
            return iter(())
        oldest = self._events[0].sequence
        return islice(self._events, max(0, sequence + 1 - oldest), None)

    def lost_after(self, sequence: int) -> int:
        """How many events of this node with a larger number are no longer kept."""
        oldest = self._events[0].sequence if self._events else self._next
        return max(0, oldest - max(sequence + 1, self._first))
