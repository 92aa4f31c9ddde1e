"""Talking with an ai or a team of them: ai_talk."""

from voipbin.core.flow_engine.actions.call_control import is_answered
from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import AnswerCall, StartAi, StopAi
from voipbin.core.flow_engine.inputs import ActionDone, AiEnded, Input, TimerFired
from voipbin.core.flow_engine.outcome import NEXT, STAY, Fail, Outcome, Push
from voipbin.core.flow_engine.run import Run


def _talk(run: Run, option: Option) -> Outcome:
    if run.state.call is None and run.state.info.reference_type != "conversation":
        return Fail("ai_talk needs a call or a conversation: there is nobody to talk with here")
    if not _assistance_id(option):
        return Fail("option.assistance_id is required")
    if run.must_answer:
        run.emit(AnswerCall(run.token))
        return run.wait("answer")
    return _begin(run, option)


def _begin(run: Run, option: Option) -> Outcome:
    run.emit(
        StartAi(
            token=run.token,
            assistance_type=option["assistance_type"] or "ai",
            assistance_id=_assistance_id(option),
            gender=option["gender"],
            language=option["language"],
        )
    )
    limit_ms = option["duration"] * 1000
    return run.wait("ai", timer_ms=limit_ms if limit_ms > 0 else None)


def _hear(run: Run, option: Option, event: Input) -> Outcome | None:
    if run.stage == "answer":
        return _begin(run, option) if is_answered(run, event) else None
    match event:
        case ActionDone():
            return STAY  # it has begun; with who writes it is over with its answer
        case AiEnded():
            return Push(list(event.actions)) if event.actions else NEXT
        case TimerFired():
            run.emit(StopAi(run.token))
            return NEXT
    return None


def _stop(run: Run, _option: Option) -> None:
    if run.stage == "ai":
        run.emit(StopAi(run.token))


def _assistance_id(option: Option) -> str:
    return str(option["assistance_id"] or option["ai_id"])


KINDS = (ActionKind("ai_talk", Media.ANY, True, Failure.END, _talk, _hear, _stop),)
