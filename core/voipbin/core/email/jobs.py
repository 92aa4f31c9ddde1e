"""Which emails wait to be handed over, and which process does it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from voipbin.core.email.model import EMAIL, EMAIL_JOBS, EmailRow, EmailStatus
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


class EmailJobs:
    """Emails that this process hands over.

    Args:
        owner: id of the process.
    """

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner

    async def claim(self, most: int) -> list[Any]:
        """Takes the lease of emails that are due: as rows of the table of jobs."""
        async with self._store.reading() as connection:
            waiting = _claimable(self._store.clock.now_us()).limit(1)
            if (await connection.execute(waiting)).first() is None:
                return []
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            free = _claimable(now_us).limit(most).with_for_update(skip_locked=True)
            jobs = list((await work.execute(free)).all())
            lease = {"lease_owner": self._owner, "tm_lease": now_us + LEASE_US}
            taken = _TABLE.id.in_([job.id for job in jobs])
            await work.execute(update(EMAIL_JOBS).where(taken).values(**lease))
        return jobs

    async def renew(self, id: str) -> bool:
        """Keeps a lease; False when another process has it by now."""
        async with self._store.writing() as work:
            lease = {"tm_lease": work.clock.now_us() + LEASE_US}
            kept = await work.execute(update(EMAIL_JOBS).where(*self._mine(id)).values(**lease))
        return bool(kept.rowcount)

    async def take_over(self) -> None:
        """Frees what the last process left; with SQLite there is only one at a time."""
        async with self._store.writing() as work:
            if work.dialect_name == "sqlite":
                await work.execute(update(EMAIL_JOBS).values(lease_owner="", tm_lease=None))

    async def settle(self, id: str, outcome: Outcome) -> None:
        """Stores what became of an attempt; nothing when another process has the email by now."""
        async with self._store.writing() as work:
            mine = select(EMAIL_JOBS).where(*self._mine(id)).with_for_update()
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
        free: dict[str, Any] = {
            "attempt_count": attempts,
            "refused": list(outcome.refused),
            "tm_due": due_us,
            "lease_owner": "",
            "tm_lease": None,
        }
        await work.execute(update(EMAIL_JOBS).where(_TABLE.id == job.id).values(**free))
        return True

    def _mine(self, id: str) -> tuple[Any, Any]:
        return _TABLE.id == id, _TABLE.lease_owner == self._owner


def _claimable(now_us: int) -> Any:
    is_free = _TABLE.tm_lease.is_(None) | (_TABLE.tm_lease <= now_us)
    return select(EMAIL_JOBS).where(_TABLE.tm_due <= now_us, is_free).order_by(_TABLE.tm_due)


async def _decide(work: UnitOfWork, job: Any, status: EmailStatus) -> None:
    """Shows what became of an email, unless its provider was quicker to tell more."""
    emails = Repository(EMAIL, work, job.customer_id)
    row = await emails.find(job.id, lock=True)
    if row is None or row.status != EmailStatus.INITIATED:
        return
    row.status, row.tm_update = status.value, work.clock.now_us()
    await emails.save(row, "status", "tm_update")
    record(work, EMAIL, "updated", row)
