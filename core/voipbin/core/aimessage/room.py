"""Telling ais something, and reading and deleting what was said to and by them."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.aicall.aicalls import Aicalls, not_under_way
from voipbin.core.aicall.call_aicalls import CallAicalls
from voipbin.core.aicall.life import WRITTEN
from voipbin.core.aicall.model import AICALL, AicallRow, AicallStatus
from voipbin.core.aimessage.log import add_message
from voipbin.core.aimessage.model import AIMESSAGE, AimessageRow
from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.room import Room
from voipbin.core.typed_references import referenced


class AimessageRoom(Room[AimessageRow]):
    """Serves AimessageService.

    Args:
        aicalls: sessions of messages alone.
        on_calls: sessions on calls.
    """

    resource = AIMESSAGE

    def __init__(self, aicalls: Aicalls, on_calls: CallAicalls) -> None:
        self._aicalls = aicalls
        self._on_calls = on_calls

    async def create_aimessage(self, request: Any, ctx: Context) -> Message:
        """Keeps a message of the user; the ai answers with a message of its own, later. In a
        conversation the other side gets the answer."""
        named = await referenced(ctx, "aicall", request.aicall_id, "aicall_id")
        async with ctx.reading() as connection:
            aicall: AicallRow = await ctx.by_id(AICALL, connection).get(named.id)
        if aicall.reference_type not in (*WRITTEN, "call"):
            raise FailedPrecondition(
                f"aicall {aicall.id} is of a {aicall.reference_type}, in which this version does "
                "not let ais answer",
                reason="AICALL_NOT_SERVED",
            )
        if aicall.reference_type == "call" and not self._on_calls.is_live(aicall.id):
            raise not_under_way(aicall)
        if aicall.reference_type == "conversation" and aicall.status == AicallStatus.TERMINATED:
            raise not_under_way(aicall)
        with self._aicalls.asking(aicall.id):
            async with ctx.writing() as work:
                row = await add_message(work, aicall, role="user", content=request.content)
                message: Message = AIMESSAGE.to_message(row)
                work.answer = message
            if aicall.reference_type == "call":
                self._on_calls.told(aicall.id)
            else:
                aicall.activeflow_id = ""  # no flow asks: what is sent is the first of its row
                self._aicalls.answer(aicall)
        return message
