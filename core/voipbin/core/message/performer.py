"""What flows write: texts to telephones, and messages in conversations."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from voipbin.core.activeflow.run import Performer, Run
from voipbin.core.background import BackgroundTasks
from voipbin.core.call.attempt import attempt
from voipbin.core.call.model import CALL
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.errors import InvalidArgument
from voipbin.core.flow_engine import ActionDone, ActionFailed, ConversationSend, Effect, MessageSend
from voipbin.core.message.model import MESSAGE
from voipbin.core.message.outgoing import Cause, Outgoing
from voipbin.core.message.service import Messages, reply
from voipbin.core.number.model import owns_number
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork

_CAUSES = frozenset({"call", "campaign"})


class MessagePerformer:
    """Carries out effects of any run, whether it belongs to a call or not.

    Args:
        beyond: carries out what is not known here.
    """

    def __init__(self, messages: Messages, beyond: Performer) -> None:
        self._messages = messages
        self._beyond = beyond
        self._background = BackgroundTasks("messages of flows")

    async def perform(self, run: Run, effect: Effect) -> None:
        """Starts doing one thing."""
        match effect:
            case MessageSend():
                self._background.begin(attempt(run, effect.token, self._send(run, effect)))
            case ConversationSend():
                self._background.begin(attempt(run, effect.token, self._say(run, effect)))
            case _:
                await self._beyond.perform(run, effect)

    async def stepped(self, run: Run, work: UnitOfWork) -> None:
        """Nothing more to store."""

    async def close(self) -> None:
        """Ends what waits; a flow that goes on asks again."""
        await self._background.close()

    async def _send(self, run: Run, effect: MessageSend) -> None:
        source = effect.source or await self._own_side(run)
        id = _id_of("message_send", run, effect.token)
        destinations = list(effect.destinations)
        wanted = Outgoing(
            id, run.row.customer_id, source, destinations, effect.text, _cause_of(run)
        )
        await self._once(wanted)
        run.feed(ActionDone(effect.token))

    async def _say(self, run: Run, effect: ConversationSend) -> None:
        customer_id = run.row.customer_id
        async with self._messages.store.reading() as connection:
            conversations = Repository(CONVERSATION, connection, customer_id)
            conversation = await conversations.get(effect.conversation_id)
        id = _id_of("conversation_send", run, effect.token)
        await self._once(reply(id, conversation, effect.text, cause=_cause_of(run)))
        if not effect.sync:
            return
        status = await self._messages.submissions.wait(customer_id, id)
        if status == "failed":
            fault = f"message {id} could not be sent"
            run.feed(ActionFailed(effect.token, fault))
        else:
            run.feed(ActionDone(effect.token))

    async def _once(self, wanted: Outgoing) -> None:
        """Sends, unless a flow that goes on after a crash asks a second time."""
        table = MESSAGE.table
        async with self._messages.store.writing() as work:
            known = select(table.c.id).where(table.c.id == wanted.id)
            if (await work.execute(known)).first() is None:
                await self._messages.send(work, wanted)

    async def _own_side(self, run: Run) -> dict[str, Any]:
        """Our number of the call or conversation that a run is about.

        Raises:
            InvalidArgument: there is none.
        """
        customer_id, row = run.row.customer_id, run.row
        async with self._messages.store.reading() as connection:
            if row.reference_type == "conversation":
                about = await Repository(CONVERSATION, connection, customer_id).find(
                    row.reference_id
                )
                sides = [about.self] if about is not None else []
            elif row.reference_type == "call":
                call = await Repository(CALL, connection, customer_id).find(row.reference_id)
                sides = [call.source, call.destination] if call is not None else []
            else:
                sides = []
            for side in sides:
                if await owns_number(connection, customer_id, side.get("target", "")):
                    return {**side, "type": "tel"}  # as it is owned, whatever the caller wrote
        fault = "is required where there is no call or conversation with a number of ours"
        raise InvalidArgument.of([("source", fault)])


def _cause_of(run: Run) -> Cause:
    row, hop_count = run.row, run.state.info.hop_count
    if row.reference_type in _CAUSES:
        return Cause(row.reference_type, row.reference_id, hop_count)
    return Cause(hop_count=hop_count)


def _id_of(action: str, run: Run, token: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"voipbin:{action}:{run.id}:{token}"))
