"""Sessions that speak: opening, feeding and ending them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.room import Room
from voipbin.core.speaking.life import change
from voipbin.core.speaking.model import SPEAKING, SpeakingRow, SpeakingStatus
from voipbin.core.speaking.service import ATTACH_LIMIT_S, RINGING_LIMIT_S, Speakings
from voipbin.core.speaking.voice import MAX_TEXT_BYTES, provider_of
from voipbin.core.transcribe.language import language_of
from voipbin.core.typed_references import referenced, refuse_ended
from voipbin.core.unit_of_work import UnitOfWork

"What the speaking providers take at once; they count bytes of UTF-8."

_RESOURCES = {"call": "call", "confbridge": "conference"}
"A bridge is known to clients by the id of its conference."


class SpeakingRoom(Room[SpeakingRow]):
    """Serves SpeakingService."""

    resource = SPEAKING

    def __init__(self, speakings: Speakings) -> None:
        self._speakings = speakings

    async def create_speaking(self, request: Any, ctx: Context) -> Message:
        """Opens a session; it is active in the answer where audio flows already."""
        wanted = SPEAKING.from_request(request)
        kind = _RESOURCES[wanted["reference_type"]]
        reference = await referenced(ctx, kind, request.reference_id)
        refuse_ended(kind, reference)
        row = SpeakingRow(
            id=new_id(),
            customer_id=reference.customer_id,
            reference_type=wanted["reference_type"],
            reference_id=reference.id,
            language=wanted["language"] and language_of(wanted["language"]),
            provider=provider_of(wanted["provider"]),
            voice_id=wanted["voice_id"],
            direction=wanted["direction"],
            tm_create=0,
        )
        is_up = reference.status == "progressing"
        await self._speakings.open(row, attach_limit_s=ATTACH_LIMIT_S if is_up else RINGING_LIMIT_S)
        return await self._shown(row.id, ctx)

    async def say_speaking(self, request: Any, ctx: Context) -> Message:
        """Speaks a text after those before it."""
        size = len(request.text.encode())
        if size > MAX_TEXT_BYTES:
            fault = f"must have at most {MAX_TEXT_BYTES} bytes, has {size}"
            raise InvalidArgument.of([("text", fault)])
        await self._active(request.id, ctx)
        try:
            self._speakings.say(request.id, request.text)
        except ValueError as error:
            raise InvalidArgument.of([("text", str(error).removeprefix("text: "))]) from None
        return await self._shown(request.id, ctx)

    async def flush_speaking(self, request: Any, ctx: Context) -> Message:
        """Falls silent at once; the session stays."""
        await self._active(request.id, ctx)
        await self._speakings.flush(request.id)
        return await self._shown(request.id, ctx)

    async def stop_speaking(self, request: Any, ctx: Context) -> Message:
        """Ends a session; one that is stopped is returned as it is."""
        await self._shown(request.id, ctx)
        await self._speakings.stop(request.id)
        return await self._shown(request.id, ctx)

    async def delete_speaking(self, request: Any, ctx: Context) -> Message:
        """Stops it when needed, then deletes it."""
        await self._shown(request.id, ctx)
        await self._speakings.stop(request.id)
        return await self.delete(request, ctx)

    async def deleted(self, row: SpeakingRow, work: UnitOfWork, ctx: Context) -> None:
        """Nothing is spoken by a session that is gone."""
        await change(work, row, SpeakingStatus.STOPPED)

    async def _shown(self, id: str, ctx: Context) -> Message:
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(id)
        return SPEAKING.to_message(row)  # type: ignore[no-any-return]

    async def _active(self, id: str, ctx: Context) -> None:
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(id)
        if row.status != SpeakingStatus.ACTIVE:
            raise FailedPrecondition(
                f"speaking {id} is {row.status}, not active", reason="SPEAKING_NOT_ACTIVE"
            )
