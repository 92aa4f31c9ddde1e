"""What a request to run something really runs: a stored flow or inline actions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument
from voipbin.core.flow.model import FLOW
from voipbin.core.flow_engine import ActionsError, validate_actions
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """Actions to run and where they come from."""

    actions: list[dict[str, Any]] = field(default_factory=list)
    flow_id: str = ""
    "The stored flow; empty for inline actions."
    on_complete_flow_id: str = ""
    hop_count: int = 0
    "Message flows that led to it, as in RunInfo."


async def flow_to_run(ctx: Context, flow_id: str, actions: Iterable[Message]) -> FlowPlan:
    """The stored flow where one is named, else the inline actions.

    Raises:
        NotFound: the customer has no such flow.
        InvalidArgument: an action is malformed.
    """
    if not flow_id:
        return FlowPlan(checked_actions(actions))
    async with ctx.reading() as connection:
        flow = await ctx.own(FLOW, connection).get(flow_id)
    return FlowPlan(flow.actions, flow.id, flow.on_complete_flow_id)


async def check_flow_reference(
    connection: Connection, customer_id: str, field_name: str, flow_id: str
) -> None:
    """A flow that is to run later must be there now.

    Args:
        customer_id: owner of the row that will hold the reference.

    Raises:
        InvalidArgument: naming the field; the customer has no such flow.
    """
    if flow_id and await Repository(FLOW, connection, customer_id).find(flow_id) is None:
        raise InvalidArgument.of([(field_name, f"no such flow: {flow_id}")])


def checked_actions(actions: Iterable[Message]) -> list[dict[str, Any]]:
    """Actions as they are stored, each checked.

    Raises:
        InvalidArgument: naming index, field and reason of each fault.
    """
    try:
        return validate_actions([codec.to_json(action) for action in actions], new_id=new_id)
    except ActionsError as error:
        faults = [(fault.field, fault.description) for fault in error.violations]
        raise InvalidArgument(
            "; ".join(f"{name} {fault}" for name, fault in faults[:5]),
            reason=error.reason,
            violations=faults,
        ) from None
