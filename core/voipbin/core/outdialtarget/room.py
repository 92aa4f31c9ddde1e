"""Who is on an outdial."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument
from voipbin.core.outdial.model import OUTDIAL
from voipbin.core.outdialtarget.model import DESTINATIONS, OUTDIALTARGET, OutdialtargetRow
from voipbin.core.outplan.dialable import dialable
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.v1 import outdialtarget_pb2


class OutdialtargetRoom(Room[OutdialtargetRow]):
    """Serves OutdialtargetService. The path's id is the outdial's, whose owner owns the target."""

    resource = OUTDIALTARGET

    async def create_outdialtarget(self, request: Any, ctx: Context) -> Message:
        """Puts a target on an outdial."""
        row = self.new_row(request, ctx)
        row.tm_update = row.tm_create
        async with ctx.writing() as work:
            outdial = await ctx.by_id(OUTDIAL, work).read(request.id)
            row.outdial_id, row.customer_id = outdial.id, outdial.customer_id
            await self.by_id(ctx, work).add(row)
            message = OUTDIALTARGET.to_message(row)
            self.record(work, "created", row, message)
        return message  # type: ignore[no-any-return]

    async def get_outdialtarget(self, request: Any, ctx: Context) -> Message:
        """One target of the outdial."""
        async with ctx.reading() as connection:
            row = await self._on(request.id, ctx, connection).read(request.target_id)
        return OUTDIALTARGET.to_message(row)  # type: ignore[no-any-return]

    async def list_outdialtargets(self, request: Any, ctx: Context) -> Message:
        """The targets of the outdial."""
        response = outdialtarget_pb2.ListOutdialtargetsResponse
        return await self.children("outdial_id", request, response, ctx)

    async def delete_outdialtarget(self, request: Any, ctx: Context) -> Message:
        """Takes a target off the outdial."""
        async with ctx.writing() as work:
            targets = self._on(request.id, ctx, work)
            row = await targets.get(request.target_id, lock=True)
            return await self.discard(row, work, ctx)

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values with the addresses checked."""
        columns = super().columns(request)
        columns |= {name: dialable(columns[name], name) for name in DESTINATIONS}
        if not any(columns[name] for name in DESTINATIONS):
            fault = "or another destination is needed: a target without an address is nobody"
            raise InvalidArgument.of([(DESTINATIONS[0], fault)])
        return columns

    def _on(
        self, outdial_id: str, ctx: Context, connection: Connection
    ) -> Repository[OutdialtargetRow]:
        on_it = OUTDIALTARGET.table.c.outdial_id == outdial_id
        return self.by_id(ctx, connection).narrowed(on_it)
