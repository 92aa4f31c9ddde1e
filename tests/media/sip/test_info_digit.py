"""Keys in the bodies of INFO requests."""

import pytest

from voipbin.media.sip.info_digit import DEFAULT_MS, MAX_MS, InfoDigit, read_digit

RELAY = "application/dtmf-relay"
BARE = "application/dtmf"


@pytest.mark.parametrize(
    ("content_type", "body", "digit", "duration_ms"),
    [
        (RELAY, b"Signal=5\r\nDuration=160\r\n", "5", 160),
        (RELAY, b"Signal= #\nDuration= 250\n", "#", 250),
        (RELAY, b"signal=*", "*", DEFAULT_MS),
        (RELAY, b"Signal=11\r\nDuration=0\r\n", "#", DEFAULT_MS),
        (RELAY, b"Signal=10\r\nDuration=99999\r\n", "*", MAX_MS),
        (f"{RELAY}; charset=utf-8", b"Duration=80\r\nSignal=a\r\n", "A", 80),
        (BARE, b"7\r\n", "7", DEFAULT_MS),
        ("Application/DTMF", b"D", "D", DEFAULT_MS),
    ],
)
def test_key(content_type: str, body: bytes, digit: str, duration_ms: int) -> None:
    assert read_digit(content_type, body) == InfoDigit(digit, duration_ms)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (RELAY, b""),
        (RELAY, b"Duration=160"),
        (RELAY, b"Signal=\r\nDuration=160"),
        (RELAY, b"Signal=55"),
        (RELAY, b"Signal=\xff"),
        (RELAY, b"Signal=" + b"1" * 1000),
        (BARE, b"123"),
        (BARE, "\u0665".encode()),
        ("text/plain", b"Signal=5"),
        ("", b"5"),
    ],
)
def test_something_else(content_type: str, body: bytes) -> None:
    assert read_digit(content_type, body) is None
