"""Actions that write a call down: recording and live transcription.

Starting one waits until it has started, so that the next action can use its variables.
"""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.actions.playback import DEFAULT_LANGUAGE
from voipbin.core.flow_engine.call_effects import (
    StartRecording,
    StartTranscribe,
    StopRecording,
    StopTranscribe,
)
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run


def _start_recording(run: Run, option: Option) -> Outcome:
    run.emit(
        StartRecording(
            token=run.token,
            format="wav",
            end_of_silence_ms=option["end_of_silence"] * 1000,
            end_of_key=option["end_of_key"] or "none",
            duration_ms=option["duration"] * 1000,
            beep_start=option["beep_start"],
            on_end_flow_id=option["on_end_flow_id"],
        )
    )
    return run.wait("start")


def _stop_recording(run: Run, _option: Option) -> Outcome:
    run.emit(StopRecording(run.token))
    return NEXT


def _start_transcribe(run: Run, option: Option) -> Outcome:
    run.emit(
        StartTranscribe(
            token=run.token,
            language=option["language"] or DEFAULT_LANGUAGE,
            provider=option["provider"],
            direction=option["direction"] or "both",
            on_end_flow_id=option["on_end_flow_id"],
        )
    )
    return run.wait("start")


def _stop_transcribe(run: Run, _option: Option) -> Outcome:
    run.emit(StopTranscribe(run.token))
    return NEXT


KINDS = (
    ActionKind("recording_start", Media.RTC, False, Failure.NEXT, _start_recording),
    ActionKind("recording_stop", Media.RTC, False, Failure.NEXT, _stop_recording),
    ActionKind("transcribe_start", Media.RTC, False, Failure.NEXT, _start_transcribe),
    ActionKind("transcribe_stop", Media.RTC, False, Failure.NEXT, _stop_transcribe),
)
