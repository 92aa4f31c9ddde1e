"""The table of teams."""

from typing import Any

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import team_pb2


class TeamRow(Row, table=True):
    """Members as REST shows them, and the one that begins."""

    __tablename__ = "team"
    __table_args__ = (listing_index("team"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    start_member_id: str = Field(default="", max_length=36)
    members: list[dict[str, Any]] = json_field(list)
    parameter: dict[str, Any] = json_field(dict)


TEAM = Resource("team", TeamRow, team_pb2.Team)
