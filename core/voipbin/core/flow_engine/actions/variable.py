"""Setting variables: variable_set."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.outcome import NEXT, Fail, Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.variables import VariableError


def _set(run: Run, option: Option) -> Outcome:
    try:
        # The second substitution: a value that expands to ${x} is resolved too.
        run.set(option["key"], run.substitution().text(option["value"]))
    except VariableError as error:
        return Fail(str(error))
    return NEXT


KINDS = (ActionKind("variable_set", Media.ANY, False, Failure.NEXT, _set),)
