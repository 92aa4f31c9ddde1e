"""Sessions of ais: beginning, reading and ending them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.aicall.aicalls import Aicalls, new_aicall
from voipbin.core.aicall.call_aicalls import CallAicalls
from voipbin.core.aicall.life import change
from voipbin.core.aicall.model import AICALL, AicallRow, AicallStatus
from voipbin.core.aicall.party import find_party
from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.typed_references import referenced, refuse_ended
from voipbin.core.unit_of_work import UnitOfWork


class AicallRoom(Room[AicallRow]):
    """Serves AicallService.

    Args:
        aicalls: sessions of messages alone.
        on_calls: sessions on calls.
    """

    resource = AICALL

    def __init__(self, aicalls: Aicalls, on_calls: CallAicalls) -> None:
        self._aicalls = aicalls
        self._on_calls = on_calls

    async def create_aicall(self, request: Any, ctx: Context) -> Message:
        """Begins a session: of messages alone and in a conversation at once, on a call when its
        audio is attached."""
        wanted = AICALL.from_request(request)
        assistance = await referenced(
            ctx, wanted["assistance_type"], request.assistance_id, "assistance_id"
        )
        kind = wanted["reference_type"]
        reference = await _reference(kind, request.reference_id, ctx)
        async with ctx.reading() as connection:
            owner_id, type = assistance.customer_id, wanted["assistance_type"]
            party = await find_party(connection, owner_id, type, assistance.id)
        if reference is not None and reference.customer_id != party.customer_id:
            fault = f"belongs to another customer than the {type}: {reference.id}"
            raise InvalidArgument.of([("reference_id", fault)])
        row = new_aicall(
            party,
            reference_type=kind,
            reference_id=request.reference_id,
            gender=wanted["gender"],
            language=wanted["language"],
        )
        if kind == "call":
            await self._on_calls.begin(party, row)
        else:
            await self._aicalls.begin(party, row, {})
        async with ctx.reading() as connection:
            stored = await self.by_id(ctx, connection).read(row.id)
        return AICALL.to_message(stored)  # type: ignore[no-any-return]

    async def delete_aicall(self, request: Any, ctx: Context) -> Message:
        """Ends a session that still runs, then deletes it; the call it works on goes on, and the
        flow that waits for it."""
        await self.get(request, ctx)
        await self._on_calls.stop(request.id)
        deleted = await self.delete(request, ctx)
        self._aicalls.gone(request.id)
        return deleted

    async def deleted(self, row: AicallRow, work: UnitOfWork, ctx: Context) -> None:
        """Nobody talks in a session that is gone."""
        await change(work, row, AicallStatus.TERMINATED, row.tm_update)


async def _reference(kind: str, id: str, ctx: Context) -> Any:
    """What the session is to work on; None for messages alone."""
    if kind == "task":
        fault = "must be call, conversation or empty: only flows start tasks"
        raise InvalidArgument.of([("reference_type", fault)])
    if not kind:
        if id:
            raise InvalidArgument.of([("reference_type", "is required with reference_id")])
        return None
    if not id:
        raise InvalidArgument.of([("reference_id", f"is required: which {kind}?")])
    found = await referenced(ctx, kind, id)
    refuse_ended(kind, found)
    return found
