"""Reading conversations and giving them to agents."""

from typing import Any

from voipbin.core.context import Context
from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork


class ConversationRoom(Room[ConversationRow]):
    """Serves ConversationService."""

    resource = CONVERSATION

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values of what is given; the kind of the owner follows from its id."""
        values = super().columns(request)
        if owner_id := values.get("owner_id"):
            if values.get("owner_type") == "":
                fault = f"must be agent when owner_id is {owner_id}"
                raise InvalidArgument.of([("owner_type", fault)])
            values["owner_type"] = "agent"
        elif "" in (values.get("owner_id"), values.get("owner_type")):
            values |= {"owner_type": "", "owner_id": ""}
        return values

    async def check(self, row: ConversationRow, work: UnitOfWork, ctx: Context) -> None:
        """An owner is somebody."""
        if row.owner_type and not row.owner_id:
            raise InvalidArgument.of([("owner_id", "is required with owner_type agent")])


class ServiceAgentConversationRoom(Room[ConversationRow]):
    """Serves ServiceAgentConversationService: the conversations of the agent itself."""

    resource = CONVERSATION

    def narrowed(self, ctx: Context) -> tuple[Any, ...]:
        """Only conversations the caller owns, whatever its permission."""
        return (CONVERSATION.table.c.owner_id == ctx.caller.id,)
