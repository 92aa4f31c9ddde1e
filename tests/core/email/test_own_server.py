"""Emails by the operator's mail server, and kept as files where there is none."""

import email
import stat
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.core.email.test_attachments import unpacked
from tests.core.email.world import ANN, BOB, World, attached
from tests.core.mail.test_mailer import free_port
from tests.fixtures.fake_sendgrid import refusal
from voipbin.core.email.own_server import OwnServer, Spool
from voipbin.core.mail.smtp import SmtpServer, SmtpTransport
from voipbin.core.mail.spool import MailSpool
from voipbin.core.serve.email import email_ways
from voipbin.core.settings import Settings


class Inbox:
    """What a mail server took, and what it says to receivers."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.replies: dict[str, str] = {}
        self.to_mail = ""
        self.to_quit = "221 bye"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.to_quit

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.to_mail:
            return self.to_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if (reply := self.replies.get(address, "250 ok")).startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 taken"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[OwnServer]:
    controller = Controller(inbox, "127.0.0.1", free_port())
    controller.start()
    yield OwnServer(SmtpTransport(SmtpServer("127.0.0.1", controller.port, tls="none")))
    controller.stop()


async def test_by_smtp(world: World, server: OwnServer, inbox: Inbox) -> None:
    world.use(server)
    recording = await world.recording(b"in", b"out")
    id = await world.sent(
        destinations=[ANN, BOB], subject="Grüße", content="Zeile", attachments=attached(recording)
    )
    assert await world.status(id) == "processed"
    (taken,) = inbox.envelopes
    assert taken.mail_from == "service@voip.example"
    assert taken.rcpt_tos == ["ann@example.com", "bob@example.com"]
    message: Any = email.message_from_bytes(taken.content, policy=default)
    assert message["From"] == "voipbin service <service@voip.example>"
    assert message["To"] == "Ann <ann@example.com>, bob@example.com"
    assert (message["Subject"], message["Message-ID"]) == ("Grüße", f"<{id}@voip.example>")
    assert message.get_body().get_content_type() == "text/plain"
    assert message.get_body().get_content().rstrip() == "Zeile"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == f"{recording}.zip"
    assert len(unpacked(attachment.get_content())) == 2


@pytest.mark.parametrize(
    ("replies", "status"),
    [
        ({"ann@example.com": "550 no such mailbox"}, "dropped"),
        ({"ann@example.com": "450 later"}, "initiated"),
        ({"bob@example.com": "550 no such mailbox"}, "processed"),
    ],
)
async def test_receivers_refused(
    world: World, server: OwnServer, inbox: Inbox, replies: dict[str, str], status: str
) -> None:
    world.use(server)
    inbox.replies = replies
    both = [ANN, BOB] if "bob@example.com" in replies else [ANN]
    assert await world.status(await world.sent(destinations=both)) == status


@pytest.mark.parametrize("reply", ["421 not now", "500 what?"])
async def test_what_was_taken_is_not_sent_again(
    world: World, server: OwnServer, inbox: Inbox, reply: str
) -> None:
    world.use(server)
    inbox.to_quit = reply
    assert await world.status(await world.sent()) == "processed"
    await world.deliver(60)
    assert len(inbox.envelopes) == 1


async def test_server_that_is_down(world: World, server: OwnServer, inbox: Inbox) -> None:
    nobody = OwnServer(SmtpTransport(SmtpServer("127.0.0.1", 9, tls="none")))
    world.use(nobody)
    id = await world.sent()
    assert await world.status(id) == "initiated"
    world.use(server)
    await world.deliver(10)
    assert (await world.status(id), len(inbox.envelopes)) == ("processed", 1)


async def test_after_the_providers(world: World, server: OwnServer, inbox: Inbox) -> None:
    world.use(world.by_sendgrid, world.by_mailgun, server)
    world.sendgrid.refuses = refusal(400, "no")
    world.mailgun.failures = [refusal(500, "no")]
    assert await world.status(await world.sent()) == "processed"
    assert (world.sendgrid.requests, world.mailgun.requests, len(inbox.envelopes)) == (1, 1, 1)


async def test_login_that_is_refused(world: World, inbox: Inbox) -> None:
    """That is not about the email: it waits until the operator has mended it."""

    def nobody(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    controller = Controller(
        inbox, "127.0.0.1", free_port(), authenticator=nobody, auth_require_tls=False
    )
    controller.start()
    try:
        address = SmtpServer("127.0.0.1", controller.port, "ada", "wrong", tls="none")
        world.use(OwnServer(SmtpTransport(address)))
        assert await world.status(await world.sent()) == "initiated"
    finally:
        controller.stop()
    assert inbox.envelopes == []


@pytest.mark.parametrize("username", ["", "ada"])
async def test_server_without_what_was_chosen(
    world: World, server: OwnServer, inbox: Inbox, username: str
) -> None:
    """Neither STARTTLS nor AUTH is there: the email waits until the operator has mended it."""
    port = server._transport._server.port
    chosen = "none" if username else "starttls"
    world.use(OwnServer(SmtpTransport(SmtpServer("127.0.0.1", port, username, "x", tls=chosen))))
    assert await world.status(await world.sent()) == "initiated"


async def test_sender_that_must_log_in_first(world: World, server: OwnServer, inbox: Inbox) -> None:
    world.use(server)
    inbox.to_mail = "530 authentication required"
    id = await world.sent()
    assert await world.status(id) == "initiated"
    inbox.to_mail = ""
    await world.deliver(10)
    assert await world.status(id) == "processed"


@pytest.mark.parametrize("separator", ["\u2028", "\x0b", "\x85", "\x1e"])
async def test_line_breaks_beyond_those_of_headers(
    world: World, server: OwnServer, inbox: Inbox, separator: str
) -> None:
    """The contract lets them pass, and they neither break a header nor the email."""
    world.use(server)
    named = ANN | {"target_name": "A\u2028Bcc: eve@example.com"}
    id = await world.sent(destinations=[named], subject=f"a{separator}Bcc: eve@example.com")
    assert await world.status(id) == "processed"
    (taken,) = inbox.envelopes
    message: Any = email.message_from_bytes(taken.content, policy=default)
    assert taken.rcpt_tos == ["ann@example.com"]
    assert message["Bcc"] is None
    assert message["Subject"] == "a Bcc: eve@example.com"


async def test_spool(world: World, tmp_path: Path) -> None:
    spool = Spool(MailSpool(tmp_path / "mail"))
    world.use(spool)
    beyond_ascii = {"type": "email", "target": "jürgen@bücher.example"}
    id = await world.sent(destinations=[beyond_ascii], content="Grüße")
    assert await world.status(id) == "processed"
    (path,) = (tmp_path / "mail").iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == (f"{id}.eml", 0o600)
    message: Any = email.message_from_bytes(path.read_bytes(), policy=default)
    assert message["To"] == "jürgen@bücher.example"
    assert message.get_content().rstrip() == "Grüße"


def test_ways_in_their_order(world: World, tmp_path: Path) -> None:
    def names(**chosen: str) -> list[str]:
        settings = Settings.model_validate({"data_dir": tmp_path} | chosen)
        return [way.name for way in email_ways(world.store, settings)]

    assert names() == ["spool"]
    assert names(smtp_host="mail.example") == ["smtp"]
    assert names(mailgun_api_key="k", smtp_host="mail.example") == ["mailgun", "smtp"]
    every = {"sendgrid_api_key": "k", "mailgun_api_key": "k", "smtp_host": "mail.example"}
    assert names(**every) == ["sendgrid", "mailgun", "smtp"]
