"""Starting, feeding, stopping and recovering activeflows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from sqlalchemy import select

from voipbin.core.activeflow.model import ACTIVEFLOW, ActiveflowRow
from voipbin.core.activeflow.run import EndHook, Performer, Run
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow_engine import (
    CallFacts,
    CallHungUp,
    EngineState,
    Input,
    Limits,
    RunInfo,
    Start,
    Stop,
    completion,
    new_child_state,
    new_state,
    on_end,
)
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import resource_named
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)


def _no_data() -> str:
    return ""


class Activeflows:
    """All runs of this process."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._runs: dict[str, Run] = {}
        self._logic: Performer | None = None
        self._call_performer: Performer | None = None
        self._end_hooks: list[EndHook] = []

    def use(self, logic: Performer, calls: Performer) -> None:
        """Says who carries out effects: of runs without a call, and of runs of calls."""
        self._logic, self._call_performer = logic, calls

    def when_ending(self, hook: EndHook) -> None:
        """Takes part in the transaction of every end."""
        self._end_hooks.append(hook)

    async def create(
        self,
        work: UnitOfWork,
        customer_id: str,
        info: RunInfo,
        actions: Sequence[Mapping[str, Any]],
        *,
        call: CallFacts | None = None,
        variables: Mapping[str, str] | None = None,
        reference_data: Callable[[], str] = _no_data,
    ) -> Run:
        """Stores a new run; `start` or `feed` sets it going after the commit."""
        state = new_state(
            info,
            [dict(action) for action in actions],
            call=call,
            variables=dict(variables or {}),
        )
        return await self._add(work, customer_id, state, reference_data)

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of the activeflows that are under way here."""
        return tuple(self._runs)

    def get(self, id: str) -> Run | None:
        """The run of an activeflow that is under way here."""
        return self._runs.get(id)

    def feed(self, id: str, event: Input) -> None:
        """Tells a run that something happened; unknown and ended runs are left alone."""
        run = self._runs.get(id)
        if run is not None:
            run.feed(event)

    async def stop(self, id: str) -> None:
        """Ends a run and waits until that is stored."""
        run = self._runs.get(id)
        if run is not None:
            run.feed(Stop())
            await run.over.wait()

    async def on_end(
        self,
        *,
        flow_id: str,
        parent_activeflow_id: str,
        customer_id: str,
        reference_type: str,
        reference_id: str,
        variables: dict[str, str],
    ) -> None:
        """Starts the flow that follows the end of a recording or a transcribe."""
        parent = await self._state_of(parent_activeflow_id)
        if parent is None:
            parent = new_state(RunInfo(parent_activeflow_id), [])
        plan = on_end(parent, flow_id, reference_type, reference_id, variables)
        if plan is not None:
            await self._start_child(plan, customer_id)

    async def variables_of(self, id: str) -> dict[str, str]:
        """The variables of a run, over or not; none for one that is unknown."""
        state = await self._state_of(id) if id else None
        return dict(state.variables) if state is not None else {}

    async def hop_count_of(self, id: str) -> int:
        """Message flows that led to a run, over or not; 0 for one that is unknown."""
        state = await self._state_of(id) if id else None
        return state.info.hop_count if state is not None else 0

    async def recover(self) -> None:
        """Takes up what was running when its process died: calls are gone, the rest goes on."""
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(ACTIVEFLOW, connection)
            running = repository.select_live().where(
                ACTIVEFLOW.table.c.status == "running", left_behind(ACTIVEFLOW.table)
            )
            rows = await repository.all(running)
        for row in rows:
            if row.id in self._runs or not await claimed(self._store, ACTIVEFLOW.table, row):
                continue  # begun by this process already, or by another
            data = await self._reference_data(row.customer_id, row)
            run = self._run(row, EngineState.from_json(row.state), data)
            self._runs[run.id] = run
            if run.state.call is not None:
                run.feed(CallHungUp("failed"))
            elif run.state.is_started:
                await run.resume()
            else:
                run.feed(Start())

    async def close(self) -> None:
        """Stops working; what is not over is taken up again at the next start."""
        await asyncio.gather(*(run.close() for run in list(self._runs.values())))

    async def _add(
        self,
        work: UnitOfWork,
        customer_id: str,
        state: EngineState,
        reference_data: Callable[[], str],
    ) -> Run:
        info = state.info
        row = ActiveflowRow(
            id=info.activeflow_id,
            customer_id=customer_id,
            flow_id=info.flow_id,
            reference_type=info.reference_type,
            reference_id=info.reference_id,
            reference_activeflow_id=info.reference_activeflow_id,
            on_complete_flow_id=info.on_complete_flow_id,
            tm_create=work.clock.now_us(),
        )
        row.take(state)
        await Repository(ACTIVEFLOW, work, customer_id).add(row)
        record(work, ACTIVEFLOW, "created", row)
        run = self._run(row, state, reference_data)
        # A run whose row was rolled back must not stay behind.
        work.after_commit(lambda: self._runs.update({run.id: run}))
        return run

    def _run(
        self, row: ActiveflowRow, state: EngineState, reference_data: Callable[[], str]
    ) -> Run:
        performer = self._logic if state.call is None else self._call_performer
        assert performer is not None, "use() comes first"
        return Run(
            row,
            state,
            self._store,
            performer,
            self._limits,
            reference_data,
            self._ending,
            self._after_end,
        )

    async def _ending(self, work: UnitOfWork, row: ActiveflowRow) -> None:
        for hook in self._end_hooks:
            await hook(work, row)

    async def _after_end(self, run: Run) -> None:
        self._runs.pop(run.id, None)
        plan = completion(run.state)
        if plan is not None:
            await self._start_child(plan, run.row.customer_id)

    async def _start_child(self, plan: Any, customer_id: str) -> None:
        flow = await self._flow(customer_id, plan.flow_id)
        if flow is None:
            _log.warning("follow-up flow is gone", flow_id=plan.flow_id)
            return
        state = new_child_state(
            plan, new_id(), flow.actions, on_complete_flow_id=flow.on_complete_flow_id
        )
        data = await self._reference_data(customer_id, state.info)
        async with self._store.writing() as work:
            # Its end may be that of all its customer has: nothing follows then.
            customer = await Repository(CUSTOMER, work, customer_id).find(customer_id, lock=True)
            if customer is None or customer.status != "active":
                return
            child = await self._add(work, customer_id, state, data)
        child.feed(Start())

    async def _reference_data(
        self, customer_id: str, info: RunInfo | ActiveflowRow
    ) -> Callable[[], str]:
        """What gives the JSON of the call or conversation that a run is about, as it is now."""
        if info.reference_type not in ("call", "conversation"):
            return _no_data
        resource = resource_named(info.reference_type)
        async with self._store.reading() as connection:
            row = await Repository(resource, connection, customer_id).find(info.reference_id)
        return _no_data if row is None else lambda: orjson.dumps(resource.to_json(row)).decode()

    async def _flow(self, customer_id: str, flow_id: str) -> FlowRow | None:
        async with self._store.reading() as connection:
            return await Repository(FLOW, connection, customer_id).find(flow_id)

    async def _state_of(self, id: str) -> EngineState | None:
        if (run := self._runs.get(id)) is not None:
            return run.state
        async with self._store.reading() as connection:
            table = ACTIVEFLOW.table
            found = await connection.execute(select(table.c.state).where(table.c.id == id))
            row = found.first()
        return EngineState.from_json(row.state) if row is not None else None
