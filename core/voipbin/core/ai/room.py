"""Managing ais."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.ai.model import AI, KEY_MASK, AiRow
from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox


class AiRoom(Room[AiRow]):
    """Serves AiService."""

    resource = AI

    def __init__(self, box: SecretsBox) -> None:
        self._box = box

    def new_row(self, request: Any, ctx: Context) -> AiRow:
        """The row with the key sealed."""
        if request.engine_key == KEY_MASK:
            fault = "is the mask that answers show: send the key itself"
            raise InvalidArgument.of([("engine_key", fault)])
        row = super().new_row(request, ctx)
        row.sealed_engine_key = self._sealed(request.engine_key, row.id)
        return row

    async def update_ai(self, request: Any, ctx: Context) -> Message:
        """Replaces everything but the key, which is kept unless another one is given."""
        columns = self.columns(request)
        # A client that sends back what it read must not overwrite the key with its mask.
        if request.HasField("engine_key") and request.engine_key != KEY_MASK:
            columns["sealed_engine_key"] = self._sealed(request.engine_key, request.id)
        return await self.change(request.id, columns, ctx)

    def _sealed(self, key: str, ai_id: str) -> str:
        return self._box.seal(key, ai_id) if key else ""
