"""Watching callers in queues and taking them out."""

from typing import Any, NoReturn

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.queuecall.model import ENDED, QUEUECALL, QueuecallRow
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available


class QueuecallRoom(Room[QueuecallRow]):
    """Serves QueuecallService."""

    resource = QUEUECALL

    async def kick_queuecall(self, request: Any, ctx: Context) -> Message:
        """Takes a caller out of its queue."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        _kick(row)

    async def kick_reference_queuecall(self, request: Any, ctx: Context) -> Message:
        """Takes a call out of the queue it entered last."""
        of_call = QUEUECALL.table.c.reference_id == request.id
        async with ctx.reading() as connection:
            rows, _ = await self.by_id(ctx, connection).page(1, "", [of_call])
        if not rows:
            raise NotFound(f"call {request.id} was in no queue", reason="QUEUECALL_NOT_FOUND")
        _kick(rows[0])


def _kick(row: Any) -> NoReturn:
    if row.status in ENDED:
        raise FailedPrecondition(
            f"queuecall {row.id} is {row.status}: nobody is in the queue any more",
            reason="QUEUECALL_ENDED",
        )
    raise engine_not_available("queue", "taking a caller out of a queue")
