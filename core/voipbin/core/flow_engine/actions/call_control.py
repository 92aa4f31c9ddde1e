"""Actions that answer, mute, hang up and end: answer, mute, hangup, stop."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import AnswerCall, MuteCall
from voipbin.core.flow_engine.effects import HangUp
from voipbin.core.flow_engine.inputs import ActionDone, ActionFailed, CallAnswered, Input
from voipbin.core.flow_engine.outcome import NEXT, STAY, End, Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import EndReason


def _answer(run: Run, _option: Option) -> Outcome:
    if not run.must_answer:
        return NEXT
    run.emit(AnswerCall(run.token))
    return run.wait("answer")


def is_answered(run: Run, event: Input) -> bool:
    """Whether this input says that the call is answered now."""
    if isinstance(event, ActionDone):
        run.set_call_status("progressing")
    return isinstance(event, ActionDone | CallAnswered)


def _hear_answer(run: Run, _option: Option, event: Input) -> Outcome | None:
    return NEXT if is_answered(run, event) else None


_REASONS = frozenset({"failed", "busy", "cancel", "timeout", "noanswer", "dialout", "amd"})


def _mute(run: Run, _option: Option) -> Outcome:
    run.emit(MuteCall(run.token, "both"))
    return NEXT


def _hang_up(run: Run, option: Option) -> Outcome:
    reason = option["reason"] if option["reason"] in _REASONS else "normal"
    run.emit(HangUp(reason, option["reference_id"]))
    return run.wait("hangup")


def _hear_hang_up(_run: Run, _option: Option, event: Input) -> Outcome | None:
    if isinstance(event, ActionFailed):
        return End(EndReason.FAILED)
    # The end of the call ends the run.
    return STAY if isinstance(event, ActionDone) else None


def _stop(_run: Run, _option: Option) -> Outcome:
    return End(EndReason.FINISHED)


KINDS = (
    ActionKind("answer", Media.RTC, False, Failure.NEXT, _answer, _hear_answer),
    ActionKind("mute", Media.RTC, False, Failure.NEXT, _mute),
    ActionKind("hangup", Media.RTC, True, Failure.END, _hang_up, _hear_hang_up),
    ActionKind("stop", Media.ANY, False, Failure.END, _stop),
)
