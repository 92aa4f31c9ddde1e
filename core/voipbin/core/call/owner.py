"""Whose call it is: the agent who is reached at an address."""

from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from voipbin.core.agent.model import AGENT
from voipbin.core.database import Connection

_AGENTS = AGENT.table
_ESCAPED = str.maketrans({sign: f"/{sign}" for sign in "/%_"})
# The database narrows down, as text; what really is the address is decided here.
_NEAR = select(_AGENTS.c.id, _AGENTS.c.addresses).where(
    _AGENTS.c.tm_delete.is_(None),
    _AGENTS.c.customer_id == bindparam("wanted_customer_id"),
    cast(_AGENTS.c.addresses, Text).like(bindparam("near"), escape="/"),
)


async def agent_at(connection: Connection, customer_id: str, address: dict[str, Any]) -> str:
    """The id of the customer's agent with an address; "" when nobody has it.

    Args:
        address: one that was resolved: an extension has its id and its number.
    """
    names = [name for name in (address.get("target"), address.get("target_name")) if name]
    if not names:
        return ""
    for name in names[:1] if address["type"] != "extension" else names:
        near = {"wanted_customer_id": customer_id, "near": f"%{name.translate(_ESCAPED)}%"}
        for agent in (await connection.execute(_NEAR, near)).all():
            if any(_is_same(own, address, name) for own in agent.addresses):
                return str(agent.id)
    return ""


def _is_same(own: dict[str, Any], address: dict[str, Any], name: str) -> bool:
    if own.get("type") != address["type"]:
        return False
    if own.get("target") == name:
        return True
    return address["type"] == "extension" and own.get("target_name") == name
