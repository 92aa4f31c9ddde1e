"""The end of a conference: everybody goes, and so does what runs on it."""

from collections.abc import Awaitable, Callable

import structlog

from voipbin.core.call.calls import Calls
from voipbin.core.conference.attendance import Attendance, open_stays
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.conferencecall.model import ConferencecallRow
from voipbin.core.event.stored import StoredEvent
from voipbin.core.node.link import CommandFailed
from voipbin.core.repository import Repository
from voipbin.media.v1 import node_pb2

_RETRY_S = 5.0
"Between attempts to store what must not be forgotten."
_log = structlog.get_logger(__name__)


class Closing:
    """Ends conferences of this process.

    Args:
        kick: takes a call out of one.
    """

    def __init__(
        self,
        calls: Calls,
        attendance: Attendance,
        kick: Callable[[ConferencecallRow], Awaitable[ConferencecallRow]],
    ) -> None:
        self._calls = calls
        self._attendance = attendance
        self._kick = kick

    def empty(self, conference_id: str) -> None:
        """Takes everybody out of a conference that was closed, and ends what runs on it."""
        self._calls.spawn(self._empty(conference_id))

    async def silence(self, customer_id: str) -> None:
        """Ends what runs on the conferences of a customer, such as recordings; they stay open."""
        async with self._calls.store.reading() as connection:
            own = Repository(CONFERENCE, connection, customer_id)
            here = CONFERENCE.table.c.process_id == self._calls.store.process_id
            rows = await own.all(own.select_live().where(here))
        for row in rows:
            await self._close_bridge(row.id)

    async def alone(self, conference_id: str) -> None:
        """Nobody comes any more: it is over if one is left alone in it.

        A database that is busy just now must not leave that one in silence.
        """
        try:
            if await self._attendance.close_alone(conference_id):
                self.empty(conference_id)
        except Exception as error:
            _log.error("a conference could not be closed", id=conference_id, exc_info=error)
            self._calls.spawn(self._alone_later(conference_id))

    def hear(self, event: StoredEvent) -> None:
        """A conference that another process closed is closed here as well."""
        if event.type == "conference_deleted":
            self.empty(event.resource_id)

    async def _alone_later(self, conference_id: str) -> None:
        await self._calls.store.clock.sleep(_RETRY_S)
        await self.alone(conference_id)

    async def _empty(self, conference_id: str) -> None:
        async with self._calls.store.reading() as connection:
            rows = await open_stays(connection, conference_id)
        for row in rows:
            # Those of other processes are taken out there, as soon as they hear of it.
            if row.process_id == self._calls.store.process_id:
                await self._kick(row)
        if rows:
            return  # the last of them ends the conference, and comes here again
        await self._close_bridge(conference_id)

    async def _close_bridge(self, conference_id: str) -> None:
        try:
            close = node_pb2.CloseBridge()
            await self._calls.media.command("", bridge_id=conference_id, close_bridge=close)
        except CommandFailed as error:
            _log.debug("closing a bridge", conference_id=conference_id, error=error.error)
