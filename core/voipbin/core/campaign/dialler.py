"""Looking at a campaign that runs: whom it dials next, and when to look again."""

from typing import Final

import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.model import CallRow
from voipbin.core.campaign.course import begin, cease
from voipbin.core.campaign.model import (
    CAMPAIGN,
    CampaignEndHandle,
    CampaignRow,
    CampaignStatus,
    CampaignType,
)
from voipbin.core.campaign.pace import Pace
from voipbin.core.campaign.readiness import check_ready
from voipbin.core.campaign.reasons import tell_ceased, tell_refused
from voipbin.core.campaigncall.attempts import Attempt, Attempts, plan_of
from voipbin.core.campaigncall.variables import attempt_variables
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.database import Connection
from voipbin.core.errors import (
    Aborted,
    InsufficientBalance,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unavailable,
    VoipbinError,
)
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.outdial.model import OUTDIAL
from voipbin.core.outdialtarget.choice import Rest, Targets
from voipbin.core.queue.model import QUEUE
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)

_SOON_S: Final = 1.0
"While no agent is free, or too many calls go on."
_LATER_S: Final = 5.0
"While nobody is left to dial, and after a failure of our own."
_TOMORROW_S: Final = 60.0
"While nothing more may be spent today."
_DIALLED: Final = frozenset({"tel", "sip"})


class CampaignDialler:
    """Makes attempts, one a look."""

    def __init__(
        self,
        store: Store,
        dialer: Dialer,
        activeflows: Activeflows,
        attempts: Attempts,
        pace_s: float,
    ) -> None:
        """
        Args:
            pace_s: from one attempt to the next.
        """
        self._store = store
        self._dialer = dialer
        self._activeflows = activeflows
        self._attempts = attempts
        self._pace_s = pace_s
        self._pace = Pace(store)

    async def look(self, customer_id: str, id: str) -> float | None:
        """Dials whoever is next.

        Returns:
            Seconds until the campaign is to be looked at again; None when it dials no more.
        """
        async with self._store.reading() as connection:
            campaign = await Repository(CAMPAIGN, connection, customer_id).find(id)
            if campaign is None or campaign.status != CampaignStatus.RUN:
                return None
            customer = await Repository(CUSTOMER, connection, customer_id).find(customer_id)
            outplan = await plan_of(connection, customer_id, campaign.outplan_id)
            flow = await Repository(FLOW, connection, customer_id).find(campaign.flow_id)
            outdials = Repository(OUTDIAL, connection, customer_id)
            outdial = await outdials.find(campaign.outdial_id)
            queues = Repository(QUEUE, connection, customer_id)
            has_queue = not campaign.queue_id or await queues.exists(campaign.queue_id)
        if customer is None or customer.status != "active":
            await self._cease(campaign, "its customer is not active")
            return None
        if outplan is None or outdial is None or flow is None or not has_queue:
            await self._cease(campaign, "its outplan, outdial or queue is gone")
            return None
        if outdial.campaign_id not in ("", id):
            await self._cease(campaign, f"campaign {outdial.campaign_id} has claimed its outdial")
            return None
        if not await self._pace.allows(campaign):
            return _SOON_S
        async with self._store.reading() as connection:
            targets = Targets(connection, campaign.outdial_id, outplan)
            choice = await targets.next(self._store.clock.now_us())
            rest = None if choice is not None else await targets.rest()
        if rest is not None:
            return await self._wait(campaign, rest)
        assert choice is not None
        return await self._try(Attempt(new_id(), campaign, outplan, choice), flow)

    async def _wait(self, campaign: CampaignRow, rest: Rest) -> float | None:
        if rest.due_us is not None:
            left_s = (rest.due_us - self._store.clock.now_us()) / 1e6
            return min(max(left_s, 0.0), _LATER_S)
        if rest.is_anybody_dialled or campaign.end_handle == CampaignEndHandle.CONTINUE:
            return _LATER_S
        await self._cease(campaign, "", is_complete=True)
        return None

    # -- one attempt

    async def _try(self, attempt: Attempt, flow: FlowRow) -> float | None:
        try:
            if attempt.campaign.type == CampaignType.FLOW:
                await self._run(attempt, flow)
            else:
                await self._dial(attempt, flow)
        except Aborted:
            return 0.0  # looks what is different now
        except ResourceExhausted as error:
            _log.info("a campaign waits", campaign_id=attempt.campaign.id, reason=error.message)
            return _TOMORROW_S if error.reason == "DAILY_SPEND_EXCEEDED" else _SOON_S
        except Unavailable as error:
            _log.info("a campaign waits", campaign_id=attempt.campaign.id, reason=error.message)
            return _LATER_S
        except VoipbinError as error:
            if _is_of_account(error):
                await self._cease(attempt.campaign, error.message)
                return None
            await self._refused(attempt, error)
        return self._pace_s

    async def _dial(self, attempt: Attempt, flow: FlowRow) -> None:
        destination = attempt.choice.destination
        if destination.get("type") not in _DIALLED:
            fault = f"must be tel or sip to be dialled by a campaign, got {destination['type']!r}"
            raise InvalidArgument.of([("destination.type", fault)])

        async def begin_attempt(work: UnitOfWork, call: CallRow) -> None:
            call.campaigncall_id = attempt.id
            await self._attempts.begin(work, attempt, "call", call.id, call.activeflow_id)

        campaign = attempt.campaign
        request = CallRequest(
            campaign.customer_id,
            attempt.outplan.source,
            FlowPlan(flow.actions, flow.id),
            names_source=True,
            dial_timeout_s=-(-attempt.outplan.dial_timeout // 1000),
            beginning=begin_attempt,
            variables=attempt_variables(attempt),
        )
        await self._dialer.dial(request, destination, "destination")

    async def _run(self, attempt: Attempt, flow: FlowRow) -> None:
        info = RunInfo(
            new_id(), reference_type="campaign", reference_id=attempt.id, flow_id=flow.id
        )
        customer_id = attempt.campaign.customer_id
        async with self._store.writing() as work:
            await refuse_frozen(work, customer_id)
            await self._attempts.begin(work, attempt, "flow", "", info.activeflow_id)
            run = await self._activeflows.create(
                work, customer_id, info, flow.actions, variables=attempt_variables(attempt)
            )
        run.feed(Start())

    async def _refused(self, attempt: Attempt, error: VoipbinError) -> None:
        _log.info(
            "a target of a campaign cannot be dialled",
            campaign_id=attempt.campaign.id,
            outdialtarget_id=attempt.choice.target.id,
            reason=error.message,
        )
        try:
            async with self._store.writing() as work:
                await self._attempts.refused(work, attempt)
                tell_refused(work, attempt, error.message)
        except Aborted:
            pass  # it is somebody else's by now

    # -- the end

    async def _cease(
        self, campaign: CampaignRow, reason: str, *, is_complete: bool = False
    ) -> None:
        """Ends dialling; the next campaign begins where everybody was dialled."""
        next_id = await self._next_of(campaign) if is_complete else ""
        async with self._store.writing() as work:
            campaigns = Repository(CAMPAIGN, work, campaign.customer_id)
            # In one order, whichever follows which: two that follow each other may end at once.
            ids = sorted({campaign.id, next_id} - {""})
            rows = {id: await campaigns.find(id, lock=True) for id in ids}
            row = rows[campaign.id]
            if row is None or row.status != CampaignStatus.RUN:
                return
            await cease(work, row)
            if reason:
                tell_ceased(work, row, reason)
            await self._begin_next(work, rows.get(next_id))
        if reason:
            _log.warning("a campaign ceases to dial", campaign_id=campaign.id, reason=reason)

    async def _next_of(self, campaign: CampaignRow) -> str:
        """The campaign that follows; "" for none.

        One that would end at once is passed over for the one behind it: campaigns that follow each
        other in a ring would begin and end for ever.
        """
        passed, id = {campaign.id}, campaign.next_campaign_id
        async with self._store.reading() as connection:
            while id and id not in passed:
                passed.add(id)
                row = await Repository(CAMPAIGN, connection, campaign.customer_id).find(id)
                if row is None:
                    return ""
                if await _has_something_to_do(connection, row):
                    return id
                id = row.next_campaign_id
        return ""

    async def _begin_next(self, work: UnitOfWork, following: CampaignRow | None) -> None:
        if following is None or following.status == CampaignStatus.RUN:
            return
        try:
            await check_ready(work, following)
        except VoipbinError as error:
            _log.warning(
                "the next campaign cannot run", campaign_id=following.id, reason=error.message
            )
        else:
            await begin(work, following)


async def _has_something_to_do(connection: Connection, row: CampaignRow) -> bool:
    outplan = await plan_of(connection, row.customer_id, row.outplan_id)
    if outplan is None or row.end_handle == CampaignEndHandle.CONTINUE:
        return True  # whether it can run is seen when it is to
    rest = await Targets(connection, row.outdial_id, outplan).rest()
    return rest.due_us is not None or rest.is_anybody_dialled


def _is_of_account(error: VoipbinError) -> bool:
    """Whether everybody would be refused alike: for money, standing, the number to call from."""
    if isinstance(error, PermissionDenied):
        return error.reason != "DESTINATION_NOT_ALLOWED"
    if isinstance(error, InvalidArgument | NotFound):
        return error.reason == "SOURCE_NOT_OWNED"
    return isinstance(error, InsufficientBalance)
