"""The events of all processes, told here in the order of the log."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from sqlalchemy import func, select

from voipbin.core.background import end
from voipbin.core.database import Database
from voipbin.core.event.log import EventLog
from voipbin.core.event.model import EventRow
from voipbin.core.event.stored import StoredEvent

_LOOK_S = 5.0
"How often the log is read without a notice: a notice may be lost, an event may not."
_RETRY_S = 0.5
_PATIENCE_S = 5.0
"How long a change that is stored waits for its turn to be told."
_log = structlog.get_logger(__name__)


class Notices(Protocol):
    """Tells other processes that there is something to read, and hears so from them."""

    async def start(self, relay: "EventRelay") -> None:
        """Begins to call `relay.look` for what others write.

        Raises:
            OSError: nobody can be told.
        """

    def send(self, stored: Sequence[StoredEvent]) -> None:
        """Events are in the log; must not wait."""

    async def close(self) -> None:
        """Ends; may be called twice."""


class EventRelay:
    """Reads what others wrote and publishes everything by id, each event once.

    Ids of the log follow commits (`EventLog.store`): whoever sees one has all before it. So all a
    process has to know is the last id it told of; notices only say when to look, and a process that
    missed some reads on from there.

    Args:
        database: for reads alone, and closed at the end: a writer that waits for its turn must not
            wait for the connections of the writers behind it.
    """

    def __init__(self, database: Database, events: EventLog, notices: Notices) -> None:
        self._database = database
        self._events = events
        self._notices = notices
        self._last_id = 0
        self._wake = asyncio.Event()
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins at the end of the log: what happened before is told to nobody."""
        async with self._database.reading() as connection:
            newest = await connection.execute(select(func.max(EventRow.id)))
            self._last_id = newest.scalar_one() or 0
        await self._notices.start(self)
        self._reading = asyncio.create_task(self._read())

    def look(self) -> None:
        """There may be something new."""
        self._wake.set()

    async def committed(self, stored: Sequence[StoredEvent]) -> None:
        """Publishes events of this process, after those of others that come before."""
        self._notices.send(stored)
        if stored[-1].id <= self._last_id:
            return  # it was read before the one who wrote it came here
        if self._reading is None or self._is_next(stored):
            self._publish(stored)
        else:
            self.look()
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((stored[-1].id, turn))
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_S):
                    await turn

    async def close(self) -> None:
        """Ends; may be called twice."""
        reading, self._reading = self._reading, None
        await end(reading)
        self._wake_waiting(everybody=True)
        await self._notices.close()
        await self._database.close()

    def _is_next(self, stored: Sequence[StoredEvent]) -> bool:
        """Whether nobody else can have written between what was told last and the end of these."""
        return stored[-1].id - self._last_id == len(stored)

    async def _read(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._catch_up()
            except Exception as error:
                _log.warning("the event log cannot be read; trying again", error=str(error))
                await asyncio.sleep(_RETRY_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._wake.wait()

    async def _catch_up(self) -> None:
        while True:
            async with self._database.reading() as connection:
                page = await self._events.page(connection, "", self._last_id)
            if not page:
                return
            # Events of this process may have been told while the page was read.
            self._publish([event for event in page if event.id > self._last_id])

    def _publish(self, stored: Sequence[StoredEvent]) -> None:
        for event in stored:
            self._last_id = max(self._last_id, event.id)
            try:
                self._events.publish((event,))
            except Exception as error:
                _log.error("hearing of an event failed", event_id=event.id, exc_info=error)
        self._wake_waiting()

    def _wake_waiting(self, *, everybody: bool = False) -> None:
        still = []
        for id, turn in self._waiting:
            if not everybody and id > self._last_id:
                still.append((id, turn))
            elif not turn.done():
                turn.set_result(None)
        self._waiting = still
