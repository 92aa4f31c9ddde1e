"""What an input means for the action that is current."""

from voipbin.core.flow_engine.actions.kind import hears_nothing
from voipbin.core.flow_engine.beginning import current_kind, current_option
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
from voipbin.core.flow_engine.outcome import NEXT, STAY, End, Fail, Jump, Outcome, Stay
from voipbin.core.flow_engine.position import UNKNOWN, go_to
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import EndReason

_KEYS = frozenset("0123456789ABCD*#")


def hear(run: Run, event: Input) -> Outcome:
    """How a run goes on after an input; one that does not matter lets it stay."""
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
        run.problem(f"cannot go on with {target_id!r}")
        return STAY
    return _interrupt(run, Jump(target_id))


def _interrupt(run: Run, outcome: Outcome) -> Outcome:
    """Leave the current action before it is done."""
    kind = current_kind(run)
    if run.state.wait and kind:
        kind.interrupt(run, current_option(run, kind))
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
    kind = current_kind(run)
    if run.state.wait is None or kind is None or kind.receive is hears_nothing:
        return None
    outcome = kind.receive(run, current_option(run, kind), event)
    if outcome is not None and not isinstance(outcome, Stay):
        run.leave(timer_fired=isinstance(event, TimerFired))
    return outcome
