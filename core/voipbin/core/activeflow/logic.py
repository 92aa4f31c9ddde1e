"""Effects that need no call: timers, web requests, other flows."""

import asyncio
from typing import Any

import structlog

from voipbin.core.activeflow.run import Performer, Run
from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.flow.model import FLOW
from voipbin.core.flow_engine import (
    ActionFailed,
    ActionProblem,
    CancelTimer,
    Effect,
    FetchFlow,
    FlowFetched,
    HttpFetch,
    HttpResult,
    StartTimer,
    TimerFired,
    WebhookSend,
)
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.outcome import FLOW_ATTEMPTS, FLOW_PAUSE_US
from voipbin.core.webhook.service import Webhooks

_log = structlog.get_logger(__name__)

_JSON = "application/json; charset=utf-8"


class LogicPerformer:
    """Carries out the effects of runs without a call."""

    def __init__(self, store: Store, egress: EgressClient, webhooks: Webhooks) -> None:
        self._store = store
        self._webhooks = webhooks
        self._egress = egress
        self.beyond: Performer | None = None
        "Carries out what is neither about a call nor known here."
        self._timers: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def timers(self) -> int:
        """How many timers run."""
        return len(self._timers)

    async def perform(self, run: Run, effect: Effect) -> None:
        """Starts doing one thing; what needs a call is not asked of a run without one."""
        match effect:
            case StartTimer():
                self._start_timer(run, effect)
            case CancelTimer():
                self._cancel_timer(run, effect.token)
            case HttpFetch():
                self.spawn(self._fetch(run, effect))
            case FetchFlow():
                self.spawn(self._fetch_flow(run, effect))
            case WebhookSend(sync=True):
                self.spawn(self._webhook(run, effect))
            case WebhookSend():
                await self._queue_webhook(run, effect)
            case ActionProblem():
                _log.info(
                    "flow action failed",
                    activeflow_id=run.id,
                    action_type=effect.action_type,
                    reason=effect.reason,
                )
            case _:
                if self.beyond is not None:
                    await self.beyond.perform(run, effect)

    async def stepped(self, run: Run, work: UnitOfWork) -> None:
        """Nothing more to store."""

    def spawn(self, work: Any) -> None:
        """Does something in the background; its owner is this performer."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends what is in the background."""
        tasks = [*self._tasks, *self._timers.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start_timer(self, run: Run, effect: StartTimer) -> None:
        async def fire() -> None:
            left_s = (effect.due_us - self._store.clock.now_us()) / 1_000_000
            await self._store.clock.sleep(max(0.0, left_s))
            self._timers.pop((run.id, effect.token), None)
            run.feed(TimerFired(effect.token))

        task = asyncio.get_running_loop().create_task(fire())
        self._timers[run.id, effect.token] = task

    def _cancel_timer(self, run: Run, token: int) -> None:
        task = self._timers.pop((run.id, token), None)
        if task is not None:
            task.cancel()

    async def _fetch(self, run: Run, effect: HttpFetch) -> None:
        try:
            answer = await self._egress.request(
                effect.method, effect.url, effect.body.encode(), {"content-type": _JSON}
            )
        except EgressError as error:
            run.feed(ActionFailed(effect.token, str(error)))
            return
        run.feed(HttpResult(effect.token, answer.status, answer.text))

    async def _fetch_flow(self, run: Run, effect: FetchFlow) -> None:
        async with self._store.reading() as connection:
            flow = await Repository(FLOW, connection, run.row.customer_id).find(effect.flow_id)
        if flow is None:
            run.feed(ActionFailed(effect.token, f"flow {effect.flow_id} not found"))
        else:
            run.feed(FlowFetched(effect.token, flow.actions))

    async def _webhook(self, run: Run, effect: WebhookSend) -> None:
        """Sends and waits for the answer: at most three times, for a caller waits with us."""
        failure = ""
        for attempt in range(FLOW_ATTEMPTS):
            if attempt:
                await self._store.clock.sleep(FLOW_PAUSE_US / 1e6)
            try:
                answer = await self._egress.request(
                    effect.method,
                    effect.uri,
                    effect.data.encode(),
                    {"content-type": effect.data_type} if effect.data_type else {},
                )
            except EgressError as error:
                failure = str(error)
                if error.is_refused:
                    break
                continue
            failure = ""
            if answer.status < 500:
                break
        if failure:
            _log.info("webhook_send failed", activeflow_id=run.id, reason=failure)
            run.feed(ActionFailed(effect.token, failure))
        else:
            run.feed(HttpResult(effect.token, answer.status, answer.text))

    async def _queue_webhook(self, run: Run, effect: WebhookSend) -> None:
        """Leaves a request to those who deliver webhooks."""
        await self._webhooks.outbox.add_flow_send(
            run.row.customer_id,
            run.id,
            effect.token,
            url=effect.uri,
            method=effect.method,
            content_type=effect.data_type,
            body=effect.data,
        )
        self._webhooks.wake()
