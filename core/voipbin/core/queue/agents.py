"""Agents who may be rung for a queue."""

import random
from collections.abc import Collection

from sqlalchemy import select

from voipbin.core.agent.duty import AVAILABLE
from voipbin.core.agent.model import AGENT
from voipbin.core.queue.model import QueueRow
from voipbin.core.unit_of_work import Store

_ANY = random.SystemRandom()


async def free_agent(store: Store, queue: QueueRow, passed_over: Collection[str]) -> str:
    """One of those who are available and have every tag of the queue, by chance; "" for nobody.

    Args:
        passed_over: who is asked again only when there is nobody else.
    """
    table = AGENT.table
    wanted = select(table.c.id, table.c.tag_ids, table.c.addresses).where(
        table.c.customer_id == queue.customer_id,
        table.c.status == AVAILABLE,
        table.c.tm_delete.is_(None),
    )
    async with store.reading() as connection:
        agents = (await connection.execute(wanted)).all()
    skills = set(queue.tag_ids)
    fit = [one.id for one in agents if one.addresses and skills <= set(one.tag_ids)]
    fresh = [id for id in fit if id not in passed_over]
    return _ANY.choice(fresh or fit) if fit else ""
