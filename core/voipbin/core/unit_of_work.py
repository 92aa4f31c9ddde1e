"""One transaction, with the events that leave after it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import structlog
from google.protobuf.message import Message

from voipbin.core.clock import Clock
from voipbin.core.database import Connection, Database
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import PendingEvent, StoredEvent

AfterCommit = Callable[[], None]
_AT_ONCE = 10
"Rows of one statement while nobody else runs."
_log = structlog.get_logger(__name__)


class UnitOfWork:
    """What a use case writes: all of it or nothing."""

    def __init__(self, connection: Connection, clock: Clock, process_id: str = "") -> None:
        self.connection = connection
        self.clock = clock
        self.process_id = process_id
        "Process that writes; what it begins is its own."
        self.events: list[PendingEvent] = []
        self.answer: Message | None = None
        "What the request is answered with once this is stored, where that is known by then."
        self._after_commit: list[AfterCommit] = []

    @property
    def dialect_name(self) -> str:
        """sqlite or postgresql."""
        return self.connection.dialect_name

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement."""
        return await self.connection.execute(statement, parameters)

    async def execute_many(self, statement: Any, parameters: Sequence[Any]) -> None:
        """Runs one statement for each of many rows, and lets others have their turn in between:
        SQLite works on the event loop, where a hundred rows are milliseconds for everybody.
        """
        for start in range(0, len(parameters), _AT_ONCE):
            await self.connection.execute(statement, parameters[start : start + _AT_ONCE])
            await asyncio.sleep(0)

    def record(self, event: PendingEvent) -> None:
        """Notes an event; it is stored with this transaction and heard after it."""
        self.events.append(event)

    def after_commit(self, action: AfterCommit) -> None:
        """Calls action once everything is stored; never when the transaction fails."""
        self._after_commit.append(action)

    def committed(self) -> None:
        """Runs what waited for the commit."""
        for action in self._after_commit:
            try:
                action()
            except Exception as error:
                # The change is stored: its caller succeeded, whatever becomes of those who watch.
                _log.error("work after a commit failed", exc_info=error)


class Witness(Protocol):
    """Notes in each transaction of a request that it was carried out."""

    async def note(self, work: UnitOfWork) -> None:
        """Writes it down, in the transaction that is about to be committed.

        Raises:
            VoipbinError: nothing of it may be stored.
        """


WITNESS: ContextVar[Witness | None] = ContextVar("witness", default=None)
"""Of the request that this task serves."""


class Relay(Protocol):
    """Publishes the events of all processes in the order of the log."""

    async def committed(self, stored: Sequence[StoredEvent]) -> None:
        """Events of this process are in the log: returns once they are published here."""


class Store:
    """Opens units of work and readers."""

    def __init__(self, database: Database, clock: Clock, events: EventLog) -> None:
        self.database = database
        self.clock = clock
        self.events = events
        self.process_id = ""
        "Of the process this store is used in."
        self.guard: Callable[[], None] | None = None
        "Raises when this process may not write any more: others may have taken what it had."
        self.relay: Relay | None = None
        "Tells of events in order where other processes write to the same log."
        # From the place in the log to its listeners one at a time: commits of two connections may
        # be seen in another order, and a listener that remembers the later id would miss one. A
        # relay goes by ids itself, so that no transaction stays open while its turn comes.
        self._publishing = asyncio.Lock()

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for reads."""
        return self.database.reading()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work, committed at the end unless something is raised.

        Nothing that waits for another party belongs inside: with SQLite the next writer waits.
        """
        if self.guard is not None:
            self.guard()
        async with AsyncExitStack() as turn:
            async with self.database.writing() as connection:
                work = UnitOfWork(connection, self.clock, self.process_id)
                yield work
                if (witness := WITNESS.get()) is not None:
                    await witness.note(work)
                if work.events and self.relay is None:
                    await turn.enter_async_context(self._publishing)
                stored = await self.events.store(connection, work.events)
            if self.relay is None:
                self.events.publish(stored)
            elif stored:
                await self.relay.committed(stored)
        work.committed()
