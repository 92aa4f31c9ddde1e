"""Agents who may be rung for queues."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from voipbin.core.agent.duty import AVAILABLE
from voipbin.core.agent.model import AGENT
from voipbin.core.unit_of_work import Store

_ANY = random.SystemRandom()
_REST_S = 10.0
"""Before an agent who did not answer is rung again: a telephone that rejects its calls would be
rung without a pause."""
_REMEMBERED_S = 600.0
"How long others come first."


@dataclass(frozen=True, slots=True)
class FreeAgent:
    """Somebody who is available and has an address."""

    id: str
    tag_ids: frozenset[str]


class Agents:
    """Chooses among those who are free, and knows who did not answer lately."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._missed_s: dict[str, float] = {}

    async def free(self, customer_id: str) -> list[FreeAgent]:
        """All of a customer who are."""
        table = AGENT.table
        wanted = select(table.c.id, table.c.tag_ids, table.c.addresses).where(
            table.c.customer_id == customer_id,
            table.c.status == AVAILABLE,
            table.c.tm_delete.is_(None),
        )
        async with self._store.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return [FreeAgent(row.id, frozenset(row.tag_ids)) for row in rows if row.addresses]

    def choose(self, agents: Iterable[FreeAgent], tag_ids: Iterable[str]) -> str:
        """One who has every tag, by chance; who did not answer lately comes last.

        Returns:
            The id; "" for nobody.
        """
        now_s, tags = self._store.clock.monotonic_s(), frozenset(tag_ids)
        fit = [one.id for one in agents if tags <= one.tag_ids]
        if fresh := [id for id in fit if now_s - self._since(id) >= _REMEMBERED_S]:
            return _ANY.choice(fresh)
        longest = min(fit, key=self._since, default="")
        return longest if longest and now_s - self._since(longest) >= _REST_S else ""

    def missed(self, agent_id: str) -> None:
        """It could not be reached, or did not answer."""
        now_s = self._store.clock.monotonic_s()
        late = (id for id, at_s in self._missed_s.items() if now_s - at_s < _REMEMBERED_S)
        self._missed_s = {id: self._missed_s[id] for id in late} | {agent_id: now_s}

    def reached(self, agent_id: str) -> None:
        """It answered."""
        self._missed_s.pop(agent_id, None)

    def _since(self, agent_id: str) -> float:
        return self._missed_s.get(agent_id, float("-inf"))
