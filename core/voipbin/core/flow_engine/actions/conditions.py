"""Actions that go on when something holds and jump when it does not."""

import operator
import re
import struct
from collections.abc import Callable
from typing import Any

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.outcome import NEXT, Jump, Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.timestamp import moment

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_LONGEST_NUMBER = 100


def _branch_on(test: Callable[[Run, Option], bool]) -> Callable[[Run, Option], Outcome]:
    def start(run: Run, option: Option) -> Outcome:
        return NEXT if test(run, option) else Jump(option["false_target_id"])

    return start


def compare(left: Any, word: str, right: Any) -> bool:
    """left word right; an unknown word never holds."""
    found = _OPERATORS.get(word)
    return found is not None and found(left, right)


def _variable(run: Run, option: Option) -> bool:
    operand, word = _operand(run, option), option["condition"]
    match option["value_type"] or "string":
        case "string":
            return compare(operand.encode(), word, option["value_string"].encode())
        case "length":
            return compare(len(operand.encode()), word, option["value_length"])
        case "number":
            number = _float32(operand)
            return number is not None and compare(number, word, _float32(option["value_number"]))
    return False


def _operand(run: Run, option: Option) -> str:
    """The text of the option, or the value of a variable it names without ${}."""
    text: str = option["variable"]
    is_bare = "${" not in run.template.get("variable", "")
    return run.state.variables.get(text, text) if is_bare else text


def _float32(value: str | float) -> float | None:
    """The number in single precision, as the API compares; None when it is none."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
            return None
        value = float(text)
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _datetime(run: Run, option: Option) -> bool:
    now, word = moment(run.now_us), option["condition"]
    # Python counts from Monday = 0, the API from Sunday = 0.
    weekday = (now.weekday() + 1) % 7
    if option["weekdays"] and weekday not in option["weekdays"]:
        return False
    given = (
        (now.month, option["month"], 1),
        (now.day, option["day"], 1),
        (now.hour, option["hour"], 0),
        (now.minute, option["minute"], 0),
    )
    return all(
        compare(is_, word, wanted)
        for is_, wanted, lowest in given
        if wanted is not None and wanted >= lowest
    )


def _digits(run: Run, option: Option) -> bool:
    length, key = option["length"], option["key"]
    return 0 < length <= len(run.digits) or bool(key and key in run.digits)


def _status(run: Run, option: Option) -> bool:
    call = run.state.call
    return call is not None and call.status == option["status"]


KINDS = tuple(
    ActionKind(word, media, False, Failure.FALSE, _branch_on(test))
    for word, media, test in (
        ("condition_variable", Media.ANY, _variable),
        ("condition_datetime", Media.ANY, _datetime),
        ("condition_call_digits", Media.RTC, _digits),
        ("condition_call_status", Media.RTC, _status),
    )
)
