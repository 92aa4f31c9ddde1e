"""An agent that is deleted leaves the chats it takes part in."""

from typing import Any

from sqlalchemy import select

from tests.core.edge.conftest import Core
from voipbin.core.caller import Permission
from voipbin.core.event.model import EventRow
from voipbin.core.talk_participant.model import TALK_PARTICIPANT
from voipbin.v1 import talk_chat_pb2

GROUP = talk_chat_pb2.TALK_CHAT_TYPE_GROUP
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]


async def removed(core: Core) -> list[str]:
    wanted = select(_EVENTS.c.resource_id).where(_EVENTS.c.type == "participant_removed")
    async with core.store.reading() as connection:
        return [row.resource_id for row in await connection.execute(wanted)]


async def participants(core: Core) -> list[tuple[str, str]]:
    async with core.store.reading() as connection:
        found = await connection.execute(TALK_PARTICIPANT.table.select())
        return sorted((row.chat_id, row.owner_id) for row in found)


async def test_leaves_every_chat(core: Core) -> None:
    customer_id = await core.add_customer()
    admin_id, admin = await core.add_agent(customer_id, Permission.ADMIN)
    ann_id, _ = await core.add_agent(customer_id, Permission.AGENT)
    ann = [{"owner_type": "agent", "owner_id": ann_id}]
    one, two, gone = [
        await core.call("CreateTalkChat", admin, type=GROUP, participants=ann) for _ in range(3)
    ]
    await core.call("DeleteTalkChat", admin, id=gone.id)
    left = await core.call("ListTalkParticipants", admin, id=one.id)
    place = next(p.id for p in left.result if p.owner_id == ann_id)

    await core.call("DeleteAgent", admin, id=ann_id)

    for chat in (one, two):
        shown = await core.call("ListTalkParticipants", admin, id=chat.id)
        assert [p.owner_id for p in shown.result] == [admin_id]
        assert (await core.call("GetTalkChat", admin, id=chat.id)).member_count == 1
    events = await removed(core)
    assert len(events) == 2 and place in events
    assert (gone.id, ann_id) in await participants(core), "what is deleted stays as it was"


async def test_who_stays_is_left_alone(core: Core) -> None:
    customer_id = await core.add_customer()
    _, admin = await core.add_agent(customer_id, Permission.ADMIN)
    ann_id, _ = await core.add_agent(customer_id, Permission.AGENT)
    bob_id, _ = await core.add_agent(customer_id, Permission.AGENT)
    ann = [{"owner_type": "agent", "owner_id": ann_id}]
    await core.call("CreateTalkChat", admin, type=GROUP, participants=ann)
    before = await participants(core)
    await core.call("DeleteAgent", admin, id=bob_id)
    assert await participants(core) == before
    assert await removed(core) == []
