"""Who hears of what happens in a chat."""

from collections.abc import Iterable

import orjson
from sqlalchemy import select

from voipbin.core.database import Connection
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import PendingEvent
from voipbin.core.talk_participant.model import TALK_PARTICIPANT

_TABLE = TALK_PARTICIPANT.table


def tell_participants(log: EventLog) -> None:
    """Lets the participants of a chat hear of it and of its messages."""
    log.meant_for("talk_chat", _of_chat)
    log.meant_for("talk_message", _of_message)


async def _of_chat(connection: Connection, event: PendingEvent) -> Iterable[str]:
    return await _participants(connection, event.resource_id)


async def _of_message(connection: Connection, event: PendingEvent) -> Iterable[str]:
    return await _participants(connection, orjson.loads(event.data)["chat_id"])


async def _participants(connection: Connection, chat_id: str) -> Iterable[str]:
    wanted = select(_TABLE.c.owner_id).where(_TABLE.c.chat_id == chat_id)
    found = await connection.execute(wanted.order_by(_TABLE.c.tm_create))
    return [row.owner_id for row in found.all()]
