"""The campaigns that run, each looked after by one process at a time."""

import asyncio
from typing import Any, Final

import structlog
from sqlalchemy import delete

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.campaign.dialler import CampaignDialler
from voipbin.core.campaign.model import CAMPAIGN_RUNS
from voipbin.core.campaigncall.attempts import Attempts
from voipbin.core.ids import new_id
from voipbin.core.leases import Leases
from voipbin.core.rounds import Rounds
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)

_MOST: Final = 20
"Campaigns this process looks at at once."
_POLL_S: Final = 1.0
"How often to look for what other processes left."
_PACE_S: Final = 0.5
"From one attempt of a campaign to the next."
_LEASE_US: Final = 30_000_000
_AFTER_FAILURE_S: Final = 5.0


class Campaigns:
    """Goes from campaign to campaign: one attempt, then the next one."""

    def __init__(
        self,
        calls: Calls,
        dialer: Dialer,
        activeflows: Activeflows,
        *,
        poll_s: float = _POLL_S,
        pace_s: float = _PACE_S,
    ) -> None:
        self._store: Store = calls.store
        attempts = Attempts(self.wake, round(pace_s * 1e6))
        calls.when_moving(attempts.call_moved)
        activeflows.when_ending(attempts.flow_over)
        self._dialler = CampaignDialler(self._store, dialer, activeflows, attempts, pace_s)
        self._leases = Leases(self._store, CAMPAIGN_RUNS, new_id(), lease_us=_LEASE_US)
        self._looking = 0
        self._rounds = Rounds("campaigns", self._round, poll_s=poll_s)

    async def start(self) -> None:
        """Takes up what the last process left, then follows."""
        await self._leases.take_over()
        self._rounds.start()

    def wake(self) -> None:
        """There may be somebody to dial."""
        self._rounds.wake()

    async def dial_due(self) -> None:
        """Looks at every campaign that is due now, and returns when that is done."""
        await self._rounds.until_idle()

    async def close(self, grace_s: float = 2.0) -> None:
        """Dials nobody more; who runs is taken up again at the next start."""
        await self._rounds.close(grace_s)

    async def _round(self) -> bool:
        free = _MOST - self._looking
        claimed = await self._leases.claim(free) if free > 0 else []
        for run in claimed:
            self._looking += 1
            self._rounds.begin(self._look(run))
        return bool(claimed)

    async def _look(self, run: Any) -> None:
        pause_s: float | None = _AFTER_FAILURE_S
        try:
            pause_s = await self._dialler.look(run.customer_id, run.id)
        except Exception as error:
            _log.error("a campaign could not go on", campaign_id=run.id, exc_info=error)
        finally:
            self._looking -= 1
        if pause_s is None:
            # What ends a campaign takes it from the list; only an erasure of all there is does not.
            async with self._store.writing() as work:
                await work.execute(delete(CAMPAIGN_RUNS).where(*self._leases.mine(run.id)))
            return
        due_us = self._store.clock.now_us() + round(pause_s * 1e6)
        async with self._store.writing() as work:
            await self._leases.free(work, run.id, due_us)
        asyncio.get_running_loop().call_later(pause_s, self.wake)
