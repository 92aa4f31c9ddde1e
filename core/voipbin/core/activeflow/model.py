"""The table of activeflows."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from voipbin.core.flow_engine import EngineState
from voipbin.core.resource import Resource
from voipbin.core.row import LiveRow, json_field, listing_index
from voipbin.v1 import activeflow_pb2


class ActiveflowRow(LiveRow, table=True):
    """One run of a flow. `state` is all the engine knows; what the API shows has columns."""

    __tablename__ = "activeflow"
    __table_args__ = (
        listing_index("activeflow"),
        Index("ix_activeflow_running", "status", "tm_create"),
    )

    flow_id: str = Field(default="", max_length=36)
    status: str = Field(default="running", max_length=16)
    reference_type: str = Field(default="", max_length=16)
    reference_id: str = Field(default="", max_length=36)
    reference_activeflow_id: str = Field(default="", max_length=36)
    on_complete_flow_id: str = Field(default="", max_length=36)
    current_action: dict[str, Any] = json_field(dict)
    forward_action_id: str = Field(default="", max_length=128)
    executed_actions: list[dict[str, Any]] = json_field(list)
    state: dict[str, Any] = json_field(dict)

    def take(self, state: EngineState) -> None:
        """Copies a state into the columns."""
        self.status = state.status
        self.current_action = state.current_action
        self.forward_action_id = state.forward_action_id
        self.executed_actions = state.executed_actions
        self.state = state.to_json()


ACTIVEFLOW = Resource("activeflow", ActiveflowRow, activeflow_pb2.Activeflow)
