"""Transfers that the API asks for: transferees are rung, one gets a place in the bridge."""

from collections.abc import Sequence

from voipbin.core.call.address import Address
from voipbin.core.call.bridge import Bridge, Handover, HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.transfer.model import TransferRow
from voipbin.core.transfer.transferees import Transferees


class Transfers:
    """Dials transferees and hands calls over to them."""

    def __init__(self, bridges: Bridges, transferees: Transferees) -> None:
        self._bridges = bridges
        self._transferees = transferees

    async def start(
        self, kind: HandoverKind, transferer: LiveCall, bridge: Bridge, to: Sequence[Address]
    ) -> TransferRow | None:
        """Rings those who may take over.

        Returns:
            the transfer; None when the call was left by the other party meanwhile.

        Raises:
            VoipbinError: none of them can be called; the two go on talking.
        """
        newcomers = self._bridges.newcomers(bridge.id)
        record, legs = await self._transferees.ring(
            kind,
            transferer,
            to,
            bridge_id=bridge.id,
            actions=bridge_leg_actions(bridge.id),
            newcomers=newcomers,
        )
        handover = Handover(kind, transferer, record)
        taken = await self._bridges.hand_over(bridge, handover, newcomers.taken(legs))
        return record.row if taken else None
