"""Actions that connect the audio of the call to another host: external_media_start and _stop.

Starting waits until the host is connected, so that what the flow does next is heard there.
"""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import StartExternalMedia, StopExternalMedia
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run


def _start(run: Run, option: Option) -> Outcome:
    run.emit(StartExternalMedia(run.token, dict(option)))
    return run.wait("start")


def _stop(run: Run, _option: Option) -> Outcome:
    run.emit(StopExternalMedia(run.token))
    return NEXT


KINDS = (
    ActionKind("external_media_start", Media.RTC, False, Failure.NEXT, _start),
    ActionKind("external_media_stop", Media.RTC, False, Failure.NEXT, _stop),
)
