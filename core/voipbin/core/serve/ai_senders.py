"""What ais send: by the same ways as everybody else."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message

from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.senders import EmailToSend, MessageToSend, Reply, Senders
from voipbin.core.aimessage.model import AimessageRow
from voipbin.core.contract import codec, rules
from voipbin.core.contract.rejection import CodecError
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.email.service import Emails
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.message.outgoing import Outgoing, shortened
from voipbin.core.message.service import Messages, reply
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import email_pb2, message_pb2


def connect_senders(senders: Senders, messages: Messages, emails: Emails) -> None:
    """Lets ais send."""
    senders.messages, senders.emails = _Messages(messages), _Emails(messages, emails)
    senders.replies = _Replies(messages)


class _Messages:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def send_message(self, message: MessageToSend) -> str:
        wish = {
            "source": message.source,
            "destinations": message.destinations,
            "text": message.text,
        }
        request: Any = _read(message_pb2.CreateMessageRequest, wish)
        wanted = Outgoing(
            new_id(),
            message.customer_id,
            codec.to_json(request.source),
            [codec.to_json(one) for one in request.destinations],
            message.text,
            await self._messages.cause_within(message.activeflow_id),
        )
        async with self._messages.store.writing() as work:
            await self._messages.send(work, wanted)
        return wanted.id


class _Replies:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def reply_of(self, aicall: AicallRow) -> Reply:
        cause = await self._messages.cause_within(aicall.activeflow_id)

        async def send(work: UnitOfWork, said: AimessageRow) -> None:
            conversations = Repository(CONVERSATION, work, aicall.customer_id)
            conversation = await conversations.get(aicall.reference_id)
            text = shortened(said.content)
            await self._messages.send(work, reply(said.id, conversation, text, cause=cause))

        return send


class _Emails:
    def __init__(self, messages: Messages, emails: Emails) -> None:
        self._store = messages.store
        self._emails = emails

    async def send_email(self, email: EmailToSend) -> str:
        wish = {
            "destinations": email.destinations,
            "subject": email.subject,
            "content": email.content,
            "attachments": email.attachments,
        }
        request = _read(email_pb2.CreateEmailRequest, wish)
        async with self._store.writing() as work:
            row = await self._emails.create_for_flow(
                work, email.customer_id, request, email.activeflow_id, new_id()
            )
        return row.id


def _read(kind: type[Message], wish: Mapping[str, Any]) -> Message:
    """
    Raises:
        InvalidArgument: what the model wrote is no such request.
    """
    try:
        request = codec.from_json(kind, dict(wish))
    except CodecError as error:
        raise InvalidArgument.of(error.violations) from None
    if faults := rules.violations(request):
        raise InvalidArgument.of(faults)
    return request
