"""Managing accounts at messaging services."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.conversation_account.model import CONVERSATION_ACCOUNT, ConversationAccountRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serving import engine_not_available
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import conversation_account_pb2 as pb

_CREDENTIALS = ("secret", "token")


class ConversationAccountRoom(Room[ConversationAccountRow]):
    """Serves ConversationAccountService."""

    resource = CONVERSATION_ACCOUNT

    def __init__(self, box: SecretsBox) -> None:
        self._box = box

    async def create_conversation_account(self, request: Any, ctx: Context) -> Message:
        """A new account; LINE would have to be told where its messages go."""
        if request.type == pb.CONVERSATION_ACCOUNT_TYPE_LINE:
            _check_line_credentials(request)
            raise engine_not_available("line", "a LINE account")
        row = self.new_row(request, ctx)
        for name, sealed in self._sealed(request, row.id, _CREDENTIALS).items():
            setattr(row, name, sealed)
        return await self.store(row, ctx)

    async def update_conversation_account(self, request: Any, ctx: Context) -> Message:
        """Changes what is given; with new credentials LINE would have to be told again."""
        given = [name for name in _CREDENTIALS if request.HasField(name)]
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        if given and row.type == "line":
            raise engine_not_available("line", "changing the credentials of a LINE account")
        sealed = self._sealed(request, request.id, given)
        return await self.change(request.id, self.columns(request) | sealed, ctx)

    async def deleted(self, row: ConversationAccountRow, work: UnitOfWork, ctx: Context) -> None:
        """Credentials are not kept longer than they are needed."""
        row.sealed_secret = row.sealed_token = ""

    def _sealed(self, request: Any, id: str, names: Any) -> dict[str, str]:
        values = {name: getattr(request, name) for name in names}
        return {
            f"sealed_{name}": self._box.seal(value, id) if value else ""
            for name, value in values.items()
        }


def _check_line_credentials(request: Any) -> None:
    missing = [name for name in _CREDENTIALS if not getattr(request, name)]
    if missing:
        raise InvalidArgument.of([(name, "is required for type line") for name in missing])
