"""The event log of a node: numbered events, kept for a core that was away."""

import time
from collections import deque
from collections.abc import Callable, Iterator

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
        self._forgotten = self._forgotten_before = self._next - 1
        """Newest number that was let go to make room, and the last of a former life."""
        self.listener: Listener | None = None
        """Gets every new event at once; the core's connection, while there is one."""

    def append(self, event: node_pb2.ChannelEvent, *, keep: bool = True) -> None:
        """Number the event, keep it and tell the listener.

        Args:
            keep: False for what is large and not missed when a core falls away just now: it is kept
                only while there is no listener.
        """
        event.sequence = self._next
        event.tm_us = time.time_ns() // 1000
        self._next += 1
        if keep or self.listener is None:
            if len(self._events) == self._events.maxlen:
                self._forgotten = self._events[0].sequence
            self._events.append(event)
        if self.listener is not None:
            self.listener(event)

    def after(self, sequence: int) -> Iterator[node_pb2.ChannelEvent]:
        """Events with a larger number, oldest first."""
        return (event for event in tuple(self._events) if event.sequence > sequence)

    def lost_after(self, sequence: int) -> int:
        """How many events of this node with a larger number are no longer kept."""
        return max(0, self._forgotten - max(sequence, self._forgotten_before))
