"""Making calls: rows first, then the legs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import orjson
import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.call.address import GROUP_TYPES, Address, Addresses, Leg
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, LIVE, CallRow, telephone_of
from voipbin.core.call.originate import is_anonymous, originate_command, shown_source
from voipbin.core.call.owner import agent_at
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.errors import FailedPrecondition, VoipbinError
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import CallFacts, RunInfo, call_variables
from voipbin.core.groupcall.model import GROUPCALL, GroupcallRow
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.number.model import oldest_number
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_Q850_NO_ROUTE = 3


@dataclass(frozen=True, slots=True)
class CallRequest:
    """What is wanted of a new call."""

    customer_id: str
    source: Address
    plan: FlowPlan
    master: LiveCall | None = None
    "The call that the new one hangs on."
    starts_at_ringing: bool = False
    "The flow starts with early media."


@dataclass(slots=True)
class Dialled:
    """What was made for one destination."""

    calls: list[LiveCall] = field(default_factory=list)
    groupcall: GroupcallRow | None = None


class Dialer:
    """Makes calls and groupcalls."""

    def __init__(
        self, calls: Calls, activeflows: Activeflows, addresses: Addresses, settings: Settings
    ) -> None:
        self._calls = calls
        self._activeflows = activeflows
        self.addresses = addresses
        self._settings = settings

    async def dial(self, request: CallRequest, destination: Address, field: str) -> Dialled:
        """Calls one destination: a call for tel and sip, a groupcall for extension and agent.

        Raises:
            VoipbinError: it cannot be dialled; nothing was stored.
        """
        legs = await self.addresses.legs(request.customer_id, destination, field)
        group = [destination] if destination["type"] in GROUP_TYPES else []
        return await self._dial(request, [(destination, legs)], group)

    async def dial_group(
        self, request: CallRequest, destinations: Sequence[Address], answer_method: str
    ) -> GroupcallRow:
        """Calls several destinations at once, as one groupcall.

        An agent or an extension beside other destinations is a groupcall within it.

        Raises:
            VoipbinError: of the first destination, when none can be dialled; nothing was stored.
        """
        reached: list[tuple[Address, Sequence[Leg]]] = []
        refusals: list[VoipbinError] = []
        for index, destination in enumerate(destinations):
            place = f"destinations[{index}]"
            try:
                legs = await self.addresses.legs(request.customer_id, destination, place)
            except VoipbinError as error:
                refusals.append(error)
            else:
                reached.append((destination, legs))
        if not reached:
            raise refusals[0]
        dialled = await self._dial(request, reached, destinations, answer_method)
        assert dialled.groupcall is not None
        return dialled.groupcall

    async def _dial(
        self,
        request: CallRequest,
        reached: Sequence[tuple[Address, Sequence[Leg]]],
        group: Sequence[Address],
        answer_method: str = "hangup_others",
    ) -> Dialled:
        """Stores the calls and begins to ring.

        Args:
            reached: destinations and their phones.
            group: what the groupcall of the calls was asked for; empty when they have none.
        """
        dialled = Dialled()
        async with self._calls.store.writing() as work:
            await refuse_frozen(work, request.customer_id)
            await require_call_balance(work, request.customer_id)
            if request.master is not None and request.master.row.status not in LIVE:
                raise FailedPrecondition(
                    f"call {request.master.id} is over: nobody is called for it any more",
                    reason="CALL_ALREADY_HUNG_UP",
                )
            if group:
                legs = reached[0][1]
                dialled.groupcall = await self._groupcall(work, request, group, legs, answer_method)
            for destination, legs in reached:
                if len(group) > 1 and destination["type"] in GROUP_TYPES:
                    dialled.calls += await self._within(work, request, dialled, destination, legs)
                else:
                    dialled.calls += await self._members(work, request, legs, dialled.groupcall)
            if dialled.groupcall is not None:
                await self._store_group(work, dialled.groupcall, dialled.calls)
            await self._chain(work, request.master, dialled.calls)
        every_leg = [leg for _, legs in reached for leg in legs]
        for live, leg in zip(dialled.calls, every_leg, strict=True):
            self._calls.adopt(live)
            self._calls.spawn(self._originate(live, leg))
        return dialled

    async def _within(
        self,
        work: UnitOfWork,
        request: CallRequest,
        dialled: Dialled,
        destination: Address,
        legs: Sequence[Leg],
    ) -> list[LiveCall]:
        """The calls of a groupcall that is a member of another."""
        master = dialled.groupcall
        assert master is not None
        row = await self._groupcall(work, request, [destination], legs, master.answer_method)
        row.master_groupcall_id = master.id
        calls = await self._members(work, request, legs, row)
        await self._store_group(work, row, calls)
        master.groupcall_ids.append(row.id)
        master.groupcall_count += row.status == "progressing"
        return calls

    async def _groupcall(
        self,
        work: UnitOfWork,
        request: CallRequest,
        destinations: Sequence[Address],
        legs: Sequence[Leg],
        answer_method: str,
    ) -> GroupcallRow:
        owner_id = ""
        if len(destinations) == 1:
            owner_id = await self._owner(work, request.customer_id, destinations[0], legs)
        return GroupcallRow(
            id=new_id(),
            customer_id=request.customer_id,
            owner_type="agent" if owner_id else "",
            owner_id=owner_id,
            flow_id=request.plan.flow_id,
            source=request.source,
            destinations=list(destinations),
            master_call_id=request.master.id if request.master else "",
            answer_method=answer_method,
            tm_create=work.clock.now_us(),
        )

    async def _members(
        self,
        work: UnitOfWork,
        request: CallRequest,
        legs: Sequence[Leg],
        groupcall: GroupcallRow | None,
    ) -> list[LiveCall]:
        return [await self._store(work, request, leg, groupcall) for leg in legs]

    async def _owner(
        self, work: UnitOfWork, customer_id: str, destination: Address, legs: Sequence[Leg]
    ) -> str:
        """The agent a destination is, or belongs to; "" for none."""
        if destination["type"] == "agent":
            return str(destination["target"])
        return await agent_at(work, customer_id, legs[0].destination if legs else destination)

    async def _store(
        self, work: UnitOfWork, request: CallRequest, leg: Leg, groupcall: GroupcallRow | None
    ) -> LiveCall:
        owner_id = groupcall.owner_id if groupcall is not None else ""
        if not owner_id:
            owner_id = await agent_at(work, request.customer_id, leg.destination)
        row = CallRow(
            id=new_id(),
            customer_id=request.customer_id,
            flow_id=request.plan.flow_id,
            activeflow_id=new_id(),
            master_call_id=request.master.id if request.master else "",
            groupcall_id=groupcall.id if groupcall else "",
            owner_type="agent" if owner_id else "",
            owner_id=owner_id,
            source=shown_source(request.source, leg),
            destination=leg.destination,
            peer_number=telephone_of(leg.destination),
            status="dialing",
            direction="outgoing",
            channel_id=new_id(),
            tm_create=work.clock.now_us(),
        )
        live = LiveCall(row, starts_at_ringing=request.starts_at_ringing)
        await store_call(work, live, self._activeflows, request.plan)
        return live

    async def _store_group(
        self, work: UnitOfWork, groupcall: GroupcallRow, calls: Sequence[LiveCall]
    ) -> None:
        """Stores a groupcall with those of the calls that are its own."""
        groupcall.call_ids = [live.id for live in calls if live.row.groupcall_id == groupcall.id]
        groupcall.call_count = len(groupcall.call_ids)
        await Repository(GROUPCALL, work, groupcall.customer_id).add(groupcall)
        record(work, GROUPCALL, "created", groupcall)
        if not groupcall.has_members:
            # Nobody to ring: over before it began.
            groupcall.status = "hangup"
            await Repository(GROUPCALL, work, groupcall.customer_id).save(groupcall, "status")
            record(work, GROUPCALL, "hangup", groupcall)

    async def _chain(
        self, work: UnitOfWork, master: LiveCall | None, calls: Sequence[LiveCall]
    ) -> None:
        if master is None or not calls:
            return
        master.row.chained_call_ids = [*master.row.chained_call_ids, *(c.id for c in calls)]
        repository = Repository(CALL, work, master.row.customer_id)
        await repository.save(master.row, "chained_call_ids")
        record(work, CALL, "updated", master.row)

    async def _originate(self, live: LiveCall, leg: Leg) -> None:
        asserted = ""
        if is_anonymous(live.row.source) and leg.destination.get("type") == "tel":
            async with self._calls.store.reading() as connection:
                asserted = await oldest_number(connection, live.row.customer_id)
        if live.row.status != "dialing":
            # Hung up before it was dialled: a leg made now would be nobody's.
            return
        command = originate_command(live.row, leg, self._settings, asserted)
        try:
            await self._calls.media.command(live.channel_id, originate=command)
        except CommandFailed as error:
            _log.warning("a call cannot be dialled", call_id=live.id, error=str(error))
            await self._calls.over(
                live, node_pb2.HungUp(cause=_Q850_NO_ROUTE, by=error.error), "failed"
            )


async def store_call(
    work: UnitOfWork, live: LiveCall, activeflows: Activeflows, plan: FlowPlan
) -> None:
    """Stores a new call and the run of its flow."""
    row = live.row
    await Repository(CALL, work, row.customer_id).add(row)
    record(work, CALL, "created", row)
    info = RunInfo(
        row.activeflow_id,
        reference_type="call",
        reference_id=row.id,
        flow_id=plan.flow_id,
        on_complete_flow_id=plan.on_complete_flow_id,
    )
    live.run = await activeflows.create(
        work,
        row.customer_id,
        info,
        plan.actions,
        call=CallFacts(row.direction, row.status),
        variables=call_variables(CALL.to_json(row), row.source, row.destination),
        reference_data=_reference_data(live),
    )


def _reference_data(live: LiveCall) -> Callable[[], str]:
    return lambda: orjson.dumps(CALL.to_json(live.row)).decode()
