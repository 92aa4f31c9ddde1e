"""Why a campaign ceases to dial, or a target is not dialled: events say what no column holds."""

import orjson

from voipbin.core.campaign.model import CAMPAIGN, CampaignRow
from voipbin.core.campaigncall.attempts import Attempt
from voipbin.core.campaigncall.model import CAMPAIGNCALL
from voipbin.core.event.stored import PendingEvent
from voipbin.core.unit_of_work import UnitOfWork


def tell_ceased(work: UnitOfWork, row: CampaignRow, reason: str) -> None:
    """The event campaign_ceased: {id, customer_id, reason}."""
    _tell(work, "campaign_ceased", CAMPAIGN.name, row.customer_id, row.id, reason, row.tm_create)


def tell_refused(work: UnitOfWork, attempt: Attempt, reason: str) -> None:
    """The event campaigncall_refused: {id, customer_id, reason}."""
    _tell(
        work,
        "campaigncall_refused",
        CAMPAIGNCALL.name,
        attempt.campaign.customer_id,
        attempt.id,
        reason,
        work.clock.now_us(),
    )


def _tell(
    work: UnitOfWork,
    type: str,
    resource: str,
    customer_id: str,
    id: str,
    reason: str,
    origin_us: int,
) -> None:
    body = {"id": id, "customer_id": customer_id, "reason": reason}
    work.record(
        PendingEvent(
            customer_id=customer_id,
            type=type,
            resource=resource,
            resource_id=id,
            data=orjson.dumps(body).decode(),
            tm_origin=origin_us,
        )
    )
