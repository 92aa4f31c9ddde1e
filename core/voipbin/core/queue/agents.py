"""Agents who may be rung for a queue."""

import random
from collections.abc import Collection

from sqlalchemy import select

from voipbin.core.agent.duty import AVAILABLE
from voipbin.core.agent.model import AGENT
from voipbin.core.queue.model import QueueRow
from voipbin.core.unit_of_work import Store

_ANY = random.SystemRandom()


async def free_agent(store: Store, queue: QueueRow, besides: Collection[str]) -> str:
    """One of those who are available and have every tag of the queue, by chance; "" for nobody.

    Args:
        besides: agents who are not wanted now.
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
    reachable = [one for one in agents if one.addresses and one.id not in besides]
    fit = [one.id for one in reachable if skills <= set(one.tag_ids)]
    return _ANY.choice(fit) if fit else ""
