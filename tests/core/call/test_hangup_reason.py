"""Why calls end: the whole table of reasons, and what an unanswered caller is refused with."""

import itertools

import pytest

from voipbin.core.call.hangup_reason import cause_of_reason, hangup_by, hangup_reason

OUTGOING = {16: "normal", 26: "normal", 17: "busy", 19: "noanswer", 21: "noanswer", 0: "dialout"}
INCOMING = {19: "noanswer", 17: "busy"}
STATUSES = ("dialing", "ringing", "progressing", "terminating", "canceling")


@pytest.mark.parametrize("status", ["dialing", "ringing"])
@pytest.mark.parametrize("cause", range(128))
def test_before_the_answer(status: str, cause: int) -> None:
    assert hangup_reason("outgoing", status, cause, "remote") == OUTGOING.get(cause, "failed")
    assert hangup_reason("incoming", status, cause, "remote") == INCOMING.get(cause, "normal")


@pytest.mark.parametrize("direction", ["outgoing", "incoming"])
@pytest.mark.parametrize("cause", [0, 1, 16, 17, 19, 34, 127])
def test_after_the_answer(direction: str, cause: int) -> None:
    assert hangup_reason(direction, "progressing", cause, "remote") == "normal"
    assert hangup_reason(direction, "progressing", cause, "duration") == "timeout"
    assert hangup_reason(direction, "terminating", cause, "local") == "normal"


@pytest.mark.parametrize("by", ["local", "remote", "timeout", "duration"])
@pytest.mark.parametrize("cause", [0, 16, 19, 34])
def test_while_it_is_given_up(by: str, cause: int) -> None:
    assert hangup_reason("outgoing", "canceling", cause, by) == "cancel"


@pytest.mark.parametrize("status", [*STATUSES, "hangup"])
def test_who_ended_it(status: str) -> None:
    expected = "local" if status in ("terminating", "canceling") else "remote"
    assert hangup_by(status) == expected


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        *itertools.product(["", "normal", "cancel", "timeout", "amd"], [16]),
        ("failed", 18),
        ("busy", 17),
        ("noanswer", 19),
        ("dialout", 19),
    ],
)
def test_refusal_of_an_unanswered_caller(reason: str, cause: int) -> None:
    assert cause_of_reason(reason) == cause
