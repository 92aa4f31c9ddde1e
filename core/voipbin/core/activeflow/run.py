"""One activeflow under way: inputs in, steps stored, effects carried out."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import orjson
import structlog

from voipbin.core.activeflow.model import ACTIVEFLOW, ActiveflowRow
from voipbin.core.event.stored import PendingEvent
from voipbin.core.flow_engine import (
    ActionProblem,
    ActivityChanged,
    Effect,
    EngineState,
    Input,
    Limits,
    Stop,
    step,
)
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.row import copied
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)

_TOLD_IN_ONE_STEP = 100
"Actions of one step that get an event each: a flow that spins must not fill the log."


EndHook = Callable[[UnitOfWork, ActiveflowRow], Awaitable[None]]


class Performer(Protocol):
    """Carries out effects. Nothing here may wait for another party: answers come by `Run.feed`."""

    async def perform(self, run: "Run", effect: Effect) -> None:
        """Starts doing one thing."""

    async def stepped(self, run: "Run", work: UnitOfWork) -> None:
        """Stores what else belongs to a step, inside its transaction."""


class Run:
    """Feeds one engine state, one input at a time."""

    def __init__(
        self,
        row: ActiveflowRow,
        state: EngineState,
        store: Store,
        performer: Performer,
        limits: Limits,
        reference_data: Callable[[], str],
        ending: EndHook,
        ended: Callable[["Run"], Awaitable[None]],
    ) -> None:
        self.row = row
        self.state = state
        self._store = store
        self._performer = performer
        self._limits = limits
        self._reference_data = reference_data
        self._ending = ending
        self._ended = ended
        self._inputs: asyncio.Queue[Input] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.over = asyncio.Event()

    @property
    def id(self) -> str:
        """Of the activeflow."""
        return self.row.id

    def feed(self, event: Input) -> None:
        """Notes an input; it is worked on in order."""
        self._inputs.put_nowait(event)
        if self._task is None and not self.over.is_set():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def resume(self) -> None:
        """Carries out again what the last step before a restart asked for."""
        for effect in self.state.last_effects:
            await self._performer.perform(self, effect)

    async def close(self) -> None:
        """Stops working without ending the activeflow."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while self.state.status == "running":
            event = await self._inputs.get()
            try:
                await self._step(event)
            except Exception as error:
                _log.error("an activeflow step failed", activeflow_id=self.id, exc_info=error)
                await self._give_up()
        self.over.set()
        self._reference_data = _no_data  # it holds the call, which holds this run
        try:
            await self._ended(self)
        except Exception as error:
            _log.error("what follows an activeflow failed", activeflow_id=self.id, exc_info=error)

    async def _step(self, event: Input) -> None:
        now_us = self._store.clock.now_us()
        state, effects = step(
            self.state, event, now_us, limits=self._limits, reference_data=self._reference_data
        )
        before, self.state = self.state, state
        try:
            await self._save(effects)
        except BaseException:
            # Nothing of it happened: whoever ends the run next has to tell of the end.
            self.state = before
            self.row.take(before)
            raise
        for effect in effects:
            await self._performer.perform(self, effect)

    async def _save(self, effects: Sequence[Effect]) -> None:
        before = self.row.status
        changes = [effect for effect in effects if isinstance(effect, ActivityChanged)]
        problems = [effect for effect in effects if isinstance(effect, ActionProblem)]
        self.row.take(self.state)
        async with self._store.writing() as work:
            self.row.tm_update = work.clock.now_us()
            await Repository(ACTIVEFLOW, work, self.row.customer_id).save(self.row)
            for problem in problems[:_TOLD_IN_ONE_STEP]:
                self._record_problem(work, problem)
            self._record_passed(work, changes)
            if changes or before != self.row.status:
                record(work, ACTIVEFLOW, "updated", self.row)
                await self._performer.stepped(self, work)
            if before != self.row.status:
                await self._ending(work, self.row)

    def _record_passed(self, work: UnitOfWork, changes: Sequence[ActivityChanged]) -> None:
        """Tells of the actions that were over within the step; the row shows the last one."""
        is_ended = self.state.status != "running"
        passed = changes if is_ended else changes[:-1]
        for change in passed[:_TOLD_IN_ONE_STEP]:
            row = copied(self.row)
            row.status = "running"
            row.current_action = change.action
            row.executed_actions = row.executed_actions[: change.executed_count]
            record(work, ACTIVEFLOW, "updated", row)

    def _record_problem(self, work: UnitOfWork, problem: ActionProblem) -> None:
        """The event activeflow_action_failed: {id, customer_id, action_id, action_type, reason}."""
        body = {
            "id": self.id,
            "customer_id": self.row.customer_id,
            "action_id": problem.action_id,
            "action_type": problem.action_type,
            "reason": problem.reason,
        }
        work.record(
            PendingEvent(
                customer_id=self.row.customer_id,
                type="activeflow_action_failed",
                resource=ACTIVEFLOW.name,
                resource_id=self.id,
                data=orjson.dumps(body).decode(),
                tm_origin=self.row.tm_create,
            )
        )

    async def _give_up(self) -> None:
        """Our own failure must not leave a caller in silence for ever."""
        self.state, effects = step(self.state, Stop(), self._store.clock.now_us())
        try:
            await self._save([])
        except Exception as error:
            # The next start of the process finds the row running and ends it.
            _log.error("an end could not be stored", activeflow_id=self.id, exc_info=error)
        for effect in effects:
            await self._performer.perform(self, effect)


def _no_data() -> str:
    """Nothing is asked of a run that is over."""
    return ""
