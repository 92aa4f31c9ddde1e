"""Whether a campaign has what it needs to run."""

from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.campaign.model import CAMPAIGN, CampaignRow, CampaignType
from voipbin.core.errors import InvalidArgument
from voipbin.core.number.model import owns_number
from voipbin.core.outdial.claim import claim
from voipbin.core.outplan.model import MAX_TRY_COUNTS, OUTPLAN, OutplanRow
from voipbin.core.references import check_columns
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork

_NEEDED = ("outplan_id", "outdial_id")
_USED = (*_NEEDED, "queue_id", "next_campaign_id")


async def check_ready(work: UnitOfWork, row: CampaignRow) -> None:
    """Looks again at what may have been deleted since it was set, and whether anybody would be
    dialled with it; claims the outdial once more where it was freed.

    Raises:
        FailedPrecondition: another campaign has claimed the outdial.
        InsufficientBalance: nobody could be called.
        InvalidArgument: naming what is missing.
    """
    missing = [name for name in _NEEDED if not getattr(row, name)]
    if missing:
        raise InvalidArgument.of((name, "is needed to run: set resource_info") for name in missing)
    await check_columns(work, CAMPAIGN, row, _USED)
    await claim(work, row.customer_id, row.outdial_id, row.id)
    outplan = await Repository(OUTPLAN, work, row.customer_id).get(row.outplan_id)
    if not any(getattr(outplan, name) for name in MAX_TRY_COUNTS):
        fault = f"lets nobody be dialled: set a max_try_count of outplan {outplan.id}"
        raise InvalidArgument.of([("outplan_id", fault)])
    if row.queue_id and not row.service_level:
        fault = "must be 1 to 100 with a queue, got 0: nobody would be dialled"
        raise InvalidArgument.of([("service_level", fault)])
    if row.type == CampaignType.CALL:
        await _check_source(work, outplan)
        await require_call_balance(work, row.customer_id)


async def _check_source(work: UnitOfWork, outplan: OutplanRow) -> None:
    """Everybody would be refused for it, when whoever wanted the campaign to run looks away."""
    number = outplan.source.get("target", "")
    if number.startswith("+") and not await owns_number(work, outplan.customer_id, number):
        fault = f"calls from {number!r}, which is no number of this customer: {outplan.id}"
        raise InvalidArgument.of([("outplan_id", fault)])
