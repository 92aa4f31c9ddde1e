"""Notices through the database itself: LISTEN and NOTIFY."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.engine import make_url

from voipbin.core.background import end
from voipbin.core.cluster.relay import EventRelay
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import StoredEvent

CHANNEL = "voipbin_event"
_PAUSE_S = 1.0
"Between attempts to connect again."
_ALIVE_S = 30.0
"How often a silent connection is asked whether it still is one."
_log = structlog.get_logger(__name__)


class PostgresNotices:
    """Needs nothing but the database.

    The notice is part of the transaction that stores the event, in a statement it sends anyway
    (`EventLog.announce_on`): it leaves with the commit or not at all, and costs no round trip.
    LISTEN needs a connection of its own, so a pooler between must not share it (PgBouncer in
    transaction mode does): use NATS there.
    """

    def __init__(self, url: str, events: EventLog, process_id: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._process_id = process_id
        self._task: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()
        events.announce_on(CHANNEL, process_id)

    async def start(self, relay: EventRelay) -> None:
        """Listens, and goes on doing so."""
        connection = await self._listen(relay)
        self._task = asyncio.create_task(self._keep(connection, relay))

    def send(self, stored: Sequence[StoredEvent]) -> None:
        """The commit has told already."""

    async def close(self) -> None:
        """Ends; may be called twice."""
        task, self._task = self._task, None
        await end(task)

    async def _listen(self, relay: EventRelay) -> Any:
        import asyncpg

        def heard(_connection: Any, _pid: int, _channel: str, process_id: str) -> None:
            if process_id != self._process_id:
                relay.look()

        connection = await asyncpg.connect(self._url.render_as_string(hide_password=False))
        self._lost.clear()
        connection.add_termination_listener(lambda _: self._lost.set())
        try:
            await connection.add_listener(CHANNEL, heard)
        except BaseException:  # also when the process ends meanwhile
            connection.terminate()
            raise
        return connection

    async def _keep(self, connection: Any, relay: EventRelay) -> None:
        try:
            while True:
                await self._until_lost(connection)
                _log.warning("the database tells of no events any more; connecting again")
                connection.terminate()
                connection = await self._again(relay)
                relay.look()
        finally:
            connection.terminate()

    async def _until_lost(self, connection: Any) -> None:
        while not self._lost.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_ALIVE_S):
                    await self._lost.wait()
                return
            try:
                await connection.execute("SELECT 1", timeout=_PAUSE_S)
            except Exception:
                return

    async def _again(self, relay: EventRelay) -> Any:
        while True:
            await asyncio.sleep(_PAUSE_S)
            try:
                return await self._listen(relay)
            except Exception as error:
                _log.debug("the database is not there yet", error=str(error))
