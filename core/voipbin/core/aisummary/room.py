"""Asking for summaries, reading and deleting them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.aisummary.model import AISUMMARY, AisummaryRow, summary_variables
from voipbin.core.aisummary.service import Summaries, Wanted
from voipbin.core.context import Context
from voipbin.core.flow_engine import SetVariables
from voipbin.core.room import Room
from voipbin.core.typed_references import referenced
from voipbin.core.unit_of_work import UnitOfWork


class AisummaryRoom(Room[AisummaryRow]):
    """Serves AisummaryService."""

    resource = AISUMMARY

    def __init__(self, summaries: Summaries, activeflows: Activeflows) -> None:
        super().__init__()
        self._summaries = summaries
        self._activeflows = activeflows

    async def create_aisummary(self, request: Any, ctx: Context) -> Message:
        """The summary there is, or a new one."""
        known = await self._summaries.known(ctx.customer_id, request.reference_id, request.language)
        if known is not None:
            return AISUMMARY.to_message(known)  # type: ignore[no-any-return]
        kind = AISUMMARY.from_request(request)["reference_type"]
        reference = await referenced(ctx, kind, request.reference_id)
        activeflow_id = reference.activeflow_id if kind == "call" else ""
        row = await self._summaries.create(
            Wanted(kind, reference, request.language, request.on_end_flow_id, activeflow_id)
        )
        self._activeflows.feed(activeflow_id, SetVariables(summary_variables(row)))
        return AISUMMARY.to_message(row)  # type: ignore[no-any-return]

    async def deleted(self, row: AisummaryRow, work: UnitOfWork, ctx: Context) -> None:
        """Nobody listens for it any more."""
        work.after_commit(lambda: self._summaries.deleted(row.id))
