"""Ending what was opened with login tokens of an old password, and is open still."""

from sqlalchemy import select

from voipbin.core.agent.model import AGENT
from voipbin.core.background import BackgroundTasks
from voipbin.core.event.stored import StoredEvent
from voipbin.core.unit_of_work import Store


class Revocation:
    """Ends event streams, as the authenticator refuses their tokens.

    That an agent changed is an event, and reaches every process; events say nothing of passwords,
    so the row is asked since when there is this one. Nobody asks for agents who do not listen.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks = BackgroundTasks("end streams of old passwords")
        store.events.when_published(self._hear)

    async def settled(self) -> None:
        """Waits until all that was heard of so far is done."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Gives up what is not done; may be called twice."""
        await self._tasks.close()

    def _hear(self, event: StoredEvent) -> None:
        if event.type == "agent_updated" and self._store.events.has_guest(event.resource_id):
            self._tasks.begin(self._expel(event.resource_id))

    async def _expel(self, agent_id: str) -> None:
        agents = AGENT.table
        async with self._store.reading() as connection:
            found = await connection.execute(
                select(agents.c.tm_password).where(agents.c.id == agent_id)
            )
            tm_password = found.scalar_one_or_none()
        if tm_password is not None:
            self._store.events.expel(agent_id, tm_password)
