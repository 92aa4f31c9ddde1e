"""What members mean for their groupcall, and it for them."""

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.groupcall.model import GROUPCALL, GroupcallRow
from voipbin.core.repository import Repository
from voipbin.core.room import record


class Groupcalls:
    """First answer wins; the last member out ends it."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        calls.when_answered(self._member_answered)
        calls.when_over(self._member_over)

    async def hang_up(self, row: GroupcallRow) -> GroupcallRow:
        """Ends every member."""
        if row.status != "progressing":
            return row
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, row.customer_id)
            current = await repository.get(row.id, lock=True)
            current.status = "hangingup" if current.call_count else "hangup"
            current.tm_update = work.clock.now_us()
            await repository.save(current)
            if current.status == "hangup":
                record(work, GROUPCALL, "hangup", current)
        for id in current.call_ids:
            member = self._calls.get(id)
            if member is not None:
                self._calls.spawn(self._calls.hang_up(member))
        return current

    async def _member_answered(self, live: LiveCall) -> None:
        if not live.row.groupcall_id:
            return
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, live.row.customer_id)
            row = await repository.find(live.row.groupcall_id, lock=True)
            if row is None or row.answer_call_id:
                return
            row.answer_call_id = live.id
            row.tm_update = work.clock.now_us()
            await repository.save(row)
            record(work, GROUPCALL, "progressing", row)
        if row.answer_method == "hangup_others":
            for id in row.call_ids:
                other = self._calls.get(id)
                if other is not None and other is not live:
                    self._calls.spawn(self._calls.hang_up(other))

    async def _member_over(self, live: LiveCall) -> None:
        if not live.row.groupcall_id:
            return
        async with self._calls.store.writing() as work:
            repository = Repository(GROUPCALL, work, live.row.customer_id)
            row = await repository.find(live.row.groupcall_id, lock=True)
            if row is None or row.status == "hangup":
                return
            row.call_count = max(0, row.call_count - 1)
            row.tm_update = work.clock.now_us()
            if row.call_count == 0:
                row.status = "hangup"
                record(work, GROUPCALL, "hangup", row)
            await repository.save(row)
