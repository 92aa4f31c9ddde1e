"""Asking for summaries, reading and deleting them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.aisummary.model import AISUMMARY, AisummaryRow
from voipbin.core.context import Context
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.typed_references import referenced, refuse_ended


class AisummaryRoom(Room[AisummaryRow]):
    """Serves AisummaryService."""

    resource = AISUMMARY

    async def create_aisummary(self, request: Any, ctx: Context) -> Message:
        """The summary there is; a new one, once there is an engine for it."""
        if (known := await self._known(request, ctx)) is not None:
            return AISUMMARY.to_message(known)  # type: ignore[no-any-return]
        kind = AISUMMARY.from_request(request)["reference_type"]
        refuse_ended(kind, await referenced(ctx, kind, request.reference_id))
        raise engine_not_available("ai", "CreateAisummary")

    async def _known(self, request: Any, ctx: Context) -> AisummaryRow | None:
        async with ctx.reading() as connection:
            summaries = ctx.own(AISUMMARY, connection)
            return await summaries.one(
                summaries.select_live().where(
                    summaries.table.c.reference_id == request.reference_id,
                    summaries.table.c.language == request.language,
                )
            )
