"""What an operator may choose."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError

from tests.fixtures.fake_sendgrid import FakeSendGrid
from voipbin.core.settings import Settings
from voipbin.media.node.main import _parser, settings_of

_RSA = rsa.generate_private_key(65537, 2048).public_key()
RSA_KEY = base64.b64encode(
    _RSA.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()

GOOD: dict[str, list[object]] = {
    "http": ["127.0.0.1:0", "[::1]:8080", "0.0.0.0:65535", "localhost:80"],
    "sip": ["0.0.0.0:5060", "[::]:5060", "0.0.0.0:5060, [::]:5060", "[::1]:5060,127.0.0.1:0"],
    "sip_tls": ["", "[::]:5061,0.0.0.0:5061"],
    "sip_ws_path": ["", "/", "/sip/ws", "carrier.test=/sip, [::1]=/, /ws"],
    "rtp_ports": ["20000-29999", "1-65535"],
    "public_address": ["", "203.0.113.5", "2001:db8::1", "2001:db8::1, 203.0.113.5"],
    "public_url": ["", "https://voipbin.example/"],
    "database_url": ["", "sqlite:////tmp/a.db", "postgresql://u:p@host/name"],
    "egress_allow": ["", "10.0.0.0/8, 192.168.1.0/24"],
    "secret_key": ["", base64.b64encode(bytes(32)).decode()],
    "log_level": ["debug", "WARNING"],
    "dial_countries": ["", "all", "DE, GB", "DE,"],
    "smtp_host": ["", "mail.example"],
    "smtp_tls": ["starttls", "tls", "none"],
    "smtp_ca_file": ["", __file__],
    "mail_from": ["", "a@b.example", "VoipBin <a@b.example>"],
    "mailgun_domain": ["", "mg.voip.example"],
    "mailgun_url": ["", "https://api.eu.mailgun.net/"],
    "sendgrid_url": ["", "https://api.eu.sendgrid.com"],
    "sendgrid_verification_key": ["", FakeSendGrid().verification_key],
}
BAD: dict[str, list[object]] = {
    "http": ["", "8080", ":8080", "host", "host:", "host:65536", "host:-1", "host:x", "host:１"],
    "grpc": ["nowhere"],
    "media": ["nowhere"],
    "sip": ["nowhere", "", "127.0.0.1:1,", "127.0.0.1:1,127.0.0.2:1", "[::1]:1,[::2]:1"],
    "sip_ws": ["127.0.0.1:1,127.0.0.2:1", ","],
    "sip_ws_path": [
        "ws",
        "/a b",
        "/?x",
        "/#x",
        "http://a/b",
        "/a,",
        "/a,/b",
        "a=/b,A=/c",
        "a.example.=/x,a.example=/y",
        "[2001:DB8::1]=/x,[2001:db8::1]=/y",
        "a b=/c",
    ],
    "dial_countries": ["de", "UK", "DE,XX", "DEU", "+49"],
    "rtp_ports": ["20000", "2-1", "1-1", "a-b", "1-70000", "-"],
    "public_address": ["phone.example", "1.2.3", "203.0.113.5,203.0.113.6", "203.0.113.5,"],
    "public_url": ["voipbin.example", "ftp://x"],
    "database_url": ["mysql://x", "file.db"],
    "egress_allow": ["10.0.0.1/8", "everything"],
    "secret_key": ["short", base64.b64encode(bytes(31)).decode(), "ä" * 44],
    "log_level": ["loud"],
    "smtp_host": ["a b"],
    "smtp_port": [0, 65536],
    "smtp_tls": ["ssl", ""],
    "smtp_ca_file": ["/nowhere.pem", "/tmp"],
    "mailgun_domain": ["a b"],
    "mailgun_url": ["api.mailgun.net"],
    "sendgrid_url": ["ftp://x"],
    "sendgrid_verification_key": ["key", "AAAA", "ä", RSA_KEY],
    "mail_from": ["nobody", "a@b\nBcc: c@d", "A <a@b> <c@d>"],
    "dial_timeout_s": [0, 601, "soon"],
    "event_days": [0, 36_501],
    "max_call_s": [0],
    "max_flow_actions": [0],
    "grace_s": [-1],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in GOOD.items() for v in vs])
def test_good(name: str, value: object) -> None:
    Settings.model_validate({name: value})


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in BAD.items() for v in vs])
def test_bad(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({name: value})
    assert [fault["loc"] for fault in refused.value.errors()] == [(name,)]


PASSED_ON = ("sip", "sip_tls", "sip_ws", "sip_ws_path", "rtp_ports", "public_address")


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, str(value)) for name in PASSED_ON for value in GOOD.get(name, []) + BAD.get(name, [])],
)
def test_what_is_let_in_starts_the_media_process(name: str, value: str) -> None:
    """Core may be stricter, never laxer: the process would stop where nobody sees why."""
    try:
        passed = getattr(Settings.model_validate({name: value}), name)
    except ValidationError:
        return
    flag = "ws-path" if name == "sip_ws_path" else name.replace("_", "-")
    options = ["--control", "unix:/x", "--tls-cert", "x.pem", f"--{flag}", passed]
    settings_of(_parser().parse_args(options))


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOIPBIN_HTTP", "127.0.0.1:9")
    monkeypatch.setenv("VOIPBIN_DEV", "1")
    assert (_settings().http, _settings().dev) == ("127.0.0.1:9", True)
    assert _settings(http="127.0.0.1:10").http == "127.0.0.1:10"


def _settings(**given: Any) -> Settings:
    return Settings(**given)
