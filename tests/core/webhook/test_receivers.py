"""Every way in which the other side can misbehave, and the word the log has for it."""

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.core.webhook.world import World, reasons
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types
from tests.fixtures.receiver import Received, answers, hangs, receiving
from voipbin.core import egress, egress_connection
from voipbin.core.paging import format_time


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (304, "REDIRECTED"),
        (400, "HTTP_CLIENT_ERROR"),
        (404, "HTTP_CLIENT_ERROR"),
        (429, "RATE_LIMITED"),
        (500, "HTTP_SERVER_ERROR"),
        (503, "HTTP_SERVER_ERROR"),
    ],
)
async def test_tried_again(world: World, status: int, reason: str) -> None:
    body = b"" if status == 304 else b"no"
    world.receiver.next_ones.append(answers(status, body=body))
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, row.attempts[0]["status_code"]) == ("pending", status)
    assert reasons(row) == [reason]
    await world.deliver(10)
    row = await world.delivery()
    assert (row.status, reasons(row), row.reason) == ("delivered", [reason, ""], "")
    first, second = world.receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == row.id
    assert first.body == second.body


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_success(world: World, status: int) -> None:
    world.receiver.behaviour = answers(status, body=b"")
    await world.happen()
    await world.deliver()
    assert (await world.delivery()).status == "delivered"


async def test_gone(world: World) -> None:
    world.receiver.behaviour = answers(410)
    await world.happen("call_created")
    await world.happen("call_updated")
    await world.deliver()
    assert len(world.receiver.received) == 1
    rows = await world.deliveries()
    assert [(row.status, row.reason) for row in rows] == [("dead", "ENDPOINT_GONE")] * 2
    shown = await world.ask("GetWebhookEndpoint")
    assert shown["status"] == "disabled"
    assert shown["tm_disabled"] is not None
    assert "webhook_endpoint_disabled" in await event_types(world.store)
    await world.happen("call_hangup")
    await world.deliver(3600)
    assert len(world.receiver.received) == 1, "nothing is sent to who is gone"
    assert len(await world.deliveries()) == 2


async def test_back_after_gone(world: World) -> None:
    world.receiver.next_ones.append(answers(410))
    await world.happen()
    await world.deliver()
    assert (await world.ask("EnableWebhookEndpoint"))["status"] == "active"
    await world.happen("call_hangup")
    await world.deliver()
    refused, *later = world.receiver.types
    assert refused == "call_updated"
    # Of two resources, so in either order.
    assert sorted(later) == ["call_hangup", "webhook_endpoint_enabled"]


async def test_another_uri_after_gone(world: World) -> None:
    world.receiver.next_ones.append(answers(410))
    await world.happen()
    await world.deliver()
    await world.change_customer(webhook_uri=world.receiver.url + "/new")
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.received[-1].path == "/hook/new"
    assert (await world.endpoint()).status == "active"


async def test_redirect(world: World) -> None:
    world.receiver.next_ones.append(answers(307, location="/elsewhere"))
    await world.happen()
    await world.deliver()
    assert (await world.delivery()).status == "delivered"
    first, second = world.receiver.received
    assert (second.method, second.path, second.body) == ("POST", "/elsewhere", first.body)


async def test_redirect_to_a_private_address(world: World) -> None:
    world.receiver.behaviour = answers(302, location="http://10.0.0.1/")
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, row.reason) == ("dead", "ADDRESS_REFUSED")
    assert "10.0.0.1" in row.attempts[0]["error"]


async def test_private_address(world: World) -> None:
    await world.change_customer(webhook_uri="http://169.254.169.254/latest")
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, row.reason) == ("dead", "ADDRESS_REFUSED")


async def test_redirects_without_end(world: World) -> None:
    world.receiver.behaviour = answers(308, location="/again")
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, reasons(row)) == ("pending", ["TOO_MANY_REDIRECTS"])
    assert len(world.receiver.received) == 4


async def test_hangs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress_connection, "HEAD_S", 0.05)
    world.receiver.behaviour = hangs()
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, reasons(row)) == ("pending", ["ANSWER_TIMEOUT"])
    assert row.attempts[0]["status_code"] == 0


async def test_trickles(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who keeps us waiting for the rest of an answer does not keep us longer than all may take."""
    monkeypatch.setattr(egress, "_TIMEOUT_S", 0.05)

    async def trickle(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        await asyncio.Event().wait()

    world.receiver.behaviour = trickle
    await world.happen()
    await world.deliver()
    assert reasons(await world.delivery()) == ["ANSWER_TIMEOUT"]


async def test_a_gigabyte(world: World) -> None:
    written = 0

    async def flood(_: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        for _part in range(1000):
            writer.write(bytes(1_000_000))
            await writer.drain()
            written += 1_000_000

    world.receiver.behaviour = flood
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, reasons(row)) == ("delivered", ["ANSWER_CUT"])
    assert written < 50_000_000, "what nobody reads is not sent"


async def test_no_http(world: World) -> None:
    async def babble(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")

    world.receiver.behaviour = babble
    await world.happen()
    await world.deliver()
    assert reasons(await world.delivery()) == ["ANSWER_MALFORMED"]


async def test_breaks_off(world: World) -> None:
    async def leave(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.close()

    world.receiver.behaviour = leave
    await world.happen()
    await world.deliver()
    assert reasons(await world.delivery()) == ["CONNECTION_LOST"]


async def test_nobody_there(world: World) -> None:
    await world.change_customer(webhook_uri="http://127.0.0.1:9/")
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    assert (row.status, reasons(row)) == ("pending", ["CONNECT_FAILED"])


async def test_bad_certificate(world: World, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    async with receiving(context) as secure:
        await world.change_customer(webhook_uri=secure.url)
        await world.happen()
        await world.deliver()
        row = await world.delivery()
        assert (row.status, reasons(row)) == ("pending", ["BAD_CERTIFICATE"])
        assert secure.received == []
        # The same certificate does for who trusts it: what was refused is its issuer.
        trusting = world.another(ssl.create_default_context(cafile=tmp_path / "cert.pem"))
        world.clock.move(10)
        await trusting.deliver_due()
        assert (await world.delivery()).status == "delivered"


@pytest.mark.parametrize(("asked", "least_s"), [("120", 120), ("999999", 3600), ("soon", 4)])
async def test_retry_after(world: World, asked: str, least_s: int) -> None:
    world.receiver.next_ones.append(answers(429, retry_after=asked))
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    wait_s = (row.tm_next_attempt - row.tm_create) / 1_000_000
    assert least_s <= wait_s <= least_s * 1.6
    await world.happen("call_created", CUSTOMER)
    await world.deliver(3)
    is_held = asked != "soon"
    assert len(world.receiver.received) == (1 if is_held else 2), "others wait as well when asked"
    await world.deliver(4000)
    assert {row.status for row in await world.deliveries()} == {"delivered"}


async def test_retry_after_a_date(world: World) -> None:
    moment = datetime.fromtimestamp(world.clock.now_us() / 1e6, UTC) + timedelta(minutes=10)
    world.receiver.next_ones.append(answers(503, retry_after=format_datetime(moment, usegmt=True)))
    await world.happen()
    await world.deliver()
    hold = format_time((await world.endpoint()).tm_hold)
    assert hold[:15] == moment.isoformat()[:15]


def self_signed(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    both = folder / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(pem + secret)
    return both
