"""Managing outdials."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.outdial.claim import refuse_claimed
from voipbin.core.outdial.model import OUTDIAL, OutdialRow
from voipbin.core.references import check_columns
from voipbin.core.room import Room


class OutdialRoom(Room[OutdialRow]):
    """Serves OutdialService."""

    resource = OUTDIAL

    async def update_outdial_campaign_id(self, request: Any, ctx: Context) -> Message:
        """Gives a free outdial to a campaign, or frees it."""
        async with ctx.writing() as work:
            row = await self.by_id(ctx, work).get(request.id, lock=True)
            if request.campaign_id:
                refuse_claimed(row, request.campaign_id)
            row.campaign_id = request.campaign_id
            await check_columns(work, OUTDIAL, row, ["campaign_id"], deleted_too=True)
            return await self.changed(row, work, ctx)
