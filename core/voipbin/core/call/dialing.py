"""Making calls: rows first, then the legs."""

from collections.abc import Callable, Mapping, Sequence

import orjson
import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.call.address import GROUP_TYPES, Address, Addresses, Leg
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialled import CallRequest, Dialled, Placed
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, LIVE, CallRow, telephone_of
from voipbin.core.call.originate import is_anonymous, originate_command, shown_source
from voipbin.core.call.owner import agent_at
from voipbin.core.call.source import Sources
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.errors import FailedPrecondition, VoipbinError
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import CallFacts, RunInfo, call_variables
from voipbin.core.groupcall.model import LINEAR, RING_ALL, GroupcallRow
from voipbin.core.groupcall.ringing import Child, GroupPlan, GroupRinging, Member
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


class Dialer:
    """Makes calls and groupcalls."""

    def __init__(
        self,
        calls: Calls,
        activeflows: Activeflows,
        addresses: Addresses,
        settings: Settings,
        gate: TollGate,
        sources: Sources,
    ) -> None:
        self._calls = calls
        self._activeflows = activeflows
        self.addresses = addresses
        self._settings = settings
        self._gate = gate
        self._sources = sources
        self.ringing = GroupRinging(self._store, self._may_ring)
        calls.use_redialler(self._originate)

    async def dial(self, request: CallRequest, destination: Address, field: str) -> Dialled:
        """Calls one destination: a call for tel and sip, a groupcall for extension and agent.

        Raises:
            VoipbinError: it cannot be dialled; nothing was stored.
        """
        legs = await self._legs(request, destination, field)
        if destination["type"] not in GROUP_TYPES:
            return await self._dial(request, None, legs)
        method = await self.addresses.ring_method(request.customer_id, destination)
        return await self._dial(request, GroupPlan([destination], legs, method))

    async def dial_group(
        self,
        request: CallRequest,
        destinations: Sequence[Address],
        answer_method: str,
        ring_method: str = "",
    ) -> GroupcallRow:
        """Calls several destinations, as one groupcall.

        An agent or an extension beside other destinations is a groupcall within it.

        Args:
            ring_method: ring_all, the default, or linear: one after the other.

        Raises:
            VoipbinError: of the first destination, when none can be dialled; nothing was stored.
        """
        dialled = await self._dial_all(request, destinations, answer_method, ring_method)
        assert dialled.groupcall is not None
        return dialled.groupcall

    async def dial_transferees(
        self, request: CallRequest, destinations: Sequence[Address]
    ) -> Dialled:
        """Calls several destinations at once, of which the first to answer is wanted.

        Raises:
            VoipbinError: as `dial_group`.
        """
        return await self._dial_all(request, destinations, "hangup_others", RING_ALL)

    async def _dial_all(
        self,
        request: CallRequest,
        destinations: Sequence[Address],
        answer_method: str,
        ring_method: str,
    ) -> Dialled:
        members: list[Member] = []
        refusals: list[VoipbinError] = []
        method = ring_method or RING_ALL
        for index, destination in enumerate(destinations):
            try:
                child = await self._child(request, destination, index)
            except VoipbinError as error:
                refusals.append(error)
                continue
            if len(destinations) > 1 and destination["type"] in GROUP_TYPES:
                members.append(child)
            else:
                members += child.legs
                method = LINEAR if child.ring_method == LINEAR else method
        if len(refusals) == len(destinations):
            raise refusals[0]
        return await self._dial(request, GroupPlan(destinations, members, method, answer_method))

    async def advance(self, work: UnitOfWork, groupcall: GroupcallRow) -> Callable[[], None]:
        """Stores the next calls of a linear groupcall whose last one was not answered.

        Returns:
            what begins to ring them, to be called after the transaction.
        """
        request = self.ringing.request_of(groupcall.id)
        placed = await self.ringing.advance(work, groupcall)
        if request is None:
            return _nothing
        await self._chain(work, request.master, [live for live, _ in placed])

        def launch() -> None:
            self._launch(placed)
            if request.newcomers is not None and placed:
                request.newcomers.add([live for live, _ in placed])

        return launch

    async def _child(self, request: CallRequest, destination: Address, index: int) -> Child:
        legs = await self._legs(request, destination, f"destinations[{index}]")
        method = await self.addresses.ring_method(request.customer_id, destination)
        return Child(destination, legs, method)

    async def _legs(self, request: CallRequest, destination: Address, field: str) -> list[Leg]:
        legs = await self.addresses.legs(request.customer_id, destination, field)
        if request.names_source:
            # An agent may be reached by a telephone, which nothing in its own address tells.
            reached = [leg.destination for leg in legs]
            await self._sources.check(request.customer_id, request.source, reached)
        return await self._gate.permitted(request.customer_id, legs)

    async def _may_ring(self, work: UnitOfWork, request: CallRequest, member: Member) -> bool:
        """Whether the next of a linear groupcall may be dialled; if not it is passed over."""
        try:
            ahead = 0
            for leg in [member] if isinstance(member, Leg) else member.legs:
                await self._gate.admit(work, request.customer_id, leg, ahead=ahead)
                ahead += leg.destination.get("type") == "tel"
        except VoipbinError:
            return False
        return True

    async def _dial(
        self, request: CallRequest, group: GroupPlan | None, legs: Sequence[Leg] = ()
    ) -> Dialled:
        """Stores the calls and begins to ring.

        Args:
            group: the groupcall the calls are members of; None for calls that stand alone.
            legs: the phones of those.
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
            if group is not None:
                dialled.groupcall, placed = await self.ringing.create(work, request, group)
            else:
                placed = [(await self._store(work, request, leg, None), leg) for leg in legs]
            dialled.calls = [live for live, _ in placed]
            await self._chain(work, request.master, dialled.calls)
        self._launch(placed)
        return dialled

    def _launch(self, placed: Sequence[Placed]) -> None:
        for live, leg in placed:
            self._calls.adopt(live)
            self._calls.spawn(self._originate(live, leg))

    async def _store(
        self, work: UnitOfWork, request: CallRequest, leg: Leg, groupcall: GroupcallRow | None
    ) -> LiveCall:
        # Nothing that is dialled gets past here, whatever wanted it.
        await self._gate.admit(work, request.customer_id, leg)
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
        live = LiveCall(
            row,
            starts_at_ringing=request.starts_at_ringing,
            alternatives=list(leg.alternatives),
            dial_timeout_s=request.dial_timeout_s,
            hops_left=request.hops_left,
        )
        if request.beginning is not None:
            await request.beginning(work, row)
        await store_call(work, live, self._activeflows, request.plan, request.variables)
        return live

    async def _chain(
        self, work: UnitOfWork, master: LiveCall | None, calls: Sequence[LiveCall]
    ) -> None:
        if master is None or not calls:
            return
        master.row.chained_call_ids = [*master.row.chained_call_ids, *(c.id for c in calls)]
        repository = Repository(CALL, work, master.row.customer_id)
        await repository.save(master.row, "chained_call_ids")
        # Its end may have been stored while the row was waited for, and is the last that is told.
        if master.row.status != "hangup":
            record(work, CALL, "updated", master.row)

    async def _originate(self, live: LiveCall, leg: Leg) -> None:
        asserted = ""
        if is_anonymous(live.row.source) and leg.destination.get("type") == "tel":
            async with self._calls.store.reading() as connection:
                asserted = await oldest_number(connection, live.row.customer_id)
        if live.row.status not in ("dialing", "ringing"):
            # Hung up before it was dialled: a leg made now would be nobody's.
            return
        command = originate_command(live.row, leg, self._settings, asserted, live.dial_timeout_s)
        command.max_forwards = live.hops_left
        command.has_alternative = bool(live.alternatives)
        command.denied_networks.extend(await self._gate.closed_to(leg))
        # Every route a call tries takes from the same longest duration.
        spent_ms = (self._calls.store.clock.now_us() - live.row.tm_create) // 1000
        command.max_duration_ms = max(1, command.max_duration_ms - spent_ms)
        try:
            await self._calls.media.command(live.channel_id, originate=command)
        except CommandFailed as error:
            _log.warning("a call cannot be dialled", call_id=live.id, error=str(error))
            await self._calls.over(
                live, node_pb2.HungUp(cause=_Q850_NO_ROUTE, by=error.error), "failed"
            )


async def store_call(
    work: UnitOfWork,
    live: LiveCall,
    activeflows: Activeflows,
    plan: FlowPlan,
    known: Mapping[str, str] | None = None,
) -> None:
    """Stores a new call and the run of its flow.

    Args:
        known: variables of the flow beside those of the call.
    """
    row = live.row
    await Repository(CALL, work, row.customer_id).add(row)
    record(work, CALL, "created", row)
    info = RunInfo(
        row.activeflow_id,
        reference_type="call",
        reference_id=row.id,
        flow_id=plan.flow_id,
        on_complete_flow_id=plan.on_complete_flow_id,
        hop_count=plan.hop_count,
    )
    live.run = await activeflows.create(
        work,
        row.customer_id,
        info,
        plan.actions,
        call=CallFacts(row.direction, row.status),
        variables=call_variables(CALL.to_json(row), row.source, row.destination)
        | dict(known or {}),
        reference_data=_reference_data(live),
    )


def _nothing() -> None:
    """There is nobody to ring."""


def _reference_data(live: LiveCall) -> Callable[[], str]:
    return lambda: orjson.dumps(CALL.to_json(live.row)).decode()
