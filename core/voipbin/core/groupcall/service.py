"""What members mean for their groupcall, and it for them."""

import contextlib

from sqlalchemy import select

from voipbin.core.agent import duty
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.hangup_reason import ANSWERED_ELSEWHERE
from voipbin.core.call.live import LiveCall
from voipbin.core.cluster.model import left_behind
from voipbin.core.errors import NotFound
from voipbin.core.groupcall.model import GROUPCALL, GroupcallRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork


class Groupcalls:
    """First answer wins; the last member out ends it.

    Members are calls, and groupcalls of their own for agents and extensions.
    """

    def __init__(self, calls: Calls, dialer: Dialer) -> None:
        """Must be made before whoever else waits for ends: the next member of a linear groupcall
        has to ring before others see that nobody does."""
        self._calls = calls
        self._dialer = dialer
        calls.when_answered(self._call_answered)
        calls.when_over(self._call_over)

    async def hang_up(self, row: GroupcallRow, *, cause: int = 0) -> GroupcallRow:
        """Ends every member.

        Args:
            cause: in Q.850, told to those that ring; 0 for a normal end.
        """
        if row.status != "progressing":
            return row
        self._dialer.ringing.forget(row.id)
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, row.customer_id)
            current = await repository.get(row.id, lock=True)
            if current.status != "progressing":
                return current
            current.status = "hangingup" if current.has_members else "hangup"
            current.tm_update = work.clock.now_us()
            await repository.save(current)
            if current.status == "hangup":
                await self._finish(work, current)
        self._end_members(current, cause=cause)
        return current

    async def recover(self) -> None:
        """Ends what a dead process left between two members; its calls are ended already."""
        async with self._calls.store.writing() as work:
            repository = Repository.across_customers_for_super_admin(GROUPCALL, work)
            unfinished = select(GROUPCALL.table).where(
                GROUPCALL.table.c.status != "hangup", left_behind(GROUPCALL.table)
            )
            for row in await repository.all(unfinished.with_for_update()):
                row.process_id = work.process_id
                row.status, row.call_count, row.groupcall_count = "hangup", 0, 0
                row.tm_update = work.clock.now_us()
                await repository.save(row)
                await self._finish(work, row)

    async def _finish(self, work: UnitOfWork, row: GroupcallRow) -> None:
        """The groupcall is over: its agent is what it was before."""
        await duty.release(
            work, row.customer_id, row.agent_id, row.agent_status, was_busy=row.is_answered
        )
        record(work, GROUPCALL, "hangup", row)

    async def _call_answered(self, live: LiveCall) -> None:
        row = live.row
        await self._answered(row.customer_id, row.groupcall_id, "answer_call_id", live.id)

    async def _answered(self, customer_id: str, id: str, column: str, member_id: str) -> None:
        """A member answered; who is first is written into the column."""
        if not id:
            return
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, customer_id)
            row = await repository.find(id, lock=True)
            if row is None or row.is_answered or row.status != "progressing":
                return
            setattr(row, column, member_id)
            self._dialer.ringing.forget(row.id)
            if row.agent_id:
                row.agent_status = await duty.occupy(
                    work, customer_id, row.agent_id, row.agent_status
                )
            row.tm_update = work.clock.now_us()
            await repository.save(row)
            record(work, GROUPCALL, "progressing", row)
        if row.answer_method == "hangup_others":
            self._end_members(row, keep=member_id, cause=ANSWERED_ELSEWHERE)
        await self._answered(customer_id, row.master_groupcall_id, "answer_groupcall_id", row.id)

    async def _call_over(self, live: LiveCall) -> None:
        row = live.row
        await self._one_less(row.customer_id, row.groupcall_id, "call_count")

    async def _one_less(self, customer_id: str, id: str, column: str) -> None:
        """A member is over; the groupcall is when it was the last."""
        if not id:
            return
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, customer_id)
            # A deleted one too: the groupcall it is a member of waits for its end.
            wanted = select(GROUPCALL.table).where(GROUPCALL.table.c.id == id).with_for_update()
            row = await repository.one(wanted)
            if row is None or row.status == "hangup":
                return
            setattr(row, column, max(0, getattr(row, column) - 1))
            row.tm_update = work.clock.now_us()
            launch = await self._dialer.advance(work, row) if not row.has_members else None
            if not row.has_members:
                row.status = "hangup"
                await self._finish(work, row)
            await repository.save(row)
        if launch is not None:
            launch()
        if row.status == "hangup":
            await self._one_less(customer_id, row.master_groupcall_id, "groupcall_count")

    def _end_members(self, row: GroupcallRow, *, keep: str = "", cause: int = 0) -> None:
        for id in row.call_ids:
            member = self._calls.get(id)
            if member is not None and id != keep:
                self._calls.spawn(self._calls.hang_up(member, cause=cause))
        for id in row.groupcall_ids:
            if id != keep:
                self._calls.spawn(self._hang_up_member(row.customer_id, id, cause))

    async def _hang_up_member(self, customer_id: str, id: str, cause: int) -> None:
        # One that was deleted was hung up before.
        with contextlib.suppress(NotFound):
            async with self._calls.store.reading() as connection:
                row = await Repository(GROUPCALL, connection, customer_id).get(id)
            await self.hang_up(row, cause=cause)
