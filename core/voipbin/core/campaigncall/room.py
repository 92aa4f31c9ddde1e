"""Watching the attempts of campaigns."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.campaigncall.model import CAMPAIGNCALL, CampaigncallRow, CampaigncallStatus
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import campaigncall_pb2


class CampaigncallRoom(Room[CampaigncallRow]):
    """Serves CampaigncallService."""

    resource = CAMPAIGNCALL

    async def list_campaign_campaigncalls(self, request: Any, ctx: Context) -> Message:
        """The attempts of one campaign."""
        response = campaigncall_pb2.ListCampaignCampaigncallsResponse
        return await self.children("campaign_id", request, response, ctx)

    async def deleted(self, row: CampaigncallRow, work: UnitOfWork, ctx: Context) -> None:
        """Only what is over may be forgotten: the campaign still counts the others."""
        if row.status != CampaigncallStatus.DONE:
            raise FailedPrecondition(
                f"campaigncall {row.id} is {row.status}; hang up its call first",
                reason="CAMPAIGNCALL_NOT_DONE",
            )
