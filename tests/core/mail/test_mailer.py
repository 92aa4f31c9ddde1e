"""Mail on its way: to a real SMTP server, to the spool, and past failures."""

import asyncio
import email
import socket
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.mail import letters
from voipbin.core.mail.mailer import Mailer, MailTransport
from voipbin.core.mail.message import Mail, as_email
from voipbin.core.mail.smtp import SmtpServer, SmtpTransport
from voipbin.core.mail.spool import MailSpool

MAIL = letters.verification("ada@example.com", "https://voip.example", "ab" * 32, "123456")
SENDER = "VoipBin <no-reply@voip.example>"


class Inbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.refuses = False

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 taken"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[Controller]:
    def knows(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ada", b"secret"))

    controller = Controller(
        inbox, "127.0.0.1", free_port(), authenticator=knows, auth_require_tls=False
    )
    controller.start()
    yield controller
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(smtp: Controller, **more: str) -> SmtpServer:
    return SmtpServer("127.0.0.1", smtp.port, tls="none", **more)


def mailer(transport: MailTransport | None, folder: Path) -> Mailer:
    return Mailer(transport, MailSpool(folder / "mail"), SENDER, ManualClock())


def spooled(folder: Path) -> list[EmailMessage]:
    paths = sorted((folder / "mail").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]


async def test_smtp(smtp: Controller, inbox: Inbox, tmp_path: Path) -> None:
    sending = mailer(SmtpTransport(server(smtp, username="ada", password="secret")), tmp_path)
    sending.send(MAIL)
    await sending.settled()
    (taken,) = inbox.envelopes
    assert taken.rcpt_tos == ["ada@example.com"]
    assert taken.mail_from == "no-reply@voip.example"
    message: Any = email.message_from_bytes(taken.content, policy=default)
    assert MAIL.link in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"
    assert spooled(tmp_path) == []


async def test_refused_mail_ends_in_the_spool(
    smtp: Controller, inbox: Inbox, tmp_path: Path
) -> None:
    inbox.refuses = True
    sending = mailer(SmtpTransport(server(smtp)), tmp_path)
    sending.send(MAIL)
    await sending.settled()
    assert inbox.envelopes == []
    assert [message["To"] for message in spooled(tmp_path)] == ["ada@example.com"]


async def test_no_server_keeps_mail(tmp_path: Path) -> None:
    sending = mailer(None, tmp_path)
    sending.send(MAIL)
    await sending.settled()
    (message,) = spooled(tmp_path)
    assert message["Subject"] == MAIL.subject
    assert "123456" in message.get_content()
    (path,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


class Flaky:
    """A transport that fails at first."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError
        self.sent.append(message)


@pytest.mark.parametrize(("failures", "sent", "kept"), [(3, 1, 0), (4, 0, 1)])
async def test_retries(tmp_path: Path, failures: int, sent: int, kept: int) -> None:
    transport = Flaky(failures)
    sending = mailer(transport, tmp_path)
    sending.send(MAIL)
    await sending.settled()
    assert (len(transport.sent), len(spooled(tmp_path))) == (sent, kept)


async def test_stopping_loses_nothing(tmp_path: Path) -> None:
    class Stuck:
        async def send(self, message: EmailMessage) -> None:
            closing.append(True)
            await forever

    closing: list[bool] = []
    forever: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    sending = mailer(Stuck(), tmp_path)
    sending.send(MAIL)
    while not closing:
        await asyncio.sleep(0)
    await sending.close()
    assert len(spooled(tmp_path)) == 1


def test_no_second_header() -> None:
    with pytest.raises(ValueError):
        as_email(Mail("a@b.c\nBcc: all@b.c", "x", "y"), SENDER, 0)
