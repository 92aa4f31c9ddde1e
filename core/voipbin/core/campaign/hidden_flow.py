"""The flow behind a campaign: its actions, then the queue. Nobody lists it; campaigncalls name it.

The way into the queue is not the customer's, so it is not validated like an action of theirs.
"""

from typing import Any

from voipbin.core.campaign.model import CampaignRow
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork


async def add_hidden_flow(work: UnitOfWork, campaign: CampaignRow) -> None:
    """Stores the flow of a new campaign."""
    row = FlowRow(
        id=campaign.flow_id,
        customer_id=campaign.customer_id,
        tm_create=campaign.tm_create,
        type="campaign",
        name=campaign.name,
        actions=hidden_actions(campaign),
    )
    await Repository(FLOW, work, campaign.customer_id).add(row)


async def change_hidden_flow(work: UnitOfWork, campaign: CampaignRow) -> None:
    """Brings the flow in step with its campaign."""
    await _set(
        work,
        campaign,
        name=campaign.name,
        actions=hidden_actions(campaign),
        tm_update=campaign.tm_update,
    )


async def delete_hidden_flow(work: UnitOfWork, campaign: CampaignRow) -> None:
    """Deletes the flow with its campaign."""
    await _set(work, campaign, tm_update=campaign.tm_update, tm_delete=campaign.tm_delete)


def hidden_actions(campaign: CampaignRow) -> list[dict[str, Any]]:
    """What really runs with everybody who is reached."""
    if not campaign.queue_id:
        return campaign.actions
    join = {
        "id": new_id(),
        "next_id": "",
        "type": "queue_join",
        "option": {"queue_id": campaign.queue_id},
        "tm_execute": None,
    }
    return [*campaign.actions, join]


async def _set(work: UnitOfWork, campaign: CampaignRow, **values: Any) -> None:
    flows = Repository(FLOW, work, campaign.customer_id)
    await flows.change([FLOW.table.c.id == campaign.flow_id], values)
