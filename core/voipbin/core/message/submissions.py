"""Waiting until a message of a conversation has been handed over."""

import asyncio

from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE
from voipbin.core.event.stored import StoredEvent
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_EVENT = f"{CONVERSATION_MESSAGE.event}_updated"


class Submissions:
    """Hears what became of messages, whichever process sent them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[str, asyncio.Event] = {}
        store.events.when_published(self._heard)

    async def wait(self, customer_id: str, id: str) -> str:
        """The status of a conversation message once it is no longer on its way."""
        changed = self._waiting.setdefault(id, asyncio.Event())
        try:
            while True:
                changed.clear()
                async with self._store.reading() as connection:
                    messages = Repository(CONVERSATION_MESSAGE, connection, customer_id)
                    row = await messages.find(id)
                if row is None or row.status != "sending":
                    return "failed" if row is None else row.status
                await changed.wait()
        finally:
            self._waiting.pop(id, None)

    def _heard(self, event: StoredEvent) -> None:
        if event.type == _EVENT and (changed := self._waiting.get(event.resource_id)) is not None:
            changed.set()
