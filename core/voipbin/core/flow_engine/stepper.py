"""The engine itself: (state, input) -> (state, effects)."""

from voipbin.core.flow_engine.actions.kind import Failure
from voipbin.core.flow_engine.beginning import begin, current_kind, joined, remember
from voipbin.core.flow_engine.effects import Effect, EndFlow, HangUp
from voipbin.core.flow_engine.hearing import hear
from voipbin.core.flow_engine.ids import derived_id, derived_ids
from voipbin.core.flow_engine.inputs import Input
from voipbin.core.flow_engine.limits import DEFAULT_LIMITS, Limits
from voipbin.core.flow_engine.outcome import NEXT, End, Fail, Jump, Outcome, Push, Stay
from voipbin.core.flow_engine.position import FINISHED, UNKNOWN, go_next, go_to
from voipbin.core.flow_engine.run import ReferenceData, Run
from voipbin.core.flow_engine.state import EndReason, EngineState, Stack, Status, finish_action
from voipbin.core.flow_engine.validate import ActionsError, validate_actions


def step(
    state: EngineState,
    event: Input,
    now_us: int,
    *,
    limits: Limits = DEFAULT_LIMITS,
    reference_data: ReferenceData = "",
) -> tuple[EngineState, tuple[Effect, ...]]:
    """Let something happen to a run.

    The same arguments always give the same answer; the state given is left alone.

    Args:
        state: the run as it was.
        event: what happened; one that no longer matters changes nothing.
        now_us: microseconds since 1970.
        limits: how far the run may go.
        reference_data: ${voipbin.flow.reference_data}, or how to get it.
    """
    if state.status != Status.RUNNING:
        return state, ()
    run = Run(state.copy(), now_us, limits, reference_data)
    _settle(run, hear(run, event))
    if run.effects:
        run.state.last_effects = tuple(run.effects)
    return run.state, tuple(run.effects)


def _settle(run: Run, outcome: Outcome) -> None:
    """Go on until an action waits for something or the run is over."""
    for _ in range(run.limits.max_immediate):
        if isinstance(outcome, Stay):
            return
        run.leave()
        if isinstance(outcome, Fail):
            outcome = _fail(run, outcome.reason)
        if isinstance(outcome, Push):
            outcome = _push(run, outcome)
        if isinstance(outcome, End):
            _end(run, outcome.reason)
            return
        outcome = _move(run, outcome)
    if not isinstance(outcome, Stay):
        _end(run, EndReason.STEP_LIMIT)


def _fail(run: Run, reason: str) -> Outcome:
    run.problem(reason)
    kind, stacks = current_kind(run), run.state.stacks
    goes_on = bool(kind and kind.failure != Failure.END) or bool(stacks and stacks[-1].is_waiting)
    return NEXT if goes_on else End(EndReason.FAILED)


def _push(run: Run, push: Push) -> Outcome:
    state = run.state
    if len(state.stacks) >= run.limits.max_stacks:
        return End(EndReason.STACK_LIMIT)
    actions = push.actions
    if not push.is_system:
        try:
            new_id = derived_ids(state.info.activeflow_id, state.serial)
            actions = validate_actions(actions, new_id=new_id)
        except ActionsError as error:
            return _fail(run, joined(error.violations))
    assert isinstance(actions, list)
    stack_id = derived_id(state.info.activeflow_id, "stack", state.serial)
    state.stacks.append(
        Stack(stack_id, actions, is_system=push.is_system, is_waiting=push.is_waiting)
    )
    return NEXT


def _move(run: Run, outcome: Outcome) -> Outcome:
    stacks = run.state.stacks
    if isinstance(outcome, Jump):
        where = go_to(stacks, outcome.target_id)
        if where == UNKNOWN:
            run.problem(f"no action to go on with: {outcome.target_id!r}")
    else:
        where = go_next(stacks)
        if where == UNKNOWN:
            run.problem("next_id names no action")
    if where == UNKNOWN:
        return End(EndReason.FAILED)
    if where == FINISHED:
        return End(EndReason.FINISHED)
    _forget_counters(run.state)
    stack = stacks[-1]
    is_counted = not stack.is_system and not any(one.is_waiting for one in stacks)
    if is_counted and run.state.action_count > run.limits.max_actions:
        return End(EndReason.ACTION_LIMIT)
    assert stack.action is not None
    return begin(run, stack.action, is_counted=is_counted)


def _forget_counters(state: EngineState) -> None:
    """Loops of stacks that are over: a call that waits for an hour would gather them."""
    if state.goto_counters:
        alive = {stack.id for stack in state.stacks}
        counters = state.goto_counters.items()
        state.goto_counters = {key: n for key, n in counters if key.partition(":")[0] in alive}


def _end(run: Run, reason: str) -> None:
    state = run.state
    if reason == EndReason.FINISHED:
        remember(run)
        state.current_action = finish_action()
    state.status, state.end_reason = Status.ENDED, reason
    state.stacks, state.wait, state.forward_action_id = [], None, ""
    if state.call is not None and state.call.status != "hangup":
        run.emit(HangUp("normal", ""))
    run.emit(EndFlow(str(reason)))
