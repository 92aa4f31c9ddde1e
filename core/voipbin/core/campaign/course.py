"""When campaigns begin and cease to dial: part of a transaction that holds the row."""

from typing import Final

from sqlalchemy import delete, insert, update

from voipbin.core.campaign.model import CAMPAIGN, CAMPAIGN_RUNS, CampaignRow, CampaignStatus
from voipbin.core.campaigncall.model import CAMPAIGNCALL, OPEN
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

_RUNS: Final = CAMPAIGN_RUNS.c


async def begin(work: UnitOfWork, row: CampaignRow) -> None:
    """Lets a campaign dial, once the transaction is stored: campaign_status_run."""
    await _forget(work, row.id)
    await work.execute(
        insert(CAMPAIGN_RUNS).values(
            id=row.id,
            customer_id=row.customer_id,
            tm_due=work.clock.now_us(),
            lease_owner="",
            tm_lease=None,
        )
    )
    await _move(work, row, CampaignStatus.RUN)


async def cease(work: UnitOfWork, row: CampaignRow) -> None:
    """Lets a campaign dial nobody more; its calls go on, and until the last is over it is stopping:
    campaign_status_stopping or campaign_status_stop."""
    await _forget(work, row.id)
    ongoing = await _is_anything_open(work, row)
    await _move(work, row, CampaignStatus.STOPPING if ongoing else CampaignStatus.STOP)


async def attempt_over(work: UnitOfWork, row: CampaignRow, pace_us: int) -> None:
    """One of its attempts is over: what stopped dialling may have stopped for good, and what did
    not may have somebody to dial again.

    Args:
        pace_us: from one attempt to the next; what waits no longer than that just dialled.
    """
    if row.status == CampaignStatus.RUN:
        now_us = work.clock.now_us()
        waits = _RUNS.tm_due > now_us + pace_us
        await work.execute(
            update(CAMPAIGN_RUNS).where(_RUNS.id == row.id, waits).values(tm_due=now_us)
        )
    elif row.status == CampaignStatus.STOPPING and not await _is_anything_open(work, row):
        await _move(work, row, CampaignStatus.STOP)


async def _is_anything_open(work: UnitOfWork, row: CampaignRow) -> bool:
    of_it = CAMPAIGNCALL.table.c.campaign_id == row.id
    return await Repository(CAMPAIGNCALL, work, row.customer_id).count(of_it, OPEN) > 0


async def _move(work: UnitOfWork, row: CampaignRow, status: CampaignStatus) -> None:
    if row.status == status:
        return
    row.status, row.tm_update = status.value, work.clock.now_us()
    await Repository(CAMPAIGN, work, row.customer_id).save(row, "status", "tm_update")
    record(work, CAMPAIGN, f"status_{status}", row)


async def _forget(work: UnitOfWork, id: str) -> None:
    await work.execute(delete(CAMPAIGN_RUNS).where(_RUNS.id == id))
