"""Whose call it is: the agent who is reached at an address."""

from typing import Any

from sqlalchemy import Text, cast

from voipbin.core.agent.model import AGENT
from voipbin.core.database import Connection
from voipbin.core.repository import Repository


async def agent_at(connection: Connection, customer_id: str, address: dict[str, Any]) -> str:
    """The id of the customer's agent with an address; "" when nobody has it.

    Args:
        address: one that was resolved: an extension has its id and its number.
    """
    names = [name for name in (address.get("target"), address.get("target_name")) if name]
    if not names:
        return ""
    repository = Repository(AGENT, connection, customer_id)
    stored = cast(AGENT.table.c.addresses, Text)
    # The database narrows down, as text; what really is the address is decided here.
    for name in names[:1] if address["type"] != "extension" else names:
        near = repository.select_live().where(stored.contains(name, autoescape=True))
        for agent in await repository.all(near):
            if any(_is_same(own, address, name) for own in agent.addresses):
                return agent.id
    return ""


def _is_same(own: dict[str, Any], address: dict[str, Any], name: str) -> bool:
    if own.get("type") != address["type"]:
        return False
    if own.get("target") == name:
        return True
    return address["type"] == "extension" and own.get("target_name") == name
