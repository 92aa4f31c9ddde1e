"""An agent at the REST face, talking to others."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from typing import Any

from tests.api.admin import Admin
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant

CHATS, MESSAGES = "/service_agents/talk_chats", "/service_agents/talk_messages"
CHANNELS = "/service_agents/talk_channels"
NIL = "00000000-0000-0000-0000-000000000000"
NO_CHAT = ("NOT_FOUND", "TALK_CHAT_NOT_FOUND")
NO_MESSAGE = ("NOT_FOUND", "TALK_MESSAGE_NOT_FOUND")
NOT_JOINED = ("PERMISSION_DENIED", "TALK_CHAT_NOT_JOINED")


class Talker(Admin):
    """One agent."""

    def __init__(self, rest: RestFace, tenant: Tenant, name: str) -> None:
        super().__init__(rest, getattr(tenant, name))
        self.id = tenant.agents[name]

    def opens(self, kind: str, *others: "Talker", **more: Any) -> dict[str, Any]:
        """Makes a chat."""
        return self.made(CHATS, type=kind, participants=named_agents(*others), **more)

    def says(self, chat: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
        """Writes a message."""
        return self.made(MESSAGES, chat_id=chat["id"], type="normal", text=text, **more)

    def chats(self) -> list[str]:
        return [chat["id"] for chat in self.shown(CHATS)["result"]]

    def members(self, chat: dict[str, Any]) -> list[dict[str, Any]]:
        """Who takes part; the answer is a bare list."""
        listed: Any = self.get(f"{CHATS}/{chat['id']}/participants").body
        return list(listed)

    def hears(self, chat: dict[str, Any]) -> list[str]:
        found = self.shown(MESSAGES, chat_id=chat["id"])["result"]
        return [message["text"] for message in found]


def named_agents(*others: Talker) -> list[dict[str, str]]:
    return [{"owner_type": "agent", "owner_id": other.id} for other in others]


@contextmanager
def alone(talker: Talker) -> Iterator[Talker]:
    """The same agent with a connection of its own."""
    twin = copy(talker)
    twin._rest = RestFace(talker._rest._base)
    try:
        yield twin
    finally:
        twin._rest.close()


def at_once(talkers: Sequence[Talker], act: Callable[[Talker, int], Any]) -> list[Any]:
    """What each got who did something at the same time as the others."""

    def run(place: int) -> Any:
        with alone(talkers[place]) as talker:
            return act(talker, place)

    with ThreadPoolExecutor(len(talkers)) as pool:
        return list(pool.map(run, range(len(talkers))))
