"""Whether a campaign has what it needs to run."""

from voipbin.core.campaign.model import CAMPAIGN, CampaignRow
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument
from voipbin.core.outdial.claim import refuse_claimed
from voipbin.core.outdial.model import OUTDIAL
from voipbin.core.outplan.model import MAX_TRY_COUNTS, OUTPLAN
from voipbin.core.references import check_columns
from voipbin.core.repository import Repository

_NEEDED = ("outplan_id", "outdial_id")
_USED = (*_NEEDED, "queue_id", "next_campaign_id")


async def check_ready(connection: Connection, row: CampaignRow) -> None:
    """Looks again at what may have been deleted or freed since it was set, and whether anybody
    would be dialled with it.

    Raises:
        FailedPrecondition: another campaign has claimed the outdial.
        InvalidArgument: naming what is missing.
    """
    missing = [name for name in _NEEDED if not getattr(row, name)]
    if missing:
        raise InvalidArgument.of((name, "is needed to run: set resource_info") for name in missing)
    await check_columns(connection, CAMPAIGN, row, _USED)
    outdials = Repository(OUTDIAL, connection, row.customer_id)
    refuse_claimed(await outdials.get(row.outdial_id), row.id)
    outplan = await Repository(OUTPLAN, connection, row.customer_id).get(row.outplan_id)
    if not any(getattr(outplan, name) for name in MAX_TRY_COUNTS):
        fault = f"lets nobody be dialled: set a max_try_count of outplan {outplan.id}"
        raise InvalidArgument.of([("outplan_id", fault)])
    if row.queue_id and not row.service_level:
        fault = "must be 1 to 100 with a queue, got 0: nobody would be dialled"
        raise InvalidArgument.of([("service_level", fault)])
