"""Those who may take over a call: they are rung, and it is written down who did."""

from collections.abc import Sequence
from typing import Any

from voipbin.core.call.address import Address
from voipbin.core.call.bridge import HandoverKind
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest, Newcomers
from voipbin.core.call.live import LiveCall
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.transfer.model import TRANSFER, TransferRow
from voipbin.core.unit_of_work import Store


class TransferRecord:
    """The row of a transfer under way."""

    def __init__(self, store: Store, row: TransferRow) -> None:
        self._store = store
        self.row = row

    async def rang(self) -> None:
        """Nothing is written of it."""

    async def done(self, newcomer: LiveCall) -> None:
        """The transferee is there."""
        self.row.transferee_call_id = newcomer.id
        async with self._store.writing() as work:
            self.row.tm_update = work.clock.now_us()
            await Repository(TRANSFER, work, self.row.customer_id).save(self.row)

    async def failed(self, reason: str) -> None:
        """The transfer stays without a transferee."""


class Transferees:
    """Dials for transfers."""

    def __init__(self, calls: Calls, dialer: Dialer) -> None:
        self._calls = calls
        self._dialer = dialer

    async def ring(
        self,
        kind: HandoverKind,
        transferer: LiveCall,
        to: Sequence[Address],
        *,
        bridge_id: str,
        actions: list[dict[str, Any]],
        newcomers: Newcomers,
    ) -> tuple[TransferRecord, list[LiveCall]]:
        """Rings all of them.

        Args:
            bridge_id: where the parties meet.
            actions: what a transferee runs that answers.
            newcomers: takes calls that are made later.

        Returns:
            What is written down of it, and the calls that ring first.

        Raises:
            VoipbinError: none of them can be called; nothing was stored.
        """
        row = TransferRow(
            id=new_id(),
            customer_id=transferer.row.customer_id,
            type=kind.value,
            transferer_call_id=transferer.id,
            transferee_addresses=list(to),
            confbridge_id=bridge_id,
            tm_create=self._calls.store.clock.now_us(),
        )
        request = CallRequest(
            row.customer_id,
            transferer.row.source,
            FlowPlan(actions),
            master=self._calls.get(transferer.row.master_call_id),
            newcomers=newcomers,
        )
        dialled = await self._dialer.dial_transferees(request, to)
        assert dialled.groupcall is not None
        row.groupcall_id = dialled.groupcall.id
        async with self._calls.store.writing() as work:
            await Repository(TRANSFER, work, row.customer_id).add(row)
        return TransferRecord(self._calls.store, row), dialled.calls
