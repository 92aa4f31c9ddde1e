"""The table of groupcalls."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, json_field, listing_index
from voipbin.v1 import groupcall_pb2

RING_ALL, LINEAR = "ring_all", "linear"


class GroupcallRow(LiveRow, table=True):
    """Several calls of which one is wanted."""

    __tablename__ = "groupcall"
    __table_args__ = (listing_index("groupcall"),)

    owner_type: str = Field(default="", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    status: str = Field(default="progressing", max_length=16)
    flow_id: str = Field(default="", max_length=36)
    source: dict[str, Any] = json_field(dict)
    destinations: list[dict[str, Any]] = json_field(list)
    master_call_id: str = Field(default="", max_length=36)
    master_groupcall_id: str = Field(default="", max_length=36)
    ring_method: str = Field(default="ring_all", max_length=16)
    answer_method: str = Field(default="hangup_others", max_length=16)
    answer_call_id: str = Field(default="", max_length=36)
    call_ids: list[str] = json_field(list)
    answer_groupcall_id: str = Field(default="", max_length=36)
    groupcall_ids: list[str] = json_field(list)
    call_count: int = 0
    groupcall_count: int = 0
    dial_index: int = 0
    agent_status: str = Field(default="", max_length=16)
    'Status the rung agent gets back in the end; "" when it was left alone.'

    @property
    def has_members(self) -> bool:
        """Some are still under way."""
        return self.call_count > 0 or self.groupcall_count > 0

    @property
    def agent_id(self) -> str:
        """The agent it rings, when it was made for an agent rather than for a phone of one."""
        is_agent = len(self.destinations) == 1 and self.destinations[0]["type"] == "agent"
        return self.owner_id if is_agent else ""

    @property
    def is_answered(self) -> bool:
        """Some member was first."""
        return bool(self.answer_call_id or self.answer_groupcall_id)


GROUPCALL = Resource("groupcall", GroupcallRow, groupcall_pb2.Groupcall)
