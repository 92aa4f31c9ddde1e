"""What becomes of the attempts of campaigns, as the database knows it.

Each change is part of the transaction of what causes it: of the call that is stored, answered or
over, of the flow that ends. Rows are locked in one order: campaign, attempt, target.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from voipbin.core.activeflow.model import ActiveflowRow
from voipbin.core.call.model import CallRow
from voipbin.core.campaign.course import attempt_over
from voipbin.core.campaign.model import CAMPAIGN, CampaignRow, CampaignStatus
from voipbin.core.campaigncall.model import (
    CAMPAIGNCALL,
    CampaigncallResult,
    CampaigncallRow,
    CampaigncallStatus,
)
from voipbin.core.errors import Aborted
from voipbin.core.outdialtarget.choice import Choice, choice_of
from voipbin.core.outdialtarget.model import (
    OUTDIALTARGET,
    TRY_COUNTS,
    OutdialtargetRow,
    OutdialtargetStatus,
)
from voipbin.core.outplan.model import OUTPLAN, OutplanRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

_REACHED = "normal"
"Hangup reason of a call that was answered; what a machine answered ends for amd."


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is about to be tried."""

    id: str
    campaign: CampaignRow
    outplan: OutplanRow
    choice: Choice


class Attempts:
    """Begins, moves and ends them.

    Args:
        wake: called after a commit by which a campaign may have somebody to dial.
        pace_us: from one attempt of a campaign to the next.
    """

    def __init__(self, wake: Callable[[], None], pace_us: int) -> None:
        self._wake = wake
        self._pace_us = pace_us

    async def begin(
        self,
        work: UnitOfWork,
        attempt: Attempt,
        reference_type: str,
        reference_id: str,
        activeflow_id: str,
    ) -> None:
        """Stores an attempt that begins: a call is dialling, a flow is in progress.

        Raises:
            Aborted: the campaign was stopped, or the target taken, since it was chosen.
        """
        status = CampaigncallStatus.PROGRESSING
        if reference_type == "call":
            status = CampaigncallStatus.DIALING
        target = await self._taken(work, attempt)
        row = _row(work, attempt)
        row.status, row.activeflow_id = status.value, activeflow_id
        row.reference_type, row.reference_id = reference_type, reference_id
        await Repository(CAMPAIGNCALL, work, row.customer_id).add(row)
        record(work, CAMPAIGNCALL, "created", row)
        await _tell_target(work, target, OutdialtargetStatus.PROGRESSING)

    async def refused(self, work: UnitOfWork, attempt: Attempt) -> None:
        """Stores an attempt that could not even begin; it counts like one that failed.

        Raises:
            Aborted: as `begin`.
        """
        target = await self._taken(work, attempt)
        row = _row(work, attempt)
        row.reference_type = "none"
        row.status, row.result = CampaigncallStatus.DONE.value, CampaigncallResult.FAIL.value
        await Repository(CAMPAIGNCALL, work, row.customer_id).add(row)
        record(work, CAMPAIGNCALL, "created", row)
        is_left = choice_of(target, attempt.outplan) is not None
        status = OutdialtargetStatus.IDLE if is_left else OutdialtargetStatus.DONE
        await _tell_target(work, target, status)

    async def call_moved(self, work: UnitOfWork, call: CallRow) -> None:
        """The status of a call has changed."""
        if not call.campaigncall_id:
            return
        if call.status == "progressing":
            await self._answered(work, call)
        elif call.status == "hangup":
            is_reached = call.hangup_reason == _REACHED
            result = CampaigncallResult.SUCCESS if is_reached else CampaigncallResult.FAIL
            await self._over(work, call.customer_id, call.campaigncall_id, result)

    async def flow_over(self, work: UnitOfWork, flow: ActiveflowRow) -> None:
        """An activeflow has ended."""
        if flow.reference_type == "campaign":
            result = CampaigncallResult.SUCCESS
            await self._over(work, flow.customer_id, flow.reference_id, result)

    async def _answered(self, work: UnitOfWork, call: CallRow) -> None:
        attempts = Repository(CAMPAIGNCALL, work, call.customer_id)
        row = await attempts.find(call.campaigncall_id, lock=True)
        if row is not None and row.status == CampaigncallStatus.DIALING:
            row.status, row.tm_update = CampaigncallStatus.PROGRESSING.value, work.clock.now_us()
            await attempts.save(row, "status", "tm_update")
            record(work, CAMPAIGNCALL, "updated", row)
            work.after_commit(self._wake)  # it does not count against the free agents any more

    async def _over(
        self, work: UnitOfWork, customer_id: str, id: str, result: CampaigncallResult
    ) -> None:
        attempts = Repository(CAMPAIGNCALL, work, customer_id)
        found = await attempts.find(id)
        if found is None:
            return
        campaigns = Repository(CAMPAIGN, work, customer_id)
        campaign = await campaigns.find(found.campaign_id, lock=True)
        row = await attempts.find(id, lock=True)
        if row is None or row.status == CampaigncallStatus.DONE:
            return
        row.status, row.result = CampaigncallStatus.DONE.value, result.value
        row.tm_update = work.clock.now_us()
        await attempts.save(row, "status", "result", "tm_update")
        record(work, CAMPAIGNCALL, "updated", row)
        await _let_go(work, row)
        if campaign is not None:
            await attempt_over(work, campaign, self._pace_us)
            work.after_commit(self._wake)

    async def _taken(self, work: UnitOfWork, attempt: Attempt) -> OutdialtargetRow:
        """The target, with the attempt counted."""
        campaign, choice = attempt.campaign, attempt.choice
        campaigns = Repository(CAMPAIGN, work, campaign.customer_id)
        now = await campaigns.find(campaign.id, lock=True)
        if now is None or now.status != CampaignStatus.RUN:
            raise Aborted(f"campaign {campaign.id} is not running any more")
        targets = Repository(OUTDIALTARGET, work, campaign.customer_id)
        target = await targets.find(choice.target.id, lock=True)
        count = TRY_COUNTS[choice.place]
        if (
            target is None
            or target.status != OutdialtargetStatus.IDLE
            or getattr(target, count) != choice.try_count - 1
        ):
            raise Aborted(f"outdialtarget {choice.target.id} was taken meanwhile")
        setattr(target, count, choice.try_count)
        await targets.save(target, count)
        return target


async def _let_go(work: UnitOfWork, row: CampaigncallRow) -> None:
    """The target of an attempt that is over is done, or may be dialled again."""
    targets = Repository(OUTDIALTARGET, work, row.customer_id)
    target = await targets.find(row.outdial_target_id, lock=True)
    if target is None or target.status != OutdialtargetStatus.PROGRESSING:
        return  # deleted meanwhile
    status = OutdialtargetStatus.DONE
    if row.result == CampaigncallResult.FAIL:
        outplan = await plan_of(work, row.customer_id, row.outplan_id)
        if outplan is not None and choice_of(target, outplan) is not None:
            status = OutdialtargetStatus.IDLE
    await _tell_target(work, target, status)


async def plan_of(connection: Any, customer_id: str, outplan_id: str) -> OutplanRow | None:
    """An outplan; one that was deleted goes on for those who use it."""
    table = OUTPLAN.table
    wanted = select(table).where(table.c.id == outplan_id, table.c.customer_id == customer_id)
    return await Repository(OUTPLAN, connection, customer_id).one(wanted)


async def _tell_target(
    work: UnitOfWork, target: OutdialtargetRow, status: OutdialtargetStatus
) -> None:
    target.status, target.tm_update = status.value, work.clock.now_us()
    targets = Repository(OUTDIALTARGET, work, target.customer_id)
    await targets.save(target, "status", "tm_update")
    record(work, OUTDIALTARGET, "updated", target)


def _row(work: UnitOfWork, attempt: Attempt) -> CampaigncallRow:
    campaign, choice = attempt.campaign, attempt.choice
    return CampaigncallRow(
        id=attempt.id,
        customer_id=campaign.customer_id,
        campaign_id=campaign.id,
        outplan_id=attempt.outplan.id,
        outdial_id=choice.target.outdial_id,
        outdial_target_id=choice.target.id,
        queue_id=campaign.queue_id,
        flow_id=campaign.flow_id,
        source=attempt.outplan.source,
        destination=choice.destination,
        destination_index=choice.place,
        try_count=choice.try_count,
        tm_create=work.clock.now_us(),
    )
