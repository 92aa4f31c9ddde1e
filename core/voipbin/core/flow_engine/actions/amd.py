"""Telling a human from a machine: amd."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import DetectMachine
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run


def _amd(run: Run, option: Option) -> Outcome:
    # Whoever carries it out hangs up on a machine by itself: it may be found when the flow is
    # somewhere else.
    run.emit(DetectMachine(run.token, option["machine_handle"] == "hangup", option["async"]))
    return NEXT if option["async"] else run.wait("amd")


KINDS = (ActionKind("amd", Media.RTC, True, Failure.NEXT, _amd),)
