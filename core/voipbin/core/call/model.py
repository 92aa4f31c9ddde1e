"""The table of calls and the life of one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from voipbin.core.destinations import is_telephone_number
from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, children_index, json_field, listing_index, time_field
from voipbin.v1 import call_pb2

TRANSITIONS: dict[str, frozenset[str]] = {
    "dialing": frozenset({"ringing", "progressing", "terminating", "canceling", "hangup"}),
    "ringing": frozenset({"progressing", "terminating", "canceling", "hangup"}),
    "progressing": frozenset({"terminating", "hangup"}),
    "terminating": frozenset({"hangup"}),
    "canceling": frozenset({"hangup"}),
    "hangup": frozenset(),
}
"Where a call may go from each status; nothing leaves hangup."

LIVE = frozenset({"dialing", "ringing", "progressing"})
"A call that nobody is ending yet."


_NOT_OVER = text("status != 'hangup'")


class CallRow(LiveRow, table=True):
    """One leg."""

    __tablename__ = "call"
    __table_args__ = (
        listing_index("call"),
        children_index("call", "owner_id"),
        Index("ix_call_status", "status", "tm_create"),
        Index("ix_call_groupcall", "groupcall_id"),
        Index("ix_call_peer", "customer_id", "peer_number", "tm_create", "id"),
        Index(
            "ix_call_live",
            "customer_id",
            sqlite_where=_NOT_OVER,
            postgresql_where=_NOT_OVER,
        ),
    )

    owner_type: str = Field(default="", max_length=16)
    owner_id: str = Field(default="", max_length=36)
    flow_id: str = Field(default="", max_length=36)
    activeflow_id: str = Field(default="", max_length=36)
    type: str = Field(default="flow", max_length=16)
    master_call_id: str = Field(default="", max_length=36)
    chained_call_ids: list[str] = json_field(list)
    recording_id: str = Field(default="", max_length=36)
    recording_ids: list[str] = json_field(list)
    groupcall_id: str = Field(default="", max_length=36)
    source: dict[str, Any] = json_field(dict)
    destination: dict[str, Any] = json_field(dict)
    status: str = Field(default="dialing", max_length=16)
    action: dict[str, Any] = json_field(dict)
    direction: str = Field(default="outgoing", max_length=16)
    mute_direction: str = Field(default="", max_length=8)
    hangup_by: str = Field(default="", max_length=8)
    hangup_reason: str = Field(default="", max_length=16)
    tm_progressing: int | None = time_field()
    tm_ringing: int | None = time_field()
    tm_hangup: int | None = time_field()
    channel_id: str = Field(default="", max_length=36)
    peer_number: str = Field(default="", max_length=32)
    'Telephone number of the party; "" when it is none.'
    campaigncall_id: str = Field(default="", max_length=36)
    "Attempt of a campaign that it is; empty for others."

    @property
    def is_answered(self) -> bool:
        """The party and the platform are talking."""
        return self.status == "progressing"


def telephone_of(party: Mapping[str, Any]) -> str:
    """The telephone number of an address in E.164; "" when it is none."""
    target = str(party.get("target", ""))
    return target if party.get("type") == "tel" and is_telephone_number(target) else ""


CALL = Resource("call", CallRow, call_pb2.Call)
