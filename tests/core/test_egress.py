"""Where outgoing requests may go, and how much may come back."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from voipbin.core import egress, egress_connection
from voipbin.core.egress import EgressClient, EgressError

LOOPBACK = ("127.0.0.0/8",)
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FakeSite:
    """A web server that says what the test says."""

    url: str = ""
    heads: list[str] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
    hangs: bool = False
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one request."""
        self.writers.append(writer)
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        if not self.hangs:
            writer.close()

    async def close(self) -> None:
        """Ends every connection, whatever became of it."""
        for writer in self.writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FakeSite]:
    fake = FakeSite()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield fake
        await fake.close()


async def refusal(client: EgressClient, url: str) -> EgressError:
    with pytest.raises(EgressError) as refused:
        await client.request("GET", url)
    await client.close()
    return refused.value


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name is at these addresses."""

    def getaddrinfo(host: str, port: int, *_: object) -> object:
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, 1, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
]


@pytest.mark.parametrize("address", PRIVATE)
async def test_private_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    host = f"[{address}]" if ":" in address else address
    by_address = await refusal(EgressClient(), f"http://{host}/")
    assert by_address.is_refused
    resolves_to(monkeypatch, address)
    by_name = await refusal(EgressClient(), "http://innocent.example/")
    assert by_name.is_refused
    assert "innocent.example" in str(by_name)


async def test_one_private_address_among_public_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    assert (await refusal(EgressClient(), "http://mixed.example/")).is_refused


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/"])
async def test_odd_spellings_of_loopback(url: str) -> None:
    await refusal(EgressClient(), url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ftp://host/x",
        "gopher://127.0.0.1/",
        "//host/x",
        "http://",
        "http:///x",
        "http://user:pass@host/",
        "javascript:alert(1)",
        "http://[::1",
        "http://host:99999/",
        "http://a b/",
        "http://\0/",
        "http://" + "a" * 300 + "/",
    ],
)
async def test_bad_urls(url: str) -> None:
    await refusal(EgressClient(LOOPBACK), url)


async def test_allowed_network(site: FakeSite) -> None:
    client = EgressClient(LOOPBACK)
    answer = await client.request("POST", site.url + "/x?y=1", b"body", {"x-own": "1"})
    assert (answer.status, answer.text) == (200, "ok")
    assert site.heads[0].startswith("POST /x?y=1 HTTP/1.1\r\n")
    assert "x-own: 1" in site.heads[0].lower()
    await client.close()


async def test_redirect_to_a_private_address(site: FakeSite) -> None:
    site.answer = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"
    error = await refusal(EgressClient(LOOPBACK), site.url)
    assert error.is_refused
    assert "10.0.0.1" in str(error)


async def test_redirect_to_another_scheme(site: FakeSite) -> None:
    site.answer = b"HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n"
    assert (await refusal(EgressClient(LOOPBACK), site.url)).is_refused


async def test_large_body_has_the_time_its_upload_takes(
    site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "_TIMEOUT_S", 0.0)
    monkeypatch.setattr(egress_connection, "HEAD_S", 0.0)
    body = bytes(5 * egress_connection.SLOWEST_UPLOAD)
    assert (await EgressClient(LOOPBACK).request("POST", site.url, body)).status == 200
    await refusal(EgressClient(LOOPBACK), site.url)


async def test_credentials_stay_with_the_server_they_are_for(site: FakeSite) -> None:
    other = FakeSite()
    server = await asyncio.start_server(other.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    site.answer = (
        b"HTTP/1.1 307 Again\r\nlocation: http://127.0.0.1:%d/\r\ncontent-length: 0\r\n\r\n" % port
    )
    async with server:
        headers = {"Authorization": "Bearer secret", "x-own": "1"}
        await EgressClient(LOOPBACK).request("POST", site.url, b"body", headers)
        await other.close()
    assert "secret" in site.heads[0]
    (head,) = other.heads
    assert "secret" not in head and "x-own: 1" in head.lower()


async def test_redirects_without_end(site: FakeSite) -> None:
    site.answer = b"HTTP/1.1 307 Again\r\nlocation: /\r\ncontent-length: 0\r\n\r\n"
    error = await refusal(EgressClient(LOOPBACK), site.url)
    assert "redirects" in str(error)
    assert len(site.heads) == 4


async def test_answer_that_is_too_long(site: FakeSite) -> None:
    site.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000
    error = await refusal(EgressClient(LOOPBACK, max_bytes=1999), site.url)
    assert "1999 bytes" in str(error)


async def test_answer_that_never_comes(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answer, site.hangs = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", True
    monkeypatch.setattr(egress, "_TIMEOUT_S", 0.05)
    error = await refusal(EgressClient(LOOPBACK), site.url)
    assert not error.is_refused


async def test_garbage_answer(site: FakeSite) -> None:
    site.answer = b"\x00\xff not http\r\n\r\n"
    await refusal(EgressClient(LOOPBACK), site.url)


async def test_cookies_are_forgotten(site: FakeSite) -> None:
    """One client serves every customer."""
    site.answer = b"HTTP/1.1 200 OK\r\nset-cookie: a=b; Path=/\r\ncontent-length: 0\r\n\r\n"
    client = EgressClient(LOOPBACK)
    for _ in range(2):
        await client.request("GET", site.url)
    await client.close()
    assert "cookie" not in site.heads[1].lower()


def test_bad_network() -> None:
    with pytest.raises(ValueError, match="everything"):
        EgressClient(["everything"])
