"""Sessions of ais: beginning, reading and ending them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.aicall.model import AICALL, AicallRow
from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.typed_references import referenced, refuse_ended
from voipbin.core.unit_of_work import UnitOfWork

_TERMINATED = "terminated"


class AicallRoom(Room[AicallRow]):
    """Serves AicallService."""

    resource = AICALL

    async def create_aicall(self, request: Any, ctx: Context) -> Message:
        """Begins a session, once there is an engine for it."""
        wanted = AICALL.from_request(request)
        await referenced(ctx, wanted["assistance_type"], request.assistance_id, "assistance_id")
        await _check_reference(wanted["reference_type"], request.reference_id, ctx)
        raise engine_not_available("ai", "CreateAicall")

    async def deleted(self, row: AicallRow, work: UnitOfWork, ctx: Context) -> None:
        """Ends a session that still runs; the call it worked on goes on."""
        if row.status != _TERMINATED:
            row.status, row.tm_end = _TERMINATED, row.tm_update
            self.record(work, f"status_{_TERMINATED}", row)


async def _check_reference(kind: str, id: str, ctx: Context) -> None:
    if kind == "task":
        fault = "must be call, conversation or empty: only flows start tasks"
        raise InvalidArgument.of([("reference_type", fault)])
    if not kind:
        if id:
            raise InvalidArgument.of([("reference_type", "is required with reference_id")])
        return
    if not id:
        raise InvalidArgument.of([("reference_id", f"is required: which {kind}?")])
    refuse_ended(kind, await referenced(ctx, kind, id))
