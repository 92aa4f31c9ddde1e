"""Which calls are offered with SRTP, DTLS or neither."""

import pytest

from voipbin.media.node.security_policy import SecurityPolicy
from voipbin.media.rtp import srtp
from voipbin.media.sip import Security

PLAIN, SDES, DTLS = Security.NONE, Security.SDES, Security.DTLS


@pytest.mark.parametrize(
    ("choice", "request_uri", "next_hop", "wanted"),
    [
        ("tls", "sip:a@h", "", SDES),  # if the DNS leads to TLS, else it is taken back
        ("tls", "sip:+1@h.example;user=phone", "", SDES),
        ("tls", "sip:a@h:5060", "", PLAIN),
        ("tls", "sip:a@192.0.2.1", "", PLAIN),
        ("tls", "sip:a@[2001:db8::1]", "", PLAIN),
        ("tls", "sip:a@h;transport=tcp", "", PLAIN),
        ("tls", "sip:a@h;transport=TLS", "", SDES),
        ("tls", "sips:a@h", "", SDES),
        ("tls", "sip:a@h", "tls:192.0.2.1:5061", SDES),
        ("tls", "sip:a@h;transport=tls", "udp:192.0.2.1:5060", PLAIN),
        ("tls", "sip:a@x.invalid;transport=ws", "ws:192.0.2.1:51000", DTLS),
        ("tls", "sip:a@h;transport=wss", "", DTLS),
        ("tls", "sips:a@h;transport=ws", "", DTLS),
        ("off", "sips:a@h", "", PLAIN),
        ("off", "sip:a@x.invalid;transport=ws", "wss:192.0.2.1:51000", DTLS),
        ("always", "sip:a@h", "", SDES),
    ],
)
def test_choice(choice: str, request_uri: str, next_hop: str, wanted: Security) -> None:
    assert SecurityPolicy(choice).of_call(request_uri, next_hop) is wanted


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(srtp, "available", lambda: False)
    assert SecurityPolicy("tls").of_call("sips:a@h", "") is PLAIN


def test_only_always_insists() -> None:
    assert [SecurityPolicy(choice).optional for choice in ("off", "tls", "always")] == [
        True,
        True,
        False,
    ]


def test_only_tls_minds_the_way() -> None:
    choices = ("off", "tls", "always")
    assert [SecurityPolicy(choice).only_on_tls for choice in choices] == [False, True, False]


def test_unknown_choice() -> None:
    with pytest.raises(ValueError, match="maybe"):
        SecurityPolicy("maybe")
