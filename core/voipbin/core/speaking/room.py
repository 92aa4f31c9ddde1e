"""Sessions that speak: opening, feeding and ending them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import AlreadyExists, FailedPrecondition, InvalidArgument
from voipbin.core.room import Room
from voipbin.core.serving import engine_not_available
from voipbin.core.speaking.charging import speaking_stopped
from voipbin.core.speaking.model import LIVE, SPEAKING, SpeakingRow
from voipbin.core.typed_references import referenced, refuse_ended
from voipbin.core.unit_of_work import UnitOfWork

MAX_TEXT_BYTES = 5000
"What the speaking providers take at once; they count bytes of UTF-8."

_STOPPED = "stopped"
_RESOURCES = {"call": "call", "confbridge": "conference"}
"A bridge is known to clients by the id of its conference."


class SpeakingRoom(Room[SpeakingRow]):
    """Serves SpeakingService."""

    resource = SPEAKING

    async def create_speaking(self, request: Any, ctx: Context) -> Message:
        """Opens a session, once there is an engine for it."""
        resource = _RESOURCES[SPEAKING.from_request(request)["reference_type"]]
        refuse_ended(resource, await referenced(ctx, resource, request.reference_id))
        await self._refuse_second(request.reference_id, ctx)
        raise engine_not_available("speaking", "CreateSpeaking")

    async def say_speaking(self, request: Any, ctx: Context) -> Message:
        """Speaks, once there is an engine for it."""
        size = len(request.text.encode())
        if size > MAX_TEXT_BYTES:
            fault = f"must have at most {MAX_TEXT_BYTES} bytes, has {size}"
            raise InvalidArgument.of([("text", fault)])
        await self._active(request.id, ctx)
        raise engine_not_available("speaking", "SaySpeaking")

    async def flush_speaking(self, request: Any, ctx: Context) -> Message:
        """Falls silent, once there is an engine that speaks."""
        await self._active(request.id, ctx)
        raise engine_not_available("speaking", "FlushSpeaking")

    async def stop_speaking(self, request: Any, ctx: Context) -> Message:
        """Ends a session, once there is an engine that runs one."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        if row.status != _STOPPED:
            raise engine_not_available("speaking", "StopSpeaking")
        return SPEAKING.to_message(row)  # type: ignore[no-any-return]

    async def deleted(self, row: SpeakingRow, work: UnitOfWork, ctx: Context) -> None:
        """Nothing is spoken by a session that is gone."""
        if row.status != _STOPPED:
            row.status = _STOPPED
            await speaking_stopped(work, row)
            self.record(work, _STOPPED, row)

    async def _active(self, id: str, ctx: Context) -> None:
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(id)
        if row.status != "active":
            raise FailedPrecondition(
                f"speaking {id} is {row.status}, not active", reason="SPEAKING_NOT_ACTIVE"
            )

    async def _refuse_second(self, reference_id: str, ctx: Context) -> None:
        async with ctx.reading() as connection:
            sessions = ctx.by_id(SPEAKING, connection)
            live = await sessions.one(
                sessions.select_live().where(sessions.table.c.reference_id == reference_id, LIVE)
            )
        if live is not None:
            raise AlreadyExists(
                f"speaking {live.id} is open on {reference_id}: stop it first",
                reason="SPEAKING_ALREADY_EXISTS",
            )
