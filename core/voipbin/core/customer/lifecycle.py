"""Freezing, recovering and deleting customers, on demand and when their time has come."""

from typing import Any, Protocol

from voipbin.core.customer.deletion import GRACE_US
from voipbin.core.customer.erasure import anonymise, erase_all_of
from voipbin.core.customer.fixed import GUEST_CUSTOMER_ID
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.customer.status import move
from voipbin.core.errors import FailedPrecondition, PermissionDenied
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

UNVERIFIED_US = 3600 * 1_000_000
"How long a signup may stay unverified."
_HANG_UP_GRACE_S = 5.0


class LiveWork(Protocol):
    """What customers have going on."""

    async def end(self, customer_id: str, grace_s: float) -> None:
        """Hangs up the calls of a customer and stops its flows; waits for at most grace_s."""

    def end_soon(self, customer_id: str) -> None:
        """Begins to do so."""


class CustomerLifecycle:
    """Moves customers through their states."""

    def __init__(self, store: Store, live: LiveWork) -> None:
        self._store = store
        self._live = live

    async def freeze(self, id: str) -> CustomerRow:
        """Schedules the deletion of a customer and hangs up its calls; twice is once.

        Raises:
            NotFound: there is no such customer.
            FailedPrecondition: it is neither active nor frozen.
            PermissionDenied: it is the guest.
        """
        async with self._store.writing() as work:
            row = await _locked(work, id)
            if row.status == "frozen":
                return row
            _refuse_guest(row)
            move(row, "frozen")
            row.tm_deletion_scheduled = work.clock.now_us()
            await _save(work, row, "frozen")
            work.after_commit(lambda: self._live.end_soon(id))
        return row

    async def recover(self, id: str) -> CustomerRow:
        """Takes a scheduled deletion back.

        Raises:
            NotFound: there is no such customer.
            FailedPrecondition: it is not frozen.
        """
        async with self._store.writing() as work:
            row = await _locked(work, id)
            if row.status != "frozen":
                raise FailedPrecondition(
                    f"customer {id} is {row.status}: there is no deletion to take back",
                    reason="CUSTOMER_NOT_FROZEN",
                )
            move(row, "active")
            row.tm_deletion_scheduled = None
            await _save(work, row, "recovered")
        return row

    async def delete(self, id: str, *, forgets: bool) -> CustomerRow:
        """Deletes a customer with all it has.

        Args:
            forgets: also who it was.

        Raises:
            NotFound: there is no such customer.
            PermissionDenied: it is the guest.
        """
        async with self._store.reading() as connection:
            row = await Repository.across_customers_for_super_admin(CUSTOMER, connection).get(id)
        if row.status == "active":
            await self.freeze(id)  # nothing new may begin while the old is ended
        # What is under way would write its row once more, and bring it back to life.
        await self._live.end(id, _HANG_UP_GRACE_S)
        async with self._store.writing() as work:
            row = await _locked(work, id)
            _refuse_guest(row)
            await self._delete(work, row, forgets)
        return row

    async def _delete(self, work: UnitOfWork, row: CustomerRow, forgets: bool) -> None:
        move(row, "deleted")
        row.tm_delete = work.clock.now_us()
        await erase_all_of(work, row.id, row.tm_delete)
        if forgets:
            await anonymise(work, row)
        await _save(work, row, "deleted")

    async def expire_unverified(self) -> int:
        """Gives up signups that nobody verified; their addresses are free again."""
        table = CUSTOMER.table
        due_us = self._store.clock.now_us() - UNVERIFIED_US
        ids = await self._ids(table.c.status == "initial", table.c.tm_create <= due_us)
        for id in ids:
            async with self._store.writing() as work:
                row = await Repository(CUSTOMER, work, id).find(id, lock=True)
                if row is not None and row.status == "initial":
                    move(row, "expired")
                    row.tm_delete = work.clock.now_us()
                    await _save(work, row, "expired")
        return len(ids)

    async def delete_due(self) -> int:
        """Deletes the customers whose days of grace are over."""
        table = CUSTOMER.table
        due_us = self._store.clock.now_us() - GRACE_US
        ids = await self._ids(table.c.status == "frozen", table.c.tm_deletion_scheduled <= due_us)
        for id in ids:
            await self._live.end(id, _HANG_UP_GRACE_S)
            async with self._store.writing() as work:
                row = await Repository(CUSTOMER, work, id).find(id, lock=True)
                # It may have been recovered this very moment.
                if row is not None and (row.tm_deletion_scheduled or due_us + 1) <= due_us:
                    await self._delete(work, row, True)
        return len(ids)

    async def _ids(self, *where: Any) -> list[str]:
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(CUSTOMER, connection)
            found = await connection.execute(repository.select_live().where(*where))
            return [row.id for row in found]


async def _locked(work: UnitOfWork, id: str) -> CustomerRow:
    return await Repository.across_customers_for_super_admin(CUSTOMER, work).get(id, lock=True)


async def _save(work: UnitOfWork, row: CustomerRow, verb: str) -> None:
    row.tm_update = work.clock.now_us()
    await Repository(CUSTOMER, work, row.id).save(row)
    record(work, CUSTOMER, verb, row)


def _refuse_guest(row: CustomerRow) -> None:
    if row.id == GUEST_CUSTOMER_ID:
        raise PermissionDenied("the guest customer stays", reason="CUSTOMER_IS_GUEST")
