"""Sending what waits: one process at a time has an email, for as long as it says so."""

import asyncio
from typing import Any

import structlog

from voipbin.core.background import end
from voipbin.core.email.jobs import LEASE_US, EmailJobs, Outcome
from voipbin.core.email.postman import Postman
from voipbin.core.ids import new_id
from voipbin.core.rounds import Rounds
from voipbin.core.unit_of_work import Store

_MOST = 20
"Emails on their way in this process."
_POLL_S = 1.0
"How often to look for what fell due and for what other processes left."
_RENEW_S = LEASE_US / 3e6
_NOTE_PAUSES_S = (0.5, 2.0, 5.0, 20.0)
"Between attempts to note what became of one."
_log = structlog.get_logger(__name__)


class EmailDispatcher:
    """Hands over what is due, and what other processes left when they died.

    A process notes nothing before it hands an email over. Should it die in the moment between that
    and its note, the email goes out again, with the same Message-ID.
    """

    def __init__(
        self, store: Store, postman: Postman, *, poll_s: float = _POLL_S, renew_s: float = _RENEW_S
    ) -> None:
        self._jobs = EmailJobs(store, new_id())
        self._clock = store.clock
        self._postman = postman
        self._renew_s = renew_s
        self._under_way = 0
        self._rounds = Rounds("emails", self._round, poll_s=poll_s)

    async def start(self) -> None:
        """Takes up what the last process left, then follows."""
        await self.prepare()
        self._rounds.start()

    async def prepare(self) -> None:
        """Takes up what the last process left."""
        await self._jobs.take_over()

    def wake(self) -> None:
        """There is something to send."""
        self._rounds.wake()

    async def deliver_due(self) -> None:
        """Makes an attempt with all that is due now, and returns when that is done."""
        await self._rounds.until_idle()

    async def close(self, grace_s: float = 2.0) -> None:
        """Lets attempts end for a while, then cuts them off; may be called twice."""
        await self._rounds.close(grace_s)

    async def _round(self) -> bool:
        """Begins with what is due; whether there was anything."""
        free = _MOST - self._under_way
        claimed = await self._jobs.claim(free) if free > 0 else []
        for job in claimed:
            self._under_way += 1
            self._rounds.begin(self._deliver(job))
        return bool(claimed)

    async def _deliver(self, job: Any) -> None:
        """Makes an attempt and keeps the lease until it is noted; gives up when that is lost."""
        attempt = asyncio.create_task(self._attempt(job), name="email attempt")
        keeping = asyncio.create_task(self._keep(job.id), name="email lease")
        try:
            await asyncio.wait({attempt, keeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._under_way -= 1
            await end(keeping)
            await end(attempt)

    async def _attempt(self, job: Any) -> None:
        outcome = await self._tried(job)
        for pause_s in (*_NOTE_PAUSES_S, None):
            try:
                await self._jobs.settle(job.id, outcome)
            except Exception as error:
                # Whoever finds it without a note sends it again.
                if pause_s is None:
                    raise
                _log.warning("an attempt is not noted yet", email_id=job.id, error=str(error))
            else:
                return
            await self._clock.sleep(pause_s)

    async def _tried(self, job: Any) -> Outcome:
        try:
            return await self._postman.deliver(job)
        except Exception as error:
            # Our own fault; what is kept of the refusals is what was known before.
            _log.error("an email could not be tried", email_id=job.id, exc_info=error)
            return Outcome(refused=tuple(job.refused))

    async def _keep(self, id: str) -> None:
        while True:
            await asyncio.sleep(self._renew_s)
            try:
                if not await self._jobs.renew(id):
                    _log.warning("an email is with another process by now", email_id=id)
                    return
            except Exception as error:
                # The lease lasts for two more; to stop now would send twice what was taken.
                _log.warning("a lease could not be prolonged", email_id=id, error=str(error))
