"""Coming into a chat and leaving it; the chat's row is locked meanwhile."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select

from voipbin.core.agent.model import AGENT
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.talk_chat.model import TALK_CHAT, TalkChatRow
from voipbin.core.talk_participant.model import TALK_PARTICIPANT, TalkParticipantRow
from voipbin.core.unit_of_work import UnitOfWork

_TABLE = TALK_PARTICIPANT.table


async def lock_agents(work: UnitOfWork, customer_id: str, ids: Mapping[str, str]) -> None:
    """Keeps agents from being deleted, and chats of the same agents from being made at once.

    Args:
        ids: agent id -> the field of the request that names it.

    Raises:
        InvalidArgument: naming the field of who is no live agent of the customer.
    """
    agents = Repository(AGENT, work, customer_id)
    # Everybody in the same order, so that no two wait for each other.
    wanted = agents.select_live().where(AGENT.table.c.id.in_(ids)).order_by(AGENT.table.c.id)
    found = {row.id for row in await agents.all(wanted.with_for_update())}
    if missing := [id for id in ids if id not in found]:
        raise InvalidArgument.of([(ids[id], f"no such agent: {id}") for id in missing])


async def admit(
    work: UnitOfWork, chat: TalkChatRow, agent_ids: Sequence[str]
) -> list[TalkParticipantRow]:
    """Makes agents participants; who is one already gets a new participation instead."""
    rows = [
        TalkParticipantRow(
            id=new_id(),
            customer_id=chat.customer_id,
            chat_id=chat.id,
            owner_id=agent_id,
            tm_create=work.clock.now_us(),
        )
        for agent_id in agent_ids
    ]
    await _forget(work, chat, agent_ids)
    await work.execute(insert(_TABLE), [row.model_dump() for row in rows])
    await _recount(work, chat)
    for row in rows:
        record(work, TALK_PARTICIPANT, "added", row)
    return rows


async def dismiss(work: UnitOfWork, chat: TalkChatRow, row: TalkParticipantRow) -> None:
    """Takes a participant out of a chat."""
    await _forget(work, chat, [row.owner_id])
    await _recount(work, chat)
    record(work, TALK_PARTICIPANT, "removed", row)


async def leave_all(work: UnitOfWork, customer_id: str, agent_id: str) -> None:
    """Takes an agent, whose row is locked, out of every chat there is."""
    participants = Repository(TALK_PARTICIPANT, work, customer_id)
    joined = participants.select_live().where(_TABLE.c.owner_id == agent_id)
    # By the id of the chat, so that no two who leave wait for each other.
    for row in await participants.all(joined.order_by(_TABLE.c.chat_id)):
        chat = await Repository(TALK_CHAT, work, customer_id).find(row.chat_id, lock=True)
        if chat is not None:
            await dismiss(work, chat, row)


async def _forget(work: UnitOfWork, chat: TalkChatRow, agent_ids: Sequence[str]) -> None:
    named = (_TABLE.c.chat_id == chat.id, _TABLE.c.owner_id.in_(agent_ids))
    await work.execute(delete(_TABLE).where(*named))


async def _recount(work: UnitOfWork, chat: TalkChatRow) -> None:
    counted = select(func.count()).where(_TABLE.c.chat_id == chat.id)
    chat.member_count = int((await work.execute(counted)).scalar_one())
    await Repository(TALK_CHAT, work, chat.customer_id).save(chat, "member_count")
