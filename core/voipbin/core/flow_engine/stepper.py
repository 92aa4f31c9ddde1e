"""The engine itself: (state, input) -> (state, effects)."""

from voipbin.core.flow_engine.actions import REGISTRY
from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import ActionProblem, ActivityChanged, Effect, EndFlow, HangUp
from voipbin.core.flow_engine.ids import derived_id, derived_ids
from voipbin.core.flow_engine.inputs import (
    ActionDone,
    ActionFailed,
    Answer,
    CallAnswered,
    CallHungUp,
    CallRinging,
    DigitPressed,
    Forward,
    Input,
    SetVariables,
    Start,
    Stop,
    TimerFired,
)
from voipbin.core.flow_engine.limits import DEFAULT_LIMITS, Limits
from voipbin.core.flow_engine.option import Check, Violation
from voipbin.core.flow_engine.outcome import NEXT, STAY, End, Fail, Jump, Outcome, Push, Stay
from voipbin.core.flow_engine.position import FINISHED, UNKNOWN, go_next, go_to
from voipbin.core.flow_engine.run import ReferenceData, Run
from voipbin.core.flow_engine.state import (
    Action,
    EndReason,
    EngineState,
    Stack,
    Status,
    finish_action,
)
from voipbin.core.flow_engine.timestamp import spell_us
from voipbin.core.flow_engine.validate import ActionsError, validate_actions
from voipbin.core.flow_engine.variables import VariableError

_KEYS = frozenset("0123456789ABCD*#")
_SHOWN_VIOLATIONS = 3


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
    _settle(run, _receive(run, event))
    if run.effects:
        run.state.last_effects = tuple(run.effects)
    return run.state, tuple(run.effects)


def _receive(run: Run, event: Input) -> Outcome:
    match event:
        case Start():
            return _start(run)
        case Stop():
            return _interrupt(run, End(EndReason.STOPPED))
        case Forward():
            return _forward(run, event.target_id)
        case SetVariables():
            _set_variables(run, event)
            return STAY
        case DigitPressed():
            return _press(run, event)
        case CallHungUp():
            run.set_call_status("hangup")
            run.leave()
            return End(EndReason.CALL_HANGUP)
        case CallAnswered():
            run.set_call_status("progressing")
            return _ask(run, event) or STAY
        case CallRinging():
            run.set_call_status("ringing")
            return _ask(run, event) or STAY
        case Answer():
            return _hear_answer(run, event)
    return STAY


def _start(run: Run) -> Outcome:
    if run.state.is_started:
        return STAY
    run.state.is_started = True
    target_id, run.state.forward_action_id = run.state.forward_action_id, ""
    return Jump(target_id) if target_id else NEXT


def _forward(run: Run, target_id: str) -> Outcome:
    if not run.state.is_started:
        run.state.forward_action_id = target_id
        return STAY
    if run.stage == "hangup" or go_to(list(run.state.stacks), target_id) == UNKNOWN:
        _problem(run, f"cannot go on with {target_id!r}")
        return STAY
    return _interrupt(run, Jump(target_id))


def _interrupt(run: Run, outcome: Outcome) -> Outcome:
    """Leave the current action before it is done."""
    kind = _kind(run)
    if run.state.wait and kind:
        kind.interrupt(run, _option(run, kind))
    run.leave()
    return outcome


def _set_variables(run: Run, event: SetVariables) -> None:
    for name in event.remove:
        run.state.variables.pop(name, None)
    run.set_all(event.values)


def _press(run: Run, event: DigitPressed) -> Outcome:
    if event.digit not in _KEYS:
        return STAY
    outcome = _ask(run, event)
    if outcome is None:
        # Between questions the last key stays, so that people may type ahead.
        run.digits = event.digit
    return outcome or STAY


def _hear_answer(run: Run, event: Answer) -> Outcome:
    if run.state.wait is None or event.token != run.state.wait.token:
        return STAY
    if isinstance(event, ActionDone):
        run.set_all(event.variables)
    outcome = _ask(run, event)
    if outcome is not None:
        return outcome
    if isinstance(event, ActionFailed):
        return Fail(event.reason)
    return NEXT if isinstance(event, ActionDone) else STAY


def _ask(run: Run, event: Input) -> Outcome | None:
    """Offer an input to the action that waits."""
    kind = _kind(run)
    if run.state.wait is None or kind is None:
        return None
    outcome = kind.receive(run, _option(run, kind), event)
    if outcome is not None and not isinstance(outcome, Stay):
        run.leave(timer_fired=isinstance(event, TimerFired))
    return outcome


def _kind(run: Run) -> ActionKind | None:
    return REGISTRY.get(run.state.current_action["type"])


def _option(run: Run, kind: ActionKind) -> Option:
    option: Option = kind.read_option(run.state.current_action["option"], "option", Check(False))
    return option


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
    _problem(run, reason)
    kind = _kind(run)
    return NEXT if kind and kind.failure != Failure.END else End(EndReason.FAILED)


def _problem(run: Run, reason: str) -> None:
    action = run.state.current_action
    run.emit(ActionProblem(action["id"], action["type"], reason))


def _push(run: Run, push: Push) -> Outcome:
    state = run.state
    if len(state.stacks) >= run.limits.max_stacks:
        return End(EndReason.STACK_LIMIT)
    actions = push.actions
    if not push.is_system:
        reachable = {action["id"] for stack in state.stacks for action in stack.actions}
        try:
            actions = validate_actions(
                actions,
                new_id=derived_ids(state.info.activeflow_id, state.serial),
                outer_ids=reachable,
            )
        except ActionsError as error:
            return _fail(run, _joined(error.violations))
    assert isinstance(actions, list)
    stack_id = derived_id(state.info.activeflow_id, "stack", state.serial)
    state.stacks.append(Stack(stack_id, actions, is_system=push.is_system))
    return NEXT


def _move(run: Run, outcome: Outcome) -> Outcome:
    stacks = run.state.stacks
    if isinstance(outcome, Jump):
        where = go_to(stacks, outcome.target_id)
        if where == UNKNOWN:
            _problem(run, f"no action to go on with: {outcome.target_id!r}")
    else:
        where = go_next(stacks)
        if where == UNKNOWN:
            _problem(run, "next_id names no action")
    if where == UNKNOWN:
        return End(EndReason.FAILED)
    if where == FINISHED:
        return End(EndReason.FINISHED)
    stack = stacks[-1]
    if not stack.is_system and run.state.action_count > run.limits.max_actions:
        return End(EndReason.ACTION_LIMIT)
    assert stack.action is not None
    return _begin(run, stack.action, is_counted=not stack.is_system)


def _begin(run: Run, action: Action, *, is_counted: bool) -> Outcome:
    state, kind = run.state, REGISTRY.get(action["type"])
    _remember(run)
    state.action_count += is_counted
    state.serial += 1
    runs = kind is not None and _suits(run, kind.media)
    fault = _make_current(run, action, is_executed=runs)
    run.emit(ActivityChanged(state.current_action, len(state.executed_actions)))
    if kind is None:
        return Fail(f"type has no engine, got {action['type']!r}")
    if not runs:
        return NEXT
    check = Check(allows_templates=False, takes_any_text=kind.failure == Failure.FALSE)
    option = kind.read_option(state.current_action["option"], "option", check)
    fault = fault or _joined(check.violations)
    if not fault:
        run.template = action["option"]
        return kind.start(run, option)
    if kind.failure != Failure.FALSE:
        return Fail(fault)
    _problem(run, fault)
    return Jump(option["false_target_id"])


def _remember(run: Run) -> None:
    """Put what was current into the history, and forget the oldest but the start."""
    history = run.state.executed_actions
    history.append(run.state.current_action)
    if len(history) > run.limits.max_history:
        del history[1]


def _make_current(run: Run, action: Action, *, is_executed: bool) -> str:
    """Substitute the option; what prevents that, or ""."""
    option, fault = action["option"], ""
    try:
        option = run.substitution().apply(option)
    except VariableError as error:
        fault = str(error)
    tm_execute = spell_us(run.now_us) if is_executed and run.state.call else None
    run.state.current_action = {**action, "option": option, "tm_execute": tm_execute}
    return fault


def _suits(run: Run, media: Media) -> bool:
    is_live_call = run.state.call is not None
    if media == Media.RTC:
        return is_live_call
    if media == Media.NRT:
        return not is_live_call and run.state.info.reference_type != ""
    return True


def _joined(violations: list[Violation]) -> str:
    return "; ".join(f"{v.field} {v.description}" for v in violations[:_SHOWN_VIOLATIONS])


def _end(run: Run, reason: str) -> None:
    state = run.state
    if reason == EndReason.FINISHED:
        _remember(run)
        state.current_action = finish_action()
    state.status, state.end_reason = Status.ENDED, reason
    state.stacks, state.wait, state.forward_action_id = [], None, ""
    if state.call is not None and state.call.status != "hangup":
        run.emit(HangUp("normal", ""))
    run.emit(EndFlow(str(reason)))
