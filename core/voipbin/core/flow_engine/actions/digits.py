"""Actions about keys: digits_receive and digits_send."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import SendDigits
from voipbin.core.flow_engine.inputs import DigitPressed, Input, TimerFired
from voipbin.core.flow_engine.outcome import NEXT, STAY, Outcome
from voipbin.core.flow_engine.run import Run

MAX_DIGITS = 1000
DEFAULT_DIGIT_MS = 100


def is_complete(digits: str, option: Option) -> bool:
    """Enough keys, or one of those that end it."""
    length = option["length"]
    if 0 < length <= len(digits):
        return True
    return any(digit in option["key"] for digit in digits)


def _receive(run: Run, option: Option) -> Outcome:
    # Keys pressed before are kept, so that people may type ahead: they can complete it at once.
    if is_complete(run.digits, option) or option["duration"] <= 0:
        return NEXT
    return run.wait("digits", timer_ms=option["duration"])


def _hear_digit(run: Run, option: Option, event: Input) -> Outcome | None:
    if isinstance(event, TimerFired):
        return NEXT
    if not isinstance(event, DigitPressed):
        return None
    if len(run.digits) < MAX_DIGITS:
        run.digits += event.digit
    return NEXT if is_complete(run.digits, option) else STAY


def _send(run: Run, option: Option) -> Outcome:
    duration_ms = option["duration"] or DEFAULT_DIGIT_MS
    run.emit(SendDigits(run.token, option["digits"], duration_ms, option["interval"]))
    return run.wait("digits")


KINDS = (
    ActionKind("digits_receive", Media.RTC, True, Failure.NEXT, _receive, _hear_digit),
    ActionKind("digits_send", Media.RTC, True, Failure.NEXT, _send),
)
