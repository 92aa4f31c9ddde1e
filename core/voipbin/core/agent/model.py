"""The table of agents."""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index, time_field
from voipbin.v1 import agent_pb2

_LIVE = text("tm_delete IS NULL")


class AgentRow(Row, table=True):
    """A person who logs in; the username is unique among all live agents of all customers."""

    __tablename__ = "agent"
    __table_args__ = (
        listing_index("agent"),
        Index(
            "uq_agent_username", "username", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
    )

    username: str = Field(max_length=320)
    password_hash: str = Field(max_length=256)
    tm_password: int | None = time_field()
    "When the password was last changed; tokens issued before are worth nothing."
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    ring_method: str = Field(default="ringall", max_length=16)
    status: str = Field(default="offline", max_length=16)
    permission: int = 0
    tag_ids: list[str] = json_field(list)
    addresses: list[dict[str, Any]] = json_field(list)


AGENT = Resource("agent", AgentRow, agent_pb2.Agent)
