"""ai_summary: what was said, in a few words."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.actions.playback import DEFAULT_LANGUAGE
from voipbin.core.flow_engine.effects import Summarise
from voipbin.core.flow_engine.outcome import Outcome
from voipbin.core.flow_engine.run import Run


def _summarise(run: Run, option: Option) -> Outcome:
    run.emit(
        Summarise(
            token=run.token,
            reference_type=option["reference_type"],
            reference_id=option["reference_id"],
            language=option["language"] or DEFAULT_LANGUAGE,
            on_end_flow_id=option["on_end_flow_id"],
        )
    )
    # Until it is stored: of a call or a conference that goes on, until it is listened to.
    return run.wait("summary")


KINDS = (ActionKind("ai_summary", Media.ANY, True, Failure.END, _summarise),)
