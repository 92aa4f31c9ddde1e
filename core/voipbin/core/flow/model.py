"""The table of flows."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field
from voipbin.v1 import flow_pb2


class FlowRow(Row, table=True):
    """A list of actions with a name. Temporary flows are never stored."""

    __tablename__ = "flow"
    __table_args__ = (
        Index("ix_flow_listing", "customer_id", "type", "tm_create", "id", "tm_delete"),
    )

    type: str = Field(default="flow", max_length=16)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    actions: list[dict[str, Any]] = json_field(list)
    on_complete_flow_id: str = Field(default="", max_length=36)


FLOW = Resource("flow", FlowRow, flow_pb2.Flow)
