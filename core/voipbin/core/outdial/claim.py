"""Claims: an outdial is dialled by one campaign at most."""

from voipbin.core.errors import FailedPrecondition
from voipbin.core.outdial.model import OUTDIAL, OutdialRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork


async def claim(work: UnitOfWork, customer_id: str, outdial_id: str, campaign_id: str) -> None:
    """Gives an outdial to a campaign; nothing happens where there is none to give.

    Raises:
        FailedPrecondition: another campaign has it.
    """
    if not outdial_id:
        return
    outdials = Repository(OUTDIAL, work, customer_id)
    # Two campaigns that want it at once take turns at the row: the second finds the claim.
    row = await outdials.find(outdial_id, lock=True)
    if row is None:  # deleted while the campaign named it
        return
    refuse_claimed(row, campaign_id)
    if row.campaign_id:
        return
    row.campaign_id = campaign_id
    row.tm_update = work.clock.now_us()
    await outdials.save(row, "campaign_id", "tm_update")
    record(work, OUTDIAL, "updated", row)


def refuse_claimed(row: OutdialRow, campaign_id: str) -> None:
    """
    Raises:
        FailedPrecondition: another campaign has it.
    """
    if row.campaign_id not in ("", campaign_id):
        raise FailedPrecondition(
            f"outdial {row.id} is claimed by campaign {row.campaign_id}; "
            "free it with an empty campaign_id first",
            reason="OUTDIAL_CLAIMED",
        )
