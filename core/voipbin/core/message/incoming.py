"""Messages that come in: stored, shown in their conversation, given to the flow of the number."""

from dataclasses import dataclass

import orjson
import structlog
from sqlalchemy import select

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.address import address
from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.conversation.pairs import conversation_between
from voipbin.core.conversation.variables import conversation_variables
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE, ConversationMessageRow
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.errors import PermissionDenied
from voipbin.core.flow.model import FLOW
from voipbin.core.flow_engine import RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.message.model import MESSAGE, MessageRow
from voipbin.core.message.parts import parts
from voipbin.core.message.store import store_message
from voipbin.core.number.model import NumberRow, find_number
from voipbin.core.paging import format_time
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

MOST_FLOWS_IN_A_ROW = 5
"Message flows of which each answers the one before, within this installation."
MOST_FLOWS_A_MINUTE = 30
"""Texts of one conversation that begin a flow. What left by a carrier comes back without a count:
flows that answer each other that way would never end."""
_MINUTE_US = 60_000_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text that came for one of our numbers."""

    id: str
    "The same whenever it is told again."
    source: str
    "Number it comes from."
    text: str
    parts: int = 0
    "As the gateway counted; 0 when it did not."
    hop_count: int = 0
    "Message flows that led to it; networks do not tell."


class Inbox:
    """Takes messages in."""

    def __init__(self, activeflows: Activeflows) -> None:
        self._activeflows = activeflows

    async def receiver(self, work: UnitOfWork, target: str) -> NumberRow | None:
        """Our number that a text is for; None where nobody would take it."""
        number = await find_number(work.connection, target)
        if number is None or number.status != "active":
            return None
        try:
            await refuse_frozen(work.connection, number.customer_id)
        except PermissionDenied:
            return None
        return number

    async def take(self, work: UnitOfWork, number: NumberRow, came: Incoming) -> bool:
        """Stores a text with all that follows from it; False when it is there already.

        It is charged whatever the balance is: who wrote it cannot know.
        """
        table = MESSAGE.table
        known = select(table.c.id).where(table.c.id == came.id)
        if (await work.execute(known)).first() is not None:
            return False
        ours, theirs = address("tel", number.number), address("tel", came.source)
        now_us = work.clock.now_us()
        row = MessageRow(
            id=came.id,
            customer_id=number.customer_id,
            source=theirs,
            targets=[
                {
                    "destination": ours,
                    "status": "received",
                    "parts": came.parts or parts(came.text),
                    "tm_update": format_time(now_us),
                }
            ],
            text=came.text,
            direction="inbound",
            hop_count=came.hop_count,
            tm_create=now_us,
        )
        await store_message(work, row)
        conversation = await conversation_between(work, row.customer_id, ours, theirs)
        said = ConversationMessageRow(
            id=row.id,
            customer_id=row.customer_id,
            conversation_id=conversation.id,
            direction="incoming",
            status="received",
            text=row.text,
            tm_create=work.clock.now_us(),
        )
        await Repository(CONVERSATION_MESSAGE, work, row.customer_id).add(said)
        record(work, CONVERSATION_MESSAGE, "created", said)
        if number.message_flow_id:
            await self._begin_flow(work, number.message_flow_id, conversation, said, row.hop_count)
        return True

    async def _begin_flow(
        self,
        work: UnitOfWork,
        flow_id: str,
        conversation: ConversationRow,
        said: ConversationMessageRow,
        hop_count: int,
    ) -> None:
        if hop_count >= MOST_FLOWS_IN_A_ROW:
            _log.warning(
                "a message begins no flow: message flows answer each other",
                message_id=said.id,
                customer_id=said.customer_id,
                conversation_id=conversation.id,
                flow_id=flow_id,
                hop_count=hop_count,
                limit=MOST_FLOWS_IN_A_ROW,
            )
            return
        if await _is_flooded(work, said):
            _log.warning(
                "a message begins no flow: two numbers may be answering each other",
                conversation_id=conversation.id,
                limit_per_minute=MOST_FLOWS_A_MINUTE,
            )
            return
        flow = await Repository(FLOW, work, said.customer_id).find(flow_id)
        if flow is None:
            _log.warning("the message flow of a number is gone", flow_id=flow_id)
            return
        info = RunInfo(
            new_id(),
            reference_type="conversation",
            reference_id=conversation.id,
            flow_id=flow.id,
            on_complete_flow_id=flow.on_complete_flow_id,
            hop_count=hop_count + 1,
        )
        run = await self._activeflows.create(
            work,
            said.customer_id,
            info,
            flow.actions,
            variables=conversation_variables(conversation, said),
            reference_data=lambda: orjson.dumps(CONVERSATION.to_json(conversation)).decode(),
        )
        work.after_commit(lambda: run.feed(Start()))


async def _is_flooded(work: UnitOfWork, said: ConversationMessageRow) -> bool:
    """Whether more came in a conversation within a minute than anybody writes."""
    table = CONVERSATION_MESSAGE.table.c
    lately = select(table.id).where(
        table.conversation_id == said.conversation_id,
        table.customer_id == said.customer_id,
        table.direction == "incoming",
        table.tm_create > said.tm_create - _MINUTE_US,
    )
    rows = (await work.execute(lately.limit(MOST_FLOWS_A_MINUTE + 1))).all()
    return len(rows) > MOST_FLOWS_A_MINUTE
