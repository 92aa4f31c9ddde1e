"""Writing events with the change they tell of, and hearing them afterwards."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text

from voipbin.core.clock import Clock
from voipbin.core.database import Connection
from voipbin.core.event.model import EventRow

_TABLE: Any = EventRow.__table__  # type: ignore[attr-defined]
_QUEUE_LENGTH = 10_000
_REPLAY_PAGE = 500
# Any number nobody else uses: writers of the log take this lock last, so ids follow commits.
_LOG_LOCK = 0x766F6970


_NEXT_SEQUENCE = (
    select(func.coalesce(func.max(_TABLE.c.sequence), 0) + 1)
    .where(_TABLE.c.resource_id == bindparam("of_resource_id"))
    .scalar_subquery()
)
_COLUMNS = ("customer_id", "type", "resource", "resource_id", "data", "tm_create")
_INSERT = (
    insert(_TABLE)
    .values(sequence=_NEXT_SEQUENCE, **{name: bindparam(name) for name in _COLUMNS})
    .returning(_TABLE.c.id, _TABLE.c.sequence)
)


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event before it has its place in the log."""

    customer_id: str
    type: str
    resource: str
    resource_id: str
    data: str
    "The resource as JSON, as REST shows it."


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the log."""

    id: int
    customer_id: str
    type: str
    resource: str
    resource_id: str
    sequence: int
    data: str
    tm_create: int


class Subscription:
    """What one listener has not read yet."""

    def __init__(self, customer_id: str) -> None:
        self.customer_id = customer_id
        self.queue: asyncio.Queue[StoredEvent | None] = asyncio.Queue()
        self.overflowed = False
        self._is_over = False

    def offer(self, event: StoredEvent) -> None:
        """Hands over an event; a listener that reads too slowly is told to start again."""
        if self._is_over or event.customer_id != self.customer_id:
            return
        if self.queue.qsize() >= _QUEUE_LENGTH:
            self.overflowed = True
            self.end()
            return
        self.queue.put_nowait(event)

    def end(self) -> None:
        """Nothing more will come; what came already can be read first."""
        if not self._is_over:
            self._is_over = True
            self.queue.put_nowait(None)


class EventLog:
    """The log of one process; rows are in the database, listeners are here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._subscriptions: set[Subscription] = set()
        self._hearers: list[Callable[[StoredEvent], None]] = []
        self._is_closed = False

    async def store(
        self, connection: Connection, pending: Sequence[PendingEvent]
    ) -> list[StoredEvent]:
        """Writes events in the transaction of the connection."""
        if not pending:
            return []
        if connection.dialect_name == "postgresql":
            # Without it a reader could see id 8, remember it, and miss a 7 that commits later.
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOG_LOCK})"))
        return [await self._insert(connection, event) for event in pending]

    def when_published(self, hear: Callable[[StoredEvent], None]) -> None:
        """Calls hear with every event of every customer from now on."""
        self._hearers.append(hear)

    def publish(self, stored: Sequence[StoredEvent]) -> None:
        """Tells the listeners; called after the commit."""
        for event in stored:
            for hear in self._hearers:
                hear(event)
            for subscription in self._subscriptions:
                subscription.offer(event)

    @contextmanager
    def subscribed(self, customer_id: str) -> Any:
        """A subscription to what one customer's resources do from now on."""
        subscription = Subscription(customer_id)
        self._subscriptions.add(subscription)
        if self._is_closed:
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def page(
        self, connection: Connection, customer_id: str, after_id: int
    ) -> list[StoredEvent]:
        """Up to a page of a customer's events after an id, oldest first; empty at the end."""
        found = await connection.execute(
            select(_TABLE)
            .where(_TABLE.c.customer_id == customer_id, _TABLE.c.id > after_id)
            .order_by(_TABLE.c.id)
            .limit(_REPLAY_PAGE)
        )
        return [StoredEvent(**row._mapping) for row in found.all()]

    def close(self) -> None:
        """Ends every subscription, later ones too: nobody waits for a process that stops."""
        self._is_closed = True
        for subscription in self._subscriptions:
            subscription.end()

    async def _insert(self, connection: Connection, event: PendingEvent) -> StoredEvent:
        now = self._clock.now_us()
        facts = {
            "customer_id": event.customer_id,
            "type": event.type,
            "resource": event.resource,
            "resource_id": event.resource_id,
            "of_resource_id": event.resource_id,
            "data": event.data,
            "tm_create": now,
        }
        row = (await connection.execute(_INSERT, facts)).one()
        return StoredEvent(
            id=row.id,
            customer_id=event.customer_id,
            type=event.type,
            resource=event.resource,
            resource_id=event.resource_id,
            sequence=row.sequence,
            data=event.data,
            tm_create=now,
        )
