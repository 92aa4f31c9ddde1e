"""One event, before and after it has its place in the log."""

from dataclasses import dataclass
from functools import cached_property

import orjson

_TALK = frozenset({"talk_chat", "talk_message", "talk_participant"})
# What the platform keeps to itself: credentials, tenants, how carriers are chosen, and the lists of
# campaigns, which come by the ten thousand.
_INTERNAL = frozenset(
    {"accesskey", "customer", "outdialtarget", "outplan", "provider", "route", "storage_account"}
)


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event before it has its place in the log."""

    customer_id: str
    type: str
    resource: str
    resource_id: str
    data: str
    "The resource as JSON, as REST shows it."
    owner_id: str = ""
    "Agent the resource belongs to; empty for none."
    tm_origin: int | None = None
    "Since when there is the resource, where that is known."


@dataclass(frozen=True)
class StoredEvent:
    """An event of the log; every listener is handed the same one."""

    id: int
    customer_id: str
    type: str
    resource: str
    resource_id: str
    sequence: int
    data: str
    tm_create: int
    owner_id: str = ""
    audience: str = ""
    "Agents besides the owner that it is meant for, separated by spaces."

    @property
    def is_delivered(self) -> bool:
        """Customers hear of it by WebSocket and webhook, not only from the log."""
        return is_delivered(self.resource)

    @property
    def is_talk(self) -> bool:
        """It happened in a chat of agents."""
        return self.resource in _TALK

    @cached_property
    def agent_ids(self) -> tuple[str, ...]:
        """Agents it is meant for, each once."""
        named = [self.owner_id, *self.audience.split()]
        return tuple(dict.fromkeys(filter(None, named)))

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Where it is published for its customer and its owner."""
        scopes = [f"customer_id:{self.customer_id}"]
        if self.owner_id:
            scopes.append(f"agent_id:{self.owner_id}")
        return tuple(
            topic
            for scope in scopes
            for topic in (
                f"{scope}:{self._word}:{self.resource_id}",
                f"{scope}:webhook:{self.type}:{self.resource_id}",
            )
        )

    @cached_property
    def talk_topics(self) -> tuple[str, ...]:
        """Where it is published for the participants of its chat."""
        if not self.is_talk:
            return ()
        return tuple(
            topic
            for agent_id in self.agent_ids
            for topic in (
                f"agent_id:{agent_id}:{self._word}:{self.resource_id}",
                f"agent_id:{agent_id}:talk:{self.type}:{self.resource_id}",
            )
        )

    @cached_property
    def envelope(self) -> str:
        """JSON that webhooks carry: {"type","data"}."""
        return enveloped(self.type, self.data)

    @property
    def _word(self) -> str:
        """What topics call the resource: conversation for conversation_message_created."""
        return self.type.partition("_")[0]


def is_delivered(resource: str) -> bool:
    """Whether customers hear of the events of a resource."""
    return resource not in _INTERNAL


def enveloped(type: str, data: str) -> str:
    """JSON that webhooks carry, of a type and of the JSON of a resource."""
    return f'{{"type":{orjson.dumps(type).decode()},"data":{data}}}'
