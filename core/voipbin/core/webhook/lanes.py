"""Deliveries at hand, by lane: of each lane one is under way at a time."""

from collections import deque
from collections.abc import Iterable
from typing import Any


class Lanes:
    """What was read and is not settled yet. Pure bookkeeping: nothing here waits."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Any]] = {}
        self._running: dict[str, deque[Any]] = {}
        self._closed: set[str] = set()
        self._held: set[str] = set()

    @property
    def held(self) -> int:
        """Deliveries that were read and are not settled."""
        return len(self._held)

    @property
    def under_way(self) -> int:
        """Lanes that are being worked on."""
        return len(self._running)

    @property
    def are_waiting(self) -> bool:
        """There are lanes nobody works on."""
        return bool(self._waiting)

    def add(self, deliveries: Iterable[Any]) -> None:
        """Takes deliveries in their order, but none twice and none of a closed lane."""
        for delivery in deliveries:
            lane = delivery.lane
            if delivery.id in self._held or lane in self._closed:
                continue
            self._held.add(delivery.id)
            queue = self._running.get(lane)
            if queue is None:
                queue = self._waiting.setdefault(lane, deque())
            queue.append(delivery)

    def begin(self) -> str:
        """The lane that has waited longest; it is under way now."""
        lane = next(iter(self._waiting))
        self._running[lane] = self._waiting.pop(lane)
        return lane

    def head(self, lane: str) -> Any:
        """The next delivery of a lane under way; None after the last."""
        queue = self._running[lane]
        return queue[0] if queue else None

    def done(self, lane: str) -> None:
        """The head was attempted."""
        self._running[lane].popleft()

    def close(self, lane: str) -> None:
        """Nothing more of a lane before it is settled: its head has to be attempted again."""
        self._closed.add(lane)
        self._forget(self._running[lane])
        self._running[lane].clear()

    def rest(self, lane: str) -> None:
        """Nobody works on a lane any more; what is left of it waits."""
        queue = self._running.pop(lane)
        if queue:
            self._waiting[lane] = queue

    def settled(self, ids: Iterable[str], lanes: Iterable[str]) -> None:
        """What became of deliveries is stored."""
        self._held.difference_update(ids)
        self._closed.difference_update(lanes)

    def drop_waiting(self) -> None:
        """Lets go what nobody works on; it can be read again."""
        for queue in self._waiting.values():
            self._forget(queue)
        self._waiting.clear()

    def _forget(self, queue: Iterable[Any]) -> None:
        self._held.difference_update(delivery.id for delivery in queue)
