"""Starting, watching and stopping activeflows."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.activeflow.model import ACTIVEFLOW, ActiveflowRow
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.context import Context
from voipbin.core.errors import AlreadyExists, InvalidArgument
from voipbin.core.flow.plan import flow_to_run
from voipbin.core.flow_engine import RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.room import Room


class ActiveflowRoom(Room[ActiveflowRow]):
    """Serves ActiveflowService."""

    resource = ACTIVEFLOW

    def __init__(self, activeflows: Activeflows) -> None:
        self._activeflows = activeflows

    async def create_activeflow(self, request: Any, ctx: Context) -> Message:
        """Starts a run without a call; answers before the first action."""
        if not request.flow_id and not request.actions:
            raise InvalidArgument.of([("flow_id", "or actions must be given")])
        plan = await flow_to_run(ctx, request.flow_id, request.actions)
        info = RunInfo(
            request.id or new_id(),
            reference_type="api",
            flow_id=plan.flow_id,
            on_complete_flow_id=plan.on_complete_flow_id,
        )
        async with ctx.writing() as work:
            await self._check_free(work, info.activeflow_id)
            run = await self._activeflows.create(work, ctx.customer_id, info, plan.actions)
        answer = ACTIVEFLOW.to_message(run.row)
        run.feed(Start())
        return answer  # type: ignore[no-any-return]

    async def stop_activeflow(self, request: Any, ctx: Context) -> Message:
        """Ends a run; one that has ended is returned as it is."""
        await self.get(request, ctx)
        await self._activeflows.stop(request.id)
        return await self.get(request, ctx)

    async def delete_activeflow(self, request: Any, ctx: Context) -> Message:
        """Ends a run when needed and deletes it."""
        await self.get(request, ctx)
        await self._activeflows.stop(request.id)
        return await self.delete(request, ctx)

    async def _check_free(self, work: Any, id: str) -> None:
        table = ACTIVEFLOW.table
        if (await work.execute(select(table.c.id).where(table.c.id == id))).first():
            raise AlreadyExists(f"activeflow {id} exists already")
