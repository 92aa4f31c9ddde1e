"""Renewing the certificate of a running endpoint."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voipbin.core.node.secure_sip import self_signed
from voipbin.media.sip import EndpointConfig, Listen, SipEndpoint, TlsConfig
from voipbin.media.sip.transport import layer

from .fake_handler import FakeHandler

OPTIONS = (
    b"OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:9;rport;branch=z9hG4bK%d\r\n"
    b"From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c%d\r\nCSeq: 1 OPTIONS\r\n"
    b"Content-Length: 0\r\n\r\n"
)


@pytest.fixture
def files(tmp_path: Path) -> TlsConfig:
    files = TlsConfig(str(tmp_path / "cert.pem"), str(tmp_path / "key.pem"), verify=False)
    write(files, self_signed("127.0.0.1"))
    return files


def write(files: TlsConfig, pem: bytes) -> None:
    Path(files.certificate).write_bytes(pem)
    Path(files.key).write_bytes(pem)


@contextlib.asynccontextmanager
async def endpoint(files: TlsConfig, transport: str = "tls") -> AsyncIterator[SipEndpoint]:
    config = EndpointConfig(listen=(Listen(transport, tls=files),))
    sip = SipEndpoint(config, FakeHandler())
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


class Client:
    """A connection that sees what it is shown."""

    async def open(self, sip: SipEndpoint, hostname: str | None) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        address = sip.addresses[0]
        self.reader, self.writer = await asyncio.open_connection(
            address.host, address.port, ssl=context, server_hostname=hostname or ""
        )

    @property
    def shown(self) -> bytes:
        certificate: bytes = self.writer.get_extra_info("ssl_object").getpeercert(True)
        return certificate

    async def answered(self, number: int) -> bool:
        self.writer.write(OPTIONS % (number, number))
        async with asyncio.timeout(5):
            head = await self.reader.readuntil(b"\r\n\r\n")
        return head.startswith(b"SIP/2.0 200")


async def client(sip: SipEndpoint, hostname: str | None = "localhost") -> Client:
    made = Client()
    await made.open(sip, hostname)
    return made


async def shown(sip: SipEndpoint) -> bytes:
    """What a new connection is shown."""
    one = await client(sip)
    one.writer.close()
    return one.shown


def der_of(pem: bytes) -> bytes:
    start = pem.index(b"-----BEGIN CERTIFICATE-----")
    return ssl.PEM_cert_to_DER_cert(pem[start:].decode())


@pytest.mark.parametrize("hostname", ["localhost", None])
@pytest.mark.parametrize("transport", ["tls", "wss"])
async def test_a_new_certificate(files: TlsConfig, transport: str, hostname: str | None) -> None:
    """New connections see it, with and without a name in their hello; old ones go on."""
    async with endpoint(files, transport) as sip:
        old = await client(sip, hostname)
        renewed = self_signed("127.0.0.1")
        write(files, renewed)
        sip.renew_certificates()
        new = await client(sip, hostname)
        assert new.shown == der_of(renewed)
        assert new.shown != old.shown
        if transport == "tls":
            assert await old.answered(1)
            assert await new.answered(2)
        for one in (old, new):
            one.writer.close()


async def test_a_broken_one(files: TlsConfig, caplog: pytest.LogCaptureFixture) -> None:
    """The old one stays, it is said once, and a whole one is used when it comes."""
    caplog.set_level(logging.ERROR)
    async with endpoint(files) as sip:
        old = await shown(sip)
        renewed = self_signed("127.0.0.1")
        Path(files.certificate).write_bytes(renewed)  # and its key is still to come
        sip.renew_certificates()
        sip.renew_certificates()
        (record,) = caplog.records
        assert "the old one stays" in record.message
        assert files.certificate in record.message
        assert await shown(sip) == old
        write(files, b"nonsense")
        sip.renew_certificates()
        Path(files.key).unlink()
        sip.renew_certificates()
        assert await shown(sip) == old
        write(files, renewed)
        sip.renew_certificates()
        assert await shown(sip) == der_of(renewed)


async def test_files_are_watched(files: TlsConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer, "CERTIFICATE_WATCH_S", 0.01)
    async with endpoint(files) as sip:
        renewed = self_signed("127.0.0.1")
        write(files, renewed)
        async with asyncio.timeout(5):
            while await shown(sip) != der_of(renewed):
                await asyncio.sleep(0.01)
