"""Actions that write to people: message_send, conversation_send."""

from typing import Any

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import ConversationSend, MessageSend
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run


def _send(run: Run, option: Option) -> Outcome:
    source: dict[str, Any] | None = option["source"]
    run.emit(
        MessageSend(
            token=run.token,
            source=source if source and source["target"] else None,
            destinations=tuple(option["destinations"]),
            text=option["text"],
        )
    )
    # Until it is stored, not until it has left.
    return run.wait("message")


def _say(run: Run, option: Option) -> Outcome:
    run.emit(
        ConversationSend(
            token=run.token,
            conversation_id=option["conversation_id"],
            text=option["text"],
            sync=option["sync"],
        )
    )
    return run.wait("conversation") if option["sync"] else NEXT


KINDS = (
    ActionKind("message_send", Media.ANY, False, Failure.END, _send),
    ActionKind("conversation_send", Media.ANY, False, Failure.NEXT, _say),
)
