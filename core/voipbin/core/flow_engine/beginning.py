"""Making an action the current one and starting it."""

from voipbin.core.flow_engine.actions import REGISTRY
from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import ActivityChanged
from voipbin.core.flow_engine.option import Check, Violation
from voipbin.core.flow_engine.outcome import NEXT, Fail, Jump, Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import Action
from voipbin.core.flow_engine.timestamp import spell_us
from voipbin.core.flow_engine.variables import VariableError

_SHOWN_VIOLATIONS = 3


def current_kind(run: Run) -> ActionKind | None:
    return REGISTRY.get(run.state.current_action["type"])


def current_option(run: Run, kind: ActionKind) -> Option:
    option: Option = kind.read_option(run.state.current_action["option"], "option", Check(False))
    return option


def begin(run: Run, action: Action, *, is_counted: bool) -> Outcome:
    """Make an action of the flow current and start it, where it suits the run."""
    state, kind = run.state, REGISTRY.get(action["type"])
    remember(run)
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
    fault = fault or joined(check.violations)
    if not fault:
        run.template = action["option"]
        return kind.start(run, option)
    if kind.failure != Failure.FALSE:
        return Fail(fault)
    run.problem(fault)
    return Jump(option["false_target_id"])


def remember(run: Run) -> None:
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


def joined(violations: list[Violation]) -> str:
    """The first violations in one line for the log; "" for none."""
    return "; ".join(f"{v.field} {v.description}" for v in violations[:_SHOWN_VIOLATIONS])
