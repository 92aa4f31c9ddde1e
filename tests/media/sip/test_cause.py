"""The Reason header and the two cause tables."""

import pytest

from voipbin.media.sip import (
    Reason,
    cause_of_status,
    status_of_cause,
)
from voipbin.media.sip.cause import find_q850, q850
from voipbin.media.sip.status import REASONS, reason_phrase

REFUSALS = {
    1: 404, 3: 404, 17: 486, 18: 408, 19: 480, 20: 480, 31: 480, 21: 403, 22: 410, 27: 502,
    28: 484, 29: 501, 34: 503, 42: 503, 66: 503, 38: 500, 127: 500, 58: 488,
}  # fmt: skip
CAUSES = {
    404: 1, 486: 17, 408: 18, 480: 19, 403: 21, 410: 22, 502: 27, 484: 28, 501: 29, 503: 34,
    500: 38, 488: 58,
}  # fmt: skip


@pytest.mark.parametrize(("cause", "status"), REFUSALS.items())
def test_status_of_cause(cause: int, status: int) -> None:
    assert status_of_cause(cause) == status


@pytest.mark.parametrize(("status", "cause"), CAUSES.items())
def test_cause_of_status(status: int, cause: int) -> None:
    assert cause_of_status(status) == cause


@pytest.mark.parametrize(
    ("status", "cause"), [(200, 16), (302, 23), (487, 16), (499, 127), (599, 38), (699, 21)]
)
def test_other_statuses(status: int, cause: int) -> None:
    assert cause_of_status(status) == cause


@pytest.mark.parametrize("cause", [0, 16, 26, 55, 9999])
def test_unlisted_causes_refuse_with_480(cause: int) -> None:
    assert status_of_cause(cause) == 480


@pytest.mark.parametrize("text", ['Q.850;cause=17;text="Busy \\"now\\""', "SIP;cause=600", "X"])
def test_reason_round_trip(text: str) -> None:
    assert str(Reason.parse(text)) == text


def test_reason_cannot_break_its_line() -> None:
    with pytest.raises(ValueError, match="line break"):
        str(q850(16, "x\r\nVia: y"))


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([], None),
        (["Q.850;cause=21"], 21),
        (["SIP;cause=486", "q.850 ; cause=17"], 17),
        (['SIP;cause=200;text="a, b", Q.850;cause=20'], 20),
        (["Q.850"], None),
        (["Q.850;cause=x"], None),
        ([';;"', "Q.850;cause=3"], 3),
    ],
)
def test_find_q850(lines: list[str], cause: int | None) -> None:
    assert find_q850(lines) == cause


def test_every_phrase_is_one_line_and_unknown_ones_have_their_class() -> None:
    assert all(text.isprintable() for text in REASONS.values())
    assert [reason_phrase(status) for status in (199, 299, 399, 499, 599, 699)] == [
        "Progress",
        "Success",
        "Redirection",
        "Failure",
        "Server Failure",
        "Failure",
    ]
