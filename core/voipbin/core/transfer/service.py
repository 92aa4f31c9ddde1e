"""Transfers that the API asks for: transferees are rung, one gets a place in the bridge."""

from collections.abc import Sequence

from voipbin.core.call.address import Address
from voipbin.core.call.bridge import Bridge, Handover, HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.transfer.model import TRANSFER, TransferRow
from voipbin.core.unit_of_work import Store


class Transfers:
    """Dials transferees and hands calls over to them."""

    def __init__(self, calls: Calls, bridges: Bridges, dialer: Dialer) -> None:
        self._calls = calls
        self._bridges = bridges
        self._dialer = dialer

    async def start(
        self, kind: HandoverKind, transferer: LiveCall, bridge: Bridge, to: Sequence[Address]
    ) -> TransferRow | None:
        """Rings those who may take over.

        Returns:
            the transfer; None when the call was left by the other party meanwhile.

        Raises:
            VoipbinError: none of them can be called; the two go on talking.
        """
        row = TransferRow(
            id=new_id(),
            customer_id=transferer.row.customer_id,
            type=kind.value,
            transferer_call_id=transferer.id,
            transferee_addresses=list(to),
            confbridge_id=bridge.id,
            tm_create=self._calls.store.clock.now_us(),
        )
        newcomers = self._bridges.newcomers(bridge.id)
        request = CallRequest(
            row.customer_id,
            transferer.row.source,
            FlowPlan(bridge_leg_actions(bridge.id)),
            master=self._calls.get(transferer.row.master_call_id),
            newcomers=newcomers,
        )
        dialled = await self._dialer.dial_transferees(request, to)
        assert dialled.groupcall is not None
        row.groupcall_id = dialled.groupcall.id
        async with self._calls.store.writing() as work:
            await Repository(TRANSFER, work, row.customer_id).add(row)
        handover = Handover(kind, transferer, _Record(self._calls.store, row))
        legs = newcomers.taken(dialled.calls)
        taken = await self._bridges.hand_over(bridge, handover, legs)
        return row if taken else None


class _Record:
    """Writes down who took over."""

    def __init__(self, store: Store, row: TransferRow) -> None:
        self._store = store
        self._row = row

    async def rang(self) -> None:
        """Nothing is written of it."""

    async def done(self, newcomer: LiveCall) -> None:
        """The transferee is there."""
        self._row.transferee_call_id = newcomer.id
        async with self._store.writing() as work:
            self._row.tm_update = work.clock.now_us()
            await Repository(TRANSFER, work, self._row.customer_id).save(self._row)

    async def failed(self, reason: str) -> None:
        """The transfer stays without a transferee."""
