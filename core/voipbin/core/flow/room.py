"""Managing flows."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import update

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow.plan import check_flow_reference, checked_actions
from voipbin.core.number.model import NumberRow
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import flow_pb2

MAX_FLOWS = 10_000
"Flows of one customer."


class FlowRoom(Room[FlowRow]):
    """Serves FlowService."""

    resource = FLOW

    def __init__(self) -> None:
        self._free_places: dict[str, int] = {}

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values with the actions checked and ids given."""
        return super().columns(request) | {"actions": checked_actions(request.actions)}

    def list_filters(self, request: Any) -> list[Any]:
        """Only flows customers made."""
        return [FLOW.table.c.type == "flow"]

    async def batch_list_flows(self, request: Any, ctx: Context) -> Message:
        """The newest flows that each customer made."""
        async with ctx.reading() as connection:
            made = self.by_id(ctx, connection).narrowed(FLOW.table.c.type == "flow")
            found = await made.newest_for_each(
                "customer_id", list(request.customer_ids), request.page_size
            )
        return flow_pb2.BatchListFlowsResponse(result=[FLOW.arguments(row) for row in found])

    async def create_flow(self, request: Any, ctx: Context) -> Message:
        """A new flow, while the customer has a place for it."""
        await self._take_place(ctx)
        return await self.create(request, ctx)

    async def check(self, row: FlowRow, work: UnitOfWork, ctx: Context) -> None:
        """The follow-up flow must be of the same customer."""
        _refuse_hidden(row)
        await check_flow_reference(
            work, row.customer_id, "on_complete_flow_id", row.on_complete_flow_id
        )

    async def _take_place(self, ctx: Context) -> None:
        """Counts the flows only when the places known to be free are used up."""
        free = self._free_places.get(ctx.customer_id, 0)
        if free <= 0:
            async with ctx.reading() as connection:
                free = MAX_FLOWS - await ctx.own(FLOW, connection).count()
        if free <= 0:
            raise FailedPrecondition(
                f"a customer may have {MAX_FLOWS} flows; delete some",
                reason="FLOW_LIMIT_REACHED",
            )
        self._free_places[ctx.customer_id] = free - 1

    async def deleted(self, row: FlowRow, work: UnitOfWork, ctx: Context) -> None:
        """Numbers that pointed here point nowhere."""
        _refuse_hidden(row)
        table: Any = NumberRow.__table__  # type: ignore[attr-defined]
        for column in ("call_flow_id", "message_flow_id"):
            await work.execute(update(table).where(table.c[column] == row.id).values({column: ""}))


def _refuse_hidden(row: FlowRow) -> None:
    """What another resource made for itself changes and goes with that resource."""
    if row.type != "flow":
        raise FailedPrecondition(
            f"flow {row.id} belongs to a {row.type}; change that instead",
            reason="FLOW_NOT_EDITABLE",
        )
