"""Who is in which conference, as the database knows it: every change is one transaction."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import is_alive, left_behind
from voipbin.core.conference.entry import Entry
from voipbin.core.conference.model import CONFERENCE, ConferenceRow, ConferenceStatus
from voipbin.core.conferencecall.model import (
    CONFERENCECALL,
    OPEN,
    ConferencecallRow,
    ConferencecallStatus,
    may_become,
)
from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.flow.model import FLOW
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork


class Attendance:
    """Begins, moves and ends stays; the row of the conference is locked meanwhile.

    Events: conferencecall_joining, _joined, _leaving and _leaved; conference_updated whenever
    somebody came in or left.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._expecting: Counter[str] = Counter()
        self._put_off: set[str] = set()
        "Conferences that would be over, if nobody were expected in them."

    def expect(self, conference_id: str) -> None:
        """Somebody is rung to take a place: one who is alone there is not the last of two."""
        self._expecting[conference_id] += 1

    def expected(self, conference_id: str) -> bool:
        """That one is there, or does not come.

        Returns:
            Whether somebody may have been left alone meanwhile: `close_alone` is due.
        """
        self._expecting[conference_id] -= 1
        if self._expecting[conference_id] > 0:
            return False
        del self._expecting[conference_id]
        return conference_id in self._put_off

    async def close_alone(self, conference_id: str) -> bool:
        """Closes a conference of two in which one is left, and nobody is expected.

        Returns:
            Whether it did.
        """
        async with self._store.writing() as work:
            conference = await _locked(work, conference_id)
            is_full = len(conference.conferencecall_ids) > 1
            is_expecting = conference_id in self._expecting
            is_due = conference.status == ConferenceStatus.PROGRESSING and not is_full
            if is_due and not is_expecting:
                await _close_for_good(work, conference)
                await _save(work, conference)
        if not is_expecting:
            self._put_off.discard(conference_id)
        return is_due and not is_expecting

    def _is_over(self, conference: ConferenceRow) -> bool:
        """Whether one left it of two that talked; that is put off while somebody is expected."""
        is_alone = conference.type == "connect" and len(conference.conferencecall_ids) == 1
        if is_alone and conference.id in self._expecting:
            self._put_off.add(conference.id)
            return False
        return is_alone

    async def begin(
        self, customer_id: str, conference_id: str, call_id: str, activeflow_id: str, id: str = ""
    ) -> Entry:
        """A call is on its way in.

        Args:
            id: of the stay; "" for a new one.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
        async with self._store.writing() as work:
            conference = await Repository(CONFERENCE, work, customer_id).get(
                conference_id, lock=True
            )
            refuse_closed(conference)
            await _bring_here(work, conference)
            stay = ConferencecallRow(
                id=id or new_id(),
                customer_id=customer_id,
                activeflow_id=activeflow_id,
                conference_id=conference.id,
                reference_type="call",
                reference_id=call_id,
                status=ConferencecallStatus.JOINING.value,
                tm_create=work.clock.now_us(),
            )
            await Repository(CONFERENCECALL, work, customer_id).add(stay)
            record(work, CONFERENCECALL, "joining", stay)
            flows = Repository(FLOW, work, customer_id)
            wanted = (conference.pre_flow_id, conference.post_flow_id)
            pre, post = [id if id and await flows.exists(id) else "" for id in wanted]
        return Entry(stay, conference, pre, post)

    async def is_at_home(self, conference_id: str) -> bool:
        """Whether the calls of a conference meet here; if their process is no more, they do now."""
        async with self._store.writing() as work:
            conference = await _locked(work, conference_id)
            if conference.process_id != work.process_id:
                if await is_alive(work, conference.process_id):
                    return False
                await _take_home(work, conference)
        return True

    async def joined(self, stay: ConferencecallRow) -> bool:
        """It is heard by the others; False when the conference was closed meanwhile."""
        async with self._store.writing() as work:
            conference = await _locked(work, stay.conference_id)
            if conference.status != ConferenceStatus.PROGRESSING:
                return False
            await _move(work, stay, ConferencecallStatus.JOINED)
            conference.conferencecall_ids = [*conference.conferencecall_ids, stay.id]
            await _save(work, conference)
            record(work, CONFERENCE, "updated", conference)
        return True

    async def leaving(self, stay: ConferencecallRow) -> None:
        """It is being taken out."""
        async with self._store.writing() as work:
            await _move(work, stay, ConferencecallStatus.LEAVING)

    async def left(self, stay: ConferencecallRow) -> bool:
        """It is out.

        Returns:
            Whether the conference was closed or ended by that: nothing may go on in it.
        """
        async with self._store.writing() as work:
            conference = await _locked(work, stay.conference_id)
            before = conference.status
            # Somebody else may have noted its end.
            rows = Repository(CONFERENCECALL, work, stay.customer_id)
            stay.status = (await rows.get(stay.id)).status
            if not await _move(work, stay, ConferencecallStatus.LEAVED):
                return False
            was_in = stay.id in conference.conferencecall_ids
            ids = conference.conferencecall_ids
            conference.conferencecall_ids = [id for id in ids if id != stay.id]
            if before == ConferenceStatus.TERMINATING:
                if not await open_stays(work, conference.id):
                    _end(conference, work)
            elif was_in and self._is_over(conference):
                await _close_for_good(work, conference)
            elif was_in:
                record(work, CONFERENCE, "updated", conference)
            await _save(work, conference)
        return conference.status != before

    async def recover(self) -> None:
        """Ends what was left by a process that died: its calls are gone."""
        async with self._store.reading() as connection:
            rows = Repository.across_customers_for_super_admin(CONFERENCECALL, connection)
            left = left_behind(CONFERENCECALL.table)
            stays = await rows.all(rows.select_live().where(OPEN, left))
            table = CONFERENCE.table
            every = Repository.across_customers_for_super_admin(CONFERENCE, connection)
            closing = await every.all(
                select(table).where(
                    table.c.status == ConferenceStatus.TERMINATING.value, left_behind(table)
                )
            )
        for stay in stays:
            if await claimed(self._store, CONFERENCECALL.table, stay):
                await self.left(stay)
        for conference in closing:
            if not await claimed(self._store, table, conference):
                continue
            async with self._store.writing() as work:
                row = await _locked(work, conference.id)
                # Calls of other processes leave it by themselves.
                is_empty = not await open_stays(work, row.id)
                if row.status == ConferenceStatus.TERMINATING and is_empty:
                    _end(row, work)
                    await _save(work, row)


async def open_stays(connection: Connection, conference_id: str) -> list[ConferencecallRow]:
    """Stays that did not end."""
    rows = Repository.across_customers_for_super_admin(CONFERENCECALL, connection)
    of_it = CONFERENCECALL.table.c.conference_id == conference_id
    return await rows.all(rows.select_live().where(of_it, OPEN))


async def close(row: ConferenceRow, work: UnitOfWork) -> bool:
    """Closes a deleted conference; the caller saves it and records that it was deleted.

    Returns:
        Whether it is over at once, because nobody is in it.
    """
    row.status = ConferenceStatus.TERMINATING.value
    row.tm_due = None
    record(work, CONFERENCE, "updated", row)
    if await open_stays(work, row.id):
        return False
    row.status, row.tm_end = ConferenceStatus.TERMINATED.value, row.tm_delete
    return True


async def _bring_here(work: UnitOfWork, conference: ConferenceRow) -> None:
    """Makes this process the home of a locked conference, unless its calls meet in another one."""
    if conference.process_id == work.process_id:
        return
    here = CONFERENCECALL.table.c.process_id == work.process_id
    of_it = CONFERENCECALL.table.c.conference_id == conference.id
    rows = Repository.across_customers_for_super_admin(CONFERENCECALL, work)
    away = ~(here | left_behind(CONFERENCECALL.table))
    is_anybody_away = await rows.all(rows.select_live().where(of_it, OPEN, away).limit(1))
    if is_anybody_away and await is_alive(work, conference.process_id):
        return
    await _take_home(work, conference)


async def _take_home(work: UnitOfWork, conference: ConferenceRow) -> None:
    conference.process_id = work.process_id
    await Repository.across_customers_for_super_admin(CONFERENCE, work).save(conference)


def refuse_closed(conference: Any) -> None:
    """
    Raises:
        FailedPrecondition: the conference is closed.
    """
    if conference.status != ConferenceStatus.PROGRESSING:
        raise FailedPrecondition(
            f"conference {conference.id} is {conference.status}",
            reason="CONFERENCE_NOT_PROGRESSING",
        )


async def _close_for_good(work: UnitOfWork, conference: ConferenceRow) -> None:
    conference.tm_delete = work.clock.now_us()
    await close(conference, work)
    record(work, CONFERENCE, "deleted", conference)


def _end(conference: ConferenceRow, work: UnitOfWork) -> None:
    """The last one left a closed conference."""
    conference.status = ConferenceStatus.TERMINATED.value
    conference.tm_end = work.clock.now_us()
    record(work, CONFERENCE, "deleted", conference)


async def _locked(work: UnitOfWork, id: str) -> ConferenceRow:
    """A conference, deleted or not, kept from other writers."""
    every = Repository.across_customers_for_super_admin(CONFERENCE, work)
    statement = select(CONFERENCE.table).where(CONFERENCE.table.c.id == id).with_for_update()
    row = await every.one(statement)
    if row is None:
        raise NotFound.resource("conference", id)
    return row


async def _save(work: UnitOfWork, conference: ConferenceRow) -> None:
    conference.tm_update = work.clock.now_us()
    await Repository.across_customers_for_super_admin(CONFERENCE, work).save(conference)


async def _move(work: UnitOfWork, stay: ConferencecallRow, status: ConferencecallStatus) -> bool:
    """Changes the status of a stay, if it may, and tells so."""
    if not may_become(stay.status, status):
        return False
    stay.status = status.value
    stay.tm_update = work.clock.now_us()
    await Repository(CONFERENCECALL, work, stay.customer_id).save(stay)
    record(work, CONFERENCECALL, status.value, stay)
    return True
