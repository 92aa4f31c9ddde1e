"""The action that sends an email: email_send."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import SendEmail
from voipbin.core.flow_engine.outcome import Outcome
from voipbin.core.flow_engine.run import Run


def _send(run: Run, option: Option) -> Outcome:
    run.emit(
        SendEmail(
            token=run.token,
            destinations=tuple(option["destinations"]),
            subject=option["subject"],
            content=option["content"],
            attachments=tuple(option["attachments"]),
        )
    )
    # Until it is stored, not until it is sent.
    return run.wait("email")


KINDS = (ActionKind("email_send", Media.ANY, False, Failure.NEXT, _send),)
