"""Sending what waits: one process at a time has an email, for as long as it says so."""

import asyncio
import contextlib
from typing import Any

import structlog

from voipbin.core.background import BackgroundTasks, end
from voipbin.core.email.jobs import LEASE_US, EmailJobs, Outcome
from voipbin.core.email.postman import Postman
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import Store

_MOST = 20
"Emails on their way in this process."
_POLL_S = 1.0
"How often to look for what fell due and for what other processes left."
_RENEW_S = LEASE_US / 3e6
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
        self._postman = postman
        self._poll_s = poll_s
        self._renew_s = renew_s
        self._background = BackgroundTasks("email")
        self._under_way = 0
        self._signal = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Takes up what the last process left, then follows."""
        await self.prepare()
        self._task = asyncio.create_task(self._run(), name="emails")

    async def prepare(self) -> None:
        """Takes up what the last process left."""
        await self._jobs.take_over()

    def wake(self) -> None:
        """There is something to send."""
        self._signal.set()

    async def deliver_due(self) -> None:
        """Makes an attempt with all that is due now, and returns when that is done."""
        while await self._round():
            await self._background.settled()

    async def close(self, grace_s: float = 2.0) -> None:
        """Lets attempts end for a while, then cuts them off; may be called twice."""
        task, self._task = self._task, None
        await end(task)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._background.settled()
        await self._background.close()

    async def _run(self) -> None:
        while True:
            try:
                if await self._round():
                    self._signal.set()
            except Exception as error:
                _log.error("emails could not be looked after", exc_info=error)
                await asyncio.sleep(self._poll_s)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._signal.wait()

    async def _round(self) -> bool:
        """Begins with what is due; whether there was anything."""
        self._signal.clear()
        free = _MOST - self._under_way
        claimed = await self._jobs.claim(free) if free > 0 else []
        for job in claimed:
            self._under_way += 1
            self._background.begin(self._deliver(job))
        return bool(claimed)

    async def _deliver(self, job: Any) -> None:
        try:
            outcome = await self._kept_while(job)
            if outcome is not None:
                await self._jobs.settle(job.id, outcome)
        finally:
            self._under_way -= 1
            # There may be more than there was room for.
            self._signal.set()

    async def _kept_while(self, job: Any) -> Outcome | None:
        """Makes an attempt and keeps the lease meanwhile; None when it was lost."""
        attempt = asyncio.create_task(self._attempt(job), name="email attempt")
        keeping = asyncio.create_task(self._keep(job.id), name="email lease")
        try:
            await asyncio.wait({attempt, keeping}, return_when=asyncio.FIRST_COMPLETED)
            return attempt.result() if attempt.done() else None
        finally:
            await end(keeping)
            await end(attempt)

    async def _attempt(self, job: Any) -> Outcome:
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
