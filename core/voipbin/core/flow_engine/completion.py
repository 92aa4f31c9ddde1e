"""Runs that follow a run: on_complete and on_end flows."""

from dataclasses import dataclass

from voipbin.core.flow_engine.limits import DEFAULT_LIMITS, Limits
from voipbin.core.flow_engine.state import Action, EngineState, RunInfo, Status, new_state


@dataclass(frozen=True, slots=True)
class Completion:
    """A run to start after another."""

    flow_id: str
    """Its flow."""
    reference_type: str
    """What it belongs to."""
    reference_id: str
    """That resource."""
    reference_activeflow_id: str
    """The run before it."""
    complete_count: int
    """Runs before it in the chain."""
    variables: dict[str, str]
    """What it starts with."""
    hop_count: int = 0
    """As in RunInfo: what follows a message flow belongs to it."""


def completion(state: EngineState, *, limits: Limits = DEFAULT_LIMITS) -> Completion | None:
    """What follows a run that has ended; None for nothing, or when the chain is too long."""
    info = state.info
    if state.status != Status.ENDED or not info.on_complete_flow_id:
        return None
    return _following(
        state, info.on_complete_flow_id, info.reference_type, info.reference_id, limits
    )


def on_end(
    state: EngineState,
    flow_id: str,
    reference_type: str,
    reference_id: str,
    variables: dict[str, str],
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Completion | None:
    """What follows the end of a recording or transcribe that a run of a call has made.

    Args:
        state: that run, ended or not.
        flow_id: on_end_flow_id of the resource; "" for none.
        reference_type: "transcribe" or "recording".
        reference_id: the resource.
        variables: those of the resource, beside the ones of the run.
    """
    if not flow_id:
        return None
    plan = _following(state, flow_id, reference_type, reference_id, limits)
    if plan is not None:
        plan.variables.update(variables)
    return plan


def _following(
    state: EngineState, flow_id: str, reference_type: str, reference_id: str, limits: Limits
) -> Completion | None:
    count = state.info.complete_count + 1
    if count >= limits.max_chain:
        return None
    parent_id = state.info.activeflow_id
    variables = dict(state.variables)
    hop_count = state.info.hop_count
    return Completion(flow_id, reference_type, reference_id, parent_id, count, variables, hop_count)


def new_child_state(
    plan: Completion,
    activeflow_id: str,
    actions: list[Action],
    *,
    on_complete_flow_id: str = "",
) -> EngineState:
    """A run that follows another. It has no live call, even where its reference is one."""
    info = RunInfo(
        activeflow_id=activeflow_id,
        reference_type=plan.reference_type,
        reference_id=plan.reference_id,
        flow_id=plan.flow_id,
        reference_activeflow_id=plan.reference_activeflow_id,
        on_complete_flow_id=on_complete_flow_id,
        complete_count=plan.complete_count,
        hop_count=plan.hop_count,
    )
    return new_state(info, actions, variables=plan.variables)
