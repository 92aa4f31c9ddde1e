"""Managing campaigns."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.campaign.campaigns import Campaigns
from voipbin.core.campaign.course import begin, cease
from voipbin.core.campaign.hidden_flow import (
    add_hidden_flow,
    change_hidden_flow,
    delete_hidden_flow,
)
from voipbin.core.campaign.model import CAMPAIGN, CampaignRow, CampaignStatus
from voipbin.core.campaign.readiness import check_ready
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.flow.plan import checked_actions
from voipbin.core.ids import new_id
from voipbin.core.outdial.claim import claim
from voipbin.core.references import check_columns
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork


class CampaignRoom(Room[CampaignRow]):
    """Serves CampaignService."""

    resource = CAMPAIGN

    def __init__(self, campaigns: Campaigns) -> None:
        self._campaigns = campaigns

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values with the actions checked and the default end."""
        columns = super().columns(request)
        if "actions" in columns:
            columns["actions"] = checked_actions(request.actions)
        if "end_handle" in columns:
            columns["end_handle"] = columns["end_handle"] or "stop"
        return columns

    def new_row(self, request: Any, ctx: Context) -> CampaignRow:
        """The row with the id of its hidden flow."""
        row = super().new_row(request, ctx)
        row.flow_id = new_id()
        return row

    async def check(self, row: CampaignRow, work: UnitOfWork, ctx: Context) -> None:
        """A campaign that follows itself would never end."""
        if row.next_campaign_id == row.id:
            raise InvalidArgument.of([("next_campaign_id", "must not be the campaign itself")])

    async def created(self, row: CampaignRow, work: UnitOfWork, ctx: Context) -> None:
        """Claims the outdial and makes the hidden flow."""
        await claim(work, row.customer_id, row.outdial_id, row.id)
        await add_hidden_flow(work, row)

    async def updated(self, row: CampaignRow, work: UnitOfWork, ctx: Context) -> None:
        """The hidden flow follows."""
        await change_hidden_flow(work, row)

    async def deleted(self, row: CampaignRow, work: UnitOfWork, ctx: Context) -> None:
        """Only one that stopped; its hidden flow goes with it."""
        if row.status != CampaignStatus.STOP:
            raise FailedPrecondition(
                f"campaign {row.id} is in status {row.status}; stop it first",
                reason="CAMPAIGN_NOT_STOPPED",
            )
        await delete_hidden_flow(work, row)

    async def update_campaign_resource_info(self, request: Any, ctx: Context) -> Message:
        """Replaces what the campaign works with, and claims its outdial."""
        columns = self.columns(request)
        async with ctx.writing() as work:
            row = await self.by_id(ctx, work).get(request.id, lock=True)
            for name, value in columns.items():
                setattr(row, name, value)
            await check_columns(work, CAMPAIGN, row, columns, deleted_too=True)
            await claim(work, row.customer_id, row.outdial_id, row.id)
            return await self.changed(row, work, ctx)

    async def update_campaign_status(self, request: Any, ctx: Context) -> Message:
        """Starts or stops dialling."""
        wanted = self.columns(request)["status"]
        if wanted == CampaignStatus.STOPPING:
            raise InvalidArgument.of([("status", f"must be run or stop, got {wanted!r}")])
        async with ctx.writing() as work:
            row = await self.by_id(ctx, work).get(request.id, lock=True)
            if wanted == CampaignStatus.STOP and row.status != CampaignStatus.STOP:
                await cease(work, row)
            elif wanted == CampaignStatus.RUN and row.status != CampaignStatus.RUN:
                await check_ready(work, row)
                await begin(work, row)
                work.after_commit(self._campaigns.wake)
        return CAMPAIGN.to_message(row)  # type: ignore[no-any-return]
