"""Watching callers in queues and taking them out."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import NotFound
from voipbin.core.queue.queues import Queues
from voipbin.core.queuecall.model import QUEUECALL, QueuecallRow
from voipbin.core.room import Room


class QueuecallRoom(Room[QueuecallRow]):
    """Serves QueuecallService."""

    resource = QUEUECALL

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def kick_queuecall(self, request: Any, ctx: Context) -> Message:
        """Takes a caller out of its queue."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).get(request.id)
        return await self._kick(row)

    async def kick_reference_queuecall(self, request: Any, ctx: Context) -> Message:
        """Takes a call out of the queue it entered last."""
        of_call = QUEUECALL.table.c.reference_id == request.id
        async with ctx.reading() as connection:
            stays = self.by_id(ctx, connection)
            rows, _ = await stays.page(1, "", [of_call])
            if not rows:
                raise NotFound(f"call {request.id} was in no queue", reason="QUEUECALL_NOT_FOUND")
            row = await stays.get(rows[0].id)
        return await self._kick(row)

    async def _kick(self, row: QueuecallRow) -> Message:
        return QUEUECALL.to_message(await self._queues.kick(row))  # type: ignore[no-any-return]
