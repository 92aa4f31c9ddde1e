"""Managing flows."""

from typing import Any

from sqlalchemy import update
from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument, ResourceExhausted
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow.plan import checked_actions
from voipbin.core.number.model import NumberRow
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork

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

    async def check(self, row: FlowRow, work: UnitOfWork, ctx: Context) -> None:
        """The follow-up flow must be the customer's own; there is a most of flows."""
        flows = ctx.own(FLOW, work)
        if row.on_complete_flow_id and await flows.find(row.on_complete_flow_id) is None:
            raise InvalidArgument.of(
                [("on_complete_flow_id", f"no such flow: {row.on_complete_flow_id}")]
            )
        if row.tm_update is None:
            await self._take_place(flows)

    async def _take_place(self, flows: Repository[FlowRow]) -> None:
        """Counts the flows only when the places known to be free are used up."""
        free = self._free_places.get(flows.customer_id, 0) or MAX_FLOWS - await flows.count()
        if free <= 0:
            raise ResourceExhausted(f"a customer may have {MAX_FLOWS} flows; delete some")
        self._free_places[flows.customer_id] = free - 1

    async def deleted(self, row: FlowRow, work: UnitOfWork, ctx: Context) -> None:
        """Numbers that pointed here point nowhere."""
        table: Any = NumberRow.__table__  # type: ignore[attr-defined]
        for column in ("call_flow_id", "message_flow_id"):
            await work.execute(update(table).where(table.c[column] == row.id).values({column: ""}))
