"""Actions that begin something beside the flow: call, transcribe_recording."""

from typing import Any

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.actions.playback import DEFAULT_LANGUAGE
from voipbin.core.flow_engine.effects import MakeCalls, TranscribeRecordings
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run


def _call(run: Run, option: Option) -> Outcome:
    source: dict[str, Any] | None = option["source"]
    run.emit(
        MakeCalls(
            token=run.token,
            source=source if source and source["target"] else None,
            destinations=tuple(option["destinations"]),
            flow_id=option["flow_id"],
            actions=tuple(option["actions"]),
            chained=option["chained"],
            early_execution=option["early_execution"],
        )
    )
    # Until they are made, not until they are answered.
    return run.wait("calls")


def _transcribe(run: Run, option: Option) -> Outcome:
    if run.state.info.reference_type != "call":
        return NEXT
    run.emit(
        TranscribeRecordings(
            token=run.token,
            language=option["language"] or DEFAULT_LANGUAGE,
            provider=option["provider"],
            direction=option["direction"] or "both",
            on_end_flow_id=option["on_end_flow_id"],
        )
    )
    return run.wait("transcribe")


KINDS = (
    ActionKind("call", Media.ANY, False, Failure.END, _call),
    ActionKind("transcribe_recording", Media.ANY, True, Failure.NEXT, _transcribe),
)
