"""Actions that choose where to go on: goto and branch."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.outcome import NEXT, Jump, Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.variables import DIGITS


def _goto(run: Run, option: Option) -> Outcome:
    stack = run.state.stacks[-1]
    if stack.is_waiting:
        return Jump(option["target_id"])
    counters, key = run.state.goto_counters, f"{stack.id}:{stack.index}"
    left = counters[key] if key in counters else int(option["loop_count"])
    if left <= 0:
        return NEXT
    counters[key] = left - 1
    return Jump(option["target_id"])


def _branch(run: Run, option: Option) -> Outcome:
    name = option["variable"] or DIGITS
    value = run.get(name)
    # Whatever it was: the next question starts without an answer.
    if name in run.state.variables:
        run.state.variables[name] = ""
    return Jump(option["target_ids"].get(value, option["default_target_id"]))


KINDS = (
    ActionKind("goto", Media.ANY, False, Failure.END, _goto),
    ActionKind("branch", Media.ANY, False, Failure.END, _branch),
)
