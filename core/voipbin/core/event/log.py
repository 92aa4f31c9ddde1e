"""Writing events with the change they tell of, and hearing them afterwards."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import orjson
from sqlalchemy import bindparam, func, insert, select, text

from voipbin.core.caller import Caller
from voipbin.core.clock import Clock
from voipbin.core.database import Connection
from voipbin.core.event.model import EventRow
from voipbin.core.event.reader import CustomerReader
from voipbin.core.event.stored import PendingEvent, StoredEvent

_TABLE: Any = EventRow.__table__  # type: ignore[attr-defined]
YEAR_US = 365 * 86_400 * 1_000_000
_REPLAY_PAGE = 500
# Any number nobody else uses: writers of the log take this lock last, so ids follow commits.
_LOG_LOCK = 0x766F6970
_LOCK = text(f"SELECT pg_advisory_xact_lock({_LOG_LOCK})")
_LOCK_AND_NOTIFY = text(f"SELECT pg_advisory_xact_lock({_LOG_LOCK}), pg_notify(:channel, :payload)")

_NEXT_SEQUENCE = (
    select(func.coalesce(func.max(_TABLE.c.sequence), bindparam("forgotten")) + 1)
    .where(_TABLE.c.resource_id == bindparam("of_resource_id"))
    .scalar_subquery()
)
_COLUMNS = (
    "customer_id",
    "type",
    "resource",
    "resource_id",
    "owner_id",
    "audience",
    "data",
    "tm_create",
)
_INSERT = (
    insert(_TABLE)
    .values(sequence=_NEXT_SEQUENCE, **{name: bindparam(name) for name in _COLUMNS})
    .returning(_TABLE.c.id, _TABLE.c.sequence)
)

_LOCKED_OUT = frozenset(
    {"customer_frozen", "customer_deleted", "agent_deleted", "accesskey_deleted"}
)

Audience = Callable[[Connection, PendingEvent], Awaitable[Iterable[str]]]
"""Agents an event is meant for besides the owner of its resource."""


class Listener(Protocol):
    """Somebody who hears what happens."""

    def offer(self, event: StoredEvent) -> None:
        """Takes one event; must not wait, and must not raise."""

    def end(self) -> None:
        """Nothing more will come; may be called twice."""


class EventLog:
    """The log of one process; rows are in the database, listeners are here."""

    def __init__(self, clock: Clock, kept_us: int = YEAR_US) -> None:
        """
        Args:
            kept_us: how long an event is kept at least.
        """
        self._clock = clock
        # A dictionary, not a set: everybody is told in the order in which they came.
        self._listeners: dict[str, dict[Listener, None]] = {}
        self._scopes: dict[Listener, set[str]] = {}
        self._callers: dict[Listener, Caller] = {}
        self._guests: dict[str, dict[Listener, None]] = {}
        "By the ids of the caller and its customer, whose credentials they came with."
        self._kept_us = kept_us
        self._hearers: list[Callable[[StoredEvent], None]] = []
        self._audiences: dict[str, Audience] = {}
        self._is_closed = False
        self._lock = _LOCK
        self._notice: dict[str, str] = {}

    def announce_on(self, channel: str, payload: str) -> None:
        """Tells those who LISTEN on a channel of PostgreSQL of every commit with events."""
        self._lock, self._notice = _LOCK_AND_NOTIFY, {"channel": channel, "payload": payload}

    async def store(
        self, connection: Connection, pending: Sequence[PendingEvent]
    ) -> list[StoredEvent]:
        """Writes events in the transaction of the connection."""
        if not pending:
            return []
        if connection.dialect_name == "postgresql":
            # Without it a reader could see id 8, remember it, and miss a 7 that commits later.
            await connection.execute(self._lock, self._notice)
        return [await self._insert(connection, event) for event in pending]

    def when_published(self, hear: Callable[[StoredEvent], None]) -> None:
        """Calls hear with every event of every customer from now on."""
        self._hearers.append(hear)

    def meant_for(self, resource: str, audience: Audience) -> None:
        """Says who else is to hear of the events of a resource."""
        self._audiences[resource] = audience

    def publish(self, stored: Sequence[StoredEvent]) -> None:
        """Tells the listeners; called after the commit."""
        for event in stored:
            for hear in self._hearers:
                hear(event)
            known = self._listeners.get(event.customer_id, {})
            for listener in list(known):
                listener.offer(event)
            for agent_id in event.agent_ids:
                # One copy each, however many of their scopes an event has.
                for listener in list(self._listeners.get(agent_id, ())):
                    if listener not in known:
                        listener.offer(event)
            for listener in list(self._guests.get(event.resource_id, ())):
                if _is_locked_out(self._callers[listener], event):
                    listener.end()

    @contextmanager
    def subscribed(self, caller: Caller) -> Iterator[CustomerReader]:
        """A reader of what happens to the resources of the caller's customer from now on."""
        reader = CustomerReader(caller.customer_id)
        self.listen(reader, caller.customer_id)
        self.admit(reader, caller)
        try:
            yield reader
        finally:
            self.leave(reader)

    def listen(self, listener: Listener, scope: str) -> None:
        """Adds the events of a customer or of an agent to what somebody hears."""
        self._listeners.setdefault(scope, {})[listener] = None
        self._scopes.setdefault(listener, set()).add(scope)
        if self._is_closed:
            listener.end()

    def admit(self, listener: Listener, caller: Caller) -> None:
        """Says whose credentials somebody came with: nobody listens on when they are no good."""
        self._callers[listener] = caller
        for id in (caller.id, caller.customer_id):
            self._guests.setdefault(id, {})[listener] = None

    def has_guest(self, id: str) -> bool:
        """Whether anybody listens with the credentials of an agent, an access key, a customer."""
        return id in self._guests

    def expel(self, agent_id: str, before_us: int) -> None:
        """Ends who listens with a login token of an agent that was issued before a moment."""
        for listener in list(self._guests.get(agent_id, ())):
            issued_us = self._callers[listener].tm_token
            if issued_us is not None and issued_us < before_us:
                listener.end()

    def leave(self, listener: Listener) -> None:
        """Tells somebody no more."""
        for scope in self._scopes.pop(listener, ()):
            _take_out(self._listeners, scope, listener)
        if (caller := self._callers.pop(listener, None)) is not None:
            for id in {caller.id, caller.customer_id}:
                _take_out(self._guests, id, listener)

    async def page(
        self, connection: Connection, customer_id: str, after_id: int
    ) -> list[StoredEvent]:
        """Up to a page of events after an id, oldest first; empty at the end.

        Args:
            customer_id: whose; "" for everybody's, which only a super admin may see.
        """
        wanted = select(_TABLE).where(_TABLE.c.id > after_id)
        if customer_id:
            wanted = wanted.where(_TABLE.c.customer_id == customer_id)
        found = await connection.execute(wanted.order_by(_TABLE.c.id).limit(_REPLAY_PAGE))
        return [StoredEvent(**row._mapping) for row in found.all()]

    async def newest(
        self, connection: Connection, customer_id: str, resource_ids: Sequence[str], size: int
    ) -> list[StoredEvent]:
        """The newest events of each resource, newest first.

        Sequences have no gaps: the newest are those above the highest less the size, which the
        index of sequences finds without reading the others.

        Args:
            customer_id: whose; "" for everybody's, which only a super admin may see.
        """
        other = _TABLE.alias()
        highest = (
            select(func.max(other.c.sequence))
            .where(other.c.resource_id == _TABLE.c.resource_id)
            .scalar_subquery()
        )
        wanted = select(_TABLE).where(
            _TABLE.c.resource_id.in_(resource_ids), _TABLE.c.sequence > highest - size
        )
        if customer_id:
            wanted = wanted.where(_TABLE.c.customer_id == customer_id)
        found = await connection.execute(wanted.order_by(_TABLE.c.id.desc()))
        return [StoredEvent(**row._mapping) for row in found.all()]

    def close(self) -> None:
        """Ends every listener, later ones too: nobody waits for a process that stops."""
        self._is_closed = True
        for listener in self._scopes:
            listener.end()

    async def _insert(self, connection: Connection, event: PendingEvent) -> StoredEvent:
        now_us = self._clock.now_us()
        audience = self._audiences.get(event.resource)
        facts: dict[str, Any] = {
            "customer_id": event.customer_id,
            "type": event.type,
            "resource": event.resource,
            "resource_id": event.resource_id,
            "owner_id": event.owner_id,
            "audience": " ".join(await audience(connection, event)) if audience else "",
            "data": event.data,
            "tm_create": now_us,
        }
        asked = {
            "of_resource_id": event.resource_id,
            "forgotten": self._forgotten(event, now_us),
        }
        row = (await connection.execute(_INSERT, {**facts, **asked})).one()
        return StoredEvent(id=row.id, sequence=row.sequence, **facts)

    def _forgotten(self, event: PendingEvent, now_us: int) -> int:
        """How many events of a resource may have been there when the log knows of none.

        What is older than the log may have had any number: it goes on with the seconds since 1970,
        which is more than anything is told of, so that its events never count backwards.
        """
        is_older = event.tm_origin is not None and event.tm_origin <= now_us - self._kept_us
        return now_us // 1_000_000 if is_older else 0


def _take_out(groups: dict[str, dict[Listener, None]], name: str, listener: Listener) -> None:
    some = groups[name]
    del some[listener]
    if not some:
        del groups[name]


def _is_locked_out(caller: Caller, event: StoredEvent) -> bool:
    """Whether an event of a caller or its customer ends what the caller may do."""
    if event.type in _LOCKED_OUT:
        return True
    if event.type != "agent_updated":
        return False
    return bool(caller.permission & ~int(orjson.loads(event.data).get("permission", 0)))
