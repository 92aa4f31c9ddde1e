"""The links of this process to the conferences whose calls meet in another one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from voipbin.core.caller import internal_caller
from voipbin.core.cluster.forwarder import Forwarder
from voipbin.core.conference.attendance import Attendance
from voipbin.core.conference.link import carry
from voipbin.core.context import Context
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.core.unit_of_work import Store
from voipbin.v1 import common_pb2, conference_pb2

RETRY_S: Final = 1.0
_STREAM: Final = "/voipbin.v1.ConferenceService/StreamConferenceMedia"
_log = structlog.get_logger(__name__)


class ConferenceLinks:
    """One link for each conference that has calls here and its home elsewhere.

    The calls of a conference meet in the bridge of one process, its home: what is recorded, written
    down and spoken is there. Every other process with calls in it has a bridge of its own, linked
    to the one at home; so all hear all, over one hop or two.

    Args:
        access: where the media node of this process streams a conference, and what to show there.
    """

    def __init__(
        self,
        store: Store,
        forwarder: Forwarder,
        attendance: Attendance,
        access: Callable[[str], Awaitable[AudioAccess]],
    ) -> None:
        self._store = store
        self._forwarder = forwarder
        self._attendance = attendance
        self._access = access
        self._links: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def keep(self, conference_id: str, customer_id: str) -> None:
        """A call is in the bridge here: links it, until `end`; again is harmless."""
        if conference_id not in self._links:
            work = self._keep(conference_id, customer_id)
            self._links[conference_id] = asyncio.create_task(work)

    def end(self, conference_id: str) -> None:
        """The last call of this process has left."""
        task = self._links.pop(conference_id, None)
        if task is not None:
            task.cancel()
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """Ends all; may be called twice."""
        for conference_id in list(self._links):
            self.end(conference_id)
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _keep(self, conference_id: str, customer_id: str) -> None:
        is_told = False
        while True:
            try:
                # A home that died is replaced by the first who misses it.
                if await self._attendance.is_at_home(conference_id):
                    return
                await self._carry(conference_id, customer_id)
                is_told = False
            except Exception as error:
                log = _log.debug if is_told else _log.warning
                log(
                    "the calls of a conference do not hear those of its home",
                    conference_id=conference_id,
                    error=str(error),
                )
                is_told = True
            await self._store.clock.sleep(RETRY_S)

    async def _carry(self, conference_id: str, customer_id: str) -> None:
        request = conference_pb2.StreamConferenceMediaRequest(
            id=conference_id, encapsulation=common_pb2.MEDIA_ENCAPSULATION_SLN
        )
        ctx = Context(internal_caller(customer_id), self._store)
        home = await self._forwarder.ask(_STREAM, request, ctx)
        if home is None:  # it came here meanwhile
            return
        remote = AudioAccess(home.address, (("authorization", f"Bearer {home.token}"),))
        local = await self._access(conference_id)
        await carry(local, remote, conference_id, self._store.clock)
