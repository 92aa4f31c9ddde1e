"""Which emails wait to be handed over, and which process does it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from voipbin.core.email.model import EMAIL, EMAIL_JOBS, EmailRow, EmailStatus
from voipbin.core.leases import Leases
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.retry import DAY_US, next_attempt_us

LEASE_US = 60_000_000
"How long an email stays with a process that says nothing more."
_TABLE = EMAIL_JOBS.c


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt."""

    status: EmailStatus | None = None
    "What the email is from now on; None while it waits for another attempt."
    refused: tuple[str, ...] = ()
    "Ways out that will never take it."
    asked_s: float = 0.0
    "What the other side asked to wait."


async def add_job(work: UnitOfWork, row: EmailRow) -> None:
    """Lets an email be sent, once the transaction is stored."""
    now_us = work.clock.now_us()
    await work.execute(
        insert(EMAIL_JOBS).values(
            id=row.id,
            customer_id=row.customer_id,
            attempt_count=0,
            refused=[],
            tm_due=now_us,
            tm_expire=now_us + DAY_US,
            lease_owner="",
            tm_lease=None,
        )
    )


class EmailJobs(Leases):
    """Emails that this process hands over.

    Args:
        owner: id of the process.
    """

    def __init__(self, store: Store, owner: str) -> None:
        super().__init__(store, EMAIL_JOBS, owner, lease_us=LEASE_US)

    async def settle(self, id: str, outcome: Outcome) -> None:
        """Stores what became of an attempt; nothing when another process has the email by now."""
        async with self._store.writing() as work:
            mine = select(EMAIL_JOBS).where(*self.mine(id)).with_for_update()
            job = (await work.execute(mine)).first()
            if job is None:
                return
            status = outcome.status
            if status is None and not await self._wait(work, job, outcome):
                status = EmailStatus.DROPPED
            if status is not None:
                await work.execute(delete(EMAIL_JOBS).where(_TABLE.id == id))
                await _decide(work, job, status)

    async def _wait(self, work: UnitOfWork, job: Any, outcome: Outcome) -> bool:
        """Lets an email wait for another attempt; False when it has waited long enough."""
        attempts, now_us = job.attempt_count + 1, work.clock.now_us()
        due_us = next_attempt_us(attempts, now_us, job.tm_expire, outcome.asked_s)
        if due_us is None:
            return False
        changes = {"attempt_count": attempts, "refused": list(outcome.refused)}
        return await self.free(work, job.id, due_us, **changes)


async def _decide(work: UnitOfWork, job: Any, status: EmailStatus) -> None:
    """Shows what became of an email, unless its provider was quicker to tell more."""
    emails = Repository(EMAIL, work, job.customer_id)
    row = await emails.find(job.id, lock=True)
    if row is None or row.status != EmailStatus.INITIATED:
        return
    row.status, row.tm_update = status.value, work.clock.now_us()
    await emails.save(row, "status", "tm_update")
    record(work, EMAIL, "updated", row)
