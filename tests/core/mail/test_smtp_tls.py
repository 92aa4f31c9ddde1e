"""Mail over TLS to a server with a certificate of its own."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509

from tests.core.mail.certificates import loopback, self_signed, stranger
from tests.core.mail.test_mailer import MAIL, Inbox, free_port, mailer, spooled
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.mail.message import as_email
from voipbin.core.mail.smtp import ServerNotReadyError, SmtpServer, SmtpTransport
from voipbin.core.serve.mail import build_mailer
from voipbin.core.settings import Settings

Name = Callable[[], x509.GeneralName]
WAYS = ["starttls", "tls"]


@contextmanager
def mail_server(inbox: Inbox, folder: Path, way: str, name: Name) -> Iterator[SmtpServer]:
    """A server that takes mail over TLS alone, and logins too; what trusts it."""
    certificate, key = self_signed(folder, name())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def knows(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ada", b"secret"))

    more: dict[str, Any] = {"ssl_context": context}
    if way == "starttls":
        more = {"tls_context": context, "require_starttls": True}
    port = free_port()
    controller = Controller(
        inbox, "127.0.0.1", port, authenticator=knows, auth_require_tls=way == "starttls", **more
    )
    controller.start()
    try:
        yield SmtpServer("127.0.0.1", port, "ada", "secret", way, str(certificate))
    finally:
        controller.stop()


@pytest.mark.parametrize("way", WAYS)
async def test_sent(tmp_path: Path, way: str) -> None:
    inbox = Inbox()
    with mail_server(inbox, tmp_path, way, loopback) as trusted:
        await SmtpTransport(trusted).send(as_email(MAIL, "no-reply@voip.example", 0))
    (taken,) = inbox.envelopes
    assert taken.rcpt_tos == [MAIL.to]


@pytest.mark.parametrize("way", WAYS)
async def test_certificate_nobody_knows(tmp_path: Path, way: str) -> None:
    inbox = Inbox()
    with mail_server(inbox, tmp_path, way, loopback) as trusted:
        bare = SmtpServer(trusted.host, trusted.port, "ada", "secret", way)
        with pytest.raises(ServerNotReadyError, match="SSLCertVerificationError"):
            await SmtpTransport(bare).send(as_email(MAIL, "no-reply@voip.example", 0))
    assert inbox.envelopes == []


@pytest.mark.parametrize("way", WAYS)
async def test_certificate_of_somebody_else(tmp_path: Path, way: str) -> None:
    inbox = Inbox()
    with mail_server(inbox, tmp_path, way, stranger) as trusted:
        sending = mailer(SmtpTransport(trusted), tmp_path)
        sending.send(MAIL)
        await sending.settled()
    assert inbox.envelopes == []
    assert [message["To"] for message in spooled(tmp_path)] == [MAIL.to], "kept for later"


@pytest.mark.parametrize("way", WAYS)
async def test_server_without_tls(tmp_path: Path, way: str) -> None:
    inbox = Inbox()
    controller = Controller(inbox, "127.0.0.1", free_port())
    controller.start()
    try:
        plain = SmtpServer("127.0.0.1", controller.port, tls=way)
        with pytest.raises(OSError):
            await SmtpTransport(plain).send(as_email(MAIL, "no-reply@voip.example", 0))
    finally:
        controller.stop()
    assert inbox.envelopes == [], "never in the clear"


@pytest.mark.parametrize("way", WAYS)
async def test_as_the_operator_chose(tmp_path: Path, way: str) -> None:
    inbox = Inbox()
    with mail_server(inbox, tmp_path, way, loopback) as trusted:
        settings = Settings.model_validate(
            {
                "data_dir": tmp_path,
                "smtp_host": trusted.host,
                "smtp_port": trusted.port,
                "smtp_username": trusted.username,
                "smtp_password": trusted.password,
                "smtp_tls": way,
                "smtp_ca_file": trusted.ca_file,
            }
        )
        sending = build_mailer(settings, ManualClock())
        sending.send(MAIL)
        await sending.settled()
    assert len(inbox.envelopes) == 1
