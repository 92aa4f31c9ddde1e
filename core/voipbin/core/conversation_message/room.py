"""Reading and writing messages of conversations."""

from collections.abc import Sequence
from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE, ConversationMessageRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.message.service import Messages, reply
from voipbin.core.paging import format_time
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.v1 import conversation_message_pb2 as pb


class ConversationMessageRoom(Room[ConversationMessageRow]):
    """Serves ConversationMessageService."""

    resource = CONVERSATION_MESSAGE

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def conversations(self, ctx: Context) -> Sequence[Any]:
        """Conditions that conversations must meet for this caller."""
        return ()

    async def list_conversation_messages(self, request: Any, ctx: Context) -> Message:
        """A page of the messages of one conversation."""
        conversation = await self._conversation(request.id, ctx)
        column = CONVERSATION_MESSAGE.table.c.conversation_id
        async with ctx.reading() as connection:
            own = Repository(CONVERSATION_MESSAGE, connection, conversation.customer_id)
            rows, token = await own.page(
                request.page_size, request.page_token, [column == conversation.id]
            )
        shown = [CONVERSATION_MESSAGE.arguments(row) for row in rows]
        return pb.ListConversationMessagesResponse(result=shown, next_page_token=token)

    async def create_conversation_message(self, request: Any, ctx: Context) -> Message:
        """Stores what is said with what sends it, and answers before it leaves."""
        conversation = await self._conversation(request.id, ctx)
        if not request.text and not request.medias:
            raise InvalidArgument.of([("text", "is required when there are no medias")])
        if not request.text and conversation.type != "line":
            fault = "is required: telephone texts take no medias along, they are only noted"
            raise InvalidArgument.of([("text", fault)])
        medias = _noted(request.medias, conversation.customer_id, ctx)
        wanted = reply(new_id(), conversation, request.text, medias=medias)
        async with ctx.writing() as work:
            await self._messages.send(work, wanted)
            said = Repository(CONVERSATION_MESSAGE, work, wanted.customer_id)
            message = work.answer = CONVERSATION_MESSAGE.to_message(await said.get(wanted.id))
        return message  # type: ignore[no-any-return]

    async def _conversation(self, id: str, ctx: Context) -> Any:
        async with ctx.reading() as connection:
            known = ctx.by_id(CONVERSATION, connection).narrowed(*self.conversations(ctx))
            return await known.read(id)


class ServiceAgentConversationMessageRoom(ConversationMessageRoom):
    """Serves ServiceAgentConversationMessageService: in the conversations of the agent itself."""

    def conversations(self, ctx: Context) -> Sequence[Any]:
        """Only conversations the caller owns, whatever its permission."""
        return (CONVERSATION.table.c.owner_id == ctx.caller.id,)


def _noted(medias: Sequence[Any], customer_id: str, ctx: Context) -> list[dict[str, Any]]:
    """What is kept of things that go along: their kind and name."""
    made = format_time(ctx.clock.now_us())
    return [
        codec.to_json(media) | {"id": new_id(), "customer_id": customer_id, "tm_create": made}
        for media in medias
    ]
