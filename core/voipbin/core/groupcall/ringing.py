"""Who of a groupcall rings when: everybody at once, or one after the other."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from voipbin.core.agent import duty
from voipbin.core.call.address import Address, Leg
from voipbin.core.call.dialled import CallRequest, Placed
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import LIVE
from voipbin.core.call.owner import agent_at
from voipbin.core.errors import FailedPrecondition
from voipbin.core.groupcall.model import GROUPCALL, LINEAR, RING_ALL, GroupcallRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

StoreCall = Callable[[UnitOfWork, CallRequest, Leg, GroupcallRow], Awaitable[LiveCall]]
"Stores the call of one leg."
MayRing = Callable[[UnitOfWork, CallRequest, "Member"], Awaitable[bool]]
"Whether a member whose turn has come may still be dialled."


_NOT_AVAILABLE = "AGENT_NOT_AVAILABLE"
"Reason: a free agent was wanted, and somebody else was first."


@dataclass(frozen=True, slots=True)
class Child:
    """A destination that rings as a groupcall within another."""

    destination: Address
    legs: Sequence[Leg]
    ring_method: str = RING_ALL
    "How the phones of this destination ring."


Member = Leg | Child


@dataclass(slots=True)
class GroupPlan:
    """A groupcall to be made."""

    destinations: Sequence[Address]
    members: Sequence[Member]
    ring_method: str = RING_ALL
    answer_method: str = "hangup_others"
    master_groupcall_id: str = ""


@dataclass(slots=True)
class _Rest:
    """Members of a linear groupcall whose turn has not come."""

    request: CallRequest
    members: list[Member]


class GroupRinging:
    """Makes groupcalls and, one after the other, their members."""

    def __init__(self, store_call: StoreCall, may_ring: MayRing) -> None:
        self._store_call = store_call
        self._may_ring = may_ring
        self._waiting: dict[str, _Rest] = {}

    async def create(
        self, work: UnitOfWork, request: CallRequest, plan: GroupPlan
    ) -> tuple[GroupcallRow, list[Placed]]:
        """Stores a groupcall and the members that ring first.

        Raises:
            FailedPrecondition: a free agent is wanted, and this one is not.
        """
        row = GroupcallRow(
            id=new_id(),
            customer_id=request.customer_id,
            flow_id=request.plan.flow_id,
            source=request.source,
            destinations=list(plan.destinations),
            master_call_id=request.master.id if request.master else "",
            master_groupcall_id=plan.master_groupcall_id,
            ring_method=plan.ring_method,
            answer_method=plan.answer_method,
            tm_create=work.clock.now_us(),
        )
        await self._own(work, row, plan.members)
        await Repository(GROUPCALL, work, row.customer_id).add(row)
        placed = await self._begin(work, request, row, list(plan.members))
        record(work, GROUPCALL, "created", row)
        if not row.has_members:
            # Nobody to ring: over before it began.
            row.status = "hangup"
            record(work, GROUPCALL, "hangup", row)
        elif row.agent_id:
            row.agent_status = await duty.ring(work, row.customer_id, row.agent_id)
            if request.takes_free_agent and not row.agent_status:
                self.forget(row.id)
                raise FailedPrecondition(
                    f"agent {row.agent_id} is not available", reason=_NOT_AVAILABLE
                )
        await Repository(GROUPCALL, work, row.customer_id).save(row)
        return row, placed

    async def advance(self, work: UnitOfWork, row: GroupcallRow) -> list[Placed]:
        """Rings the next member that has a phone; the caller saves the row."""
        rest = self._waiting.get(row.id)
        if rest is None or row.is_answered or row.status != "progressing":
            self.forget(row.id)
            return []
        if not await self._is_wanted(work, rest.request, row):
            self.forget(row.id)
            return []
        placed: list[Placed] = []
        while rest.members and not row.has_members:
            row.dial_index += 1
            member = rest.members.pop(0)
            if await self._may_ring(work, rest.request, member):
                placed = await self._ring(work, rest.request, row, member)
        if not rest.members:
            self.forget(row.id)
        return placed

    def request_of(self, id: str) -> CallRequest | None:
        """What a groupcall with members to come was made for."""
        rest = self._waiting.get(id)
        return rest.request if rest is not None else None

    def forget(self, id: str) -> None:
        """Nobody further is to be rung."""
        self._waiting.pop(id, None)

    async def _own(self, work: UnitOfWork, row: GroupcallRow, members: Sequence[Member]) -> None:
        """One destination makes a groupcall its agent's."""
        if len(row.destinations) != 1:
            return
        destination, first = row.destinations[0], next(iter(members), None)
        if destination["type"] == "agent":
            row.owner_id = str(destination["target"])
        else:
            known = first.destination if isinstance(first, Leg) else destination
            row.owner_id = await agent_at(work, row.customer_id, known)
        row.owner_type = "agent" if row.owner_id else ""

    async def _begin(
        self, work: UnitOfWork, request: CallRequest, row: GroupcallRow, members: list[Member]
    ) -> list[Placed]:
        placed: list[Placed] = []
        if row.ring_method != LINEAR:
            for member in members:
                placed += await self._ring(work, request, row, member)
            return placed
        while members and not row.has_members:
            row.dial_index = len(row.call_ids) + len(row.groupcall_ids)
            placed = await self._ring(work, request, row, members.pop(0))
        if members:
            self._waiting[row.id] = _Rest(request, members)
        return placed

    async def _ring(
        self, work: UnitOfWork, request: CallRequest, row: GroupcallRow, member: Member
    ) -> list[Placed]:
        if isinstance(member, Leg):
            live = await self._store_call(work, request, member, row)
            row.call_ids = [*row.call_ids, live.id]
            row.call_count += 1
            return [(live, member)]
        plan = GroupPlan(
            [member.destination],
            member.legs,
            member.ring_method,
            row.answer_method,
            master_groupcall_id=row.id,
        )
        child, placed = await self.create(work, request, plan)
        row.groupcall_ids = [*row.groupcall_ids, child.id]
        row.groupcall_count += child.status == "progressing"
        return placed

    async def _is_wanted(self, work: UnitOfWork, request: CallRequest, row: GroupcallRow) -> bool:
        """Whether what the groupcall hangs on is still there."""
        if request.newcomers is not None and not request.newcomers.are_wanted:
            return False
        if request.master is not None and request.master.row.status not in LIVE:
            return False
        if not row.master_groupcall_id:
            return True
        groupcalls = Repository(GROUPCALL, work, row.customer_id)
        master = await groupcalls.find(row.master_groupcall_id)
        return master is not None and master.status == "progressing" and not master.is_answered
