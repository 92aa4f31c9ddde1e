"""Guessers of passwords from addresses of their own: banned, shown, kept over restarts, let go."""

import asyncio
import contextlib
import itertools
import os
import signal
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.platform.api import Json
from tests.platform.operator import Operator
from tests.platform.stage import LocalStage, settings_for
from voipbin.core.serve import surroundings
from voipbin.core.serve.platform import Platform
from voipbin.media.sip import Credentials
from voipbin.media.sip.digest_client import ClientDigest
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.message import Request, Response
from voipbin.media.sip.parser import parse_message

GUESSES = 30
"More than a source may have wrong."
SERIAL = itertools.count(1)


class Line(Protocol):
    """A way to the platform from one address."""

    async def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes:
        """The next message; b"" when the line is closed."""


class Datagrams:
    """UDP."""

    def __init__(self, sip: str, host: str) -> None:
        import socket

        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((host, 0))
        address, _, port = sip.rpartition(":")
        self.socket.connect((address, int(port)))

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def receive(self) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self.socket, 65535)


class Stream:
    """TCP or TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._framer = StreamFramer()

    async def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> bytes:
        with contextlib.suppress(ConnectionError):
            while data := await self._reader.read(65536):
                if messages := self._framer.feed(data)[0]:
                    return messages[0]
        return b""


class Browser:
    """WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(Exception):
            await self._socket.send(data.decode())

    async def receive(self) -> bytes:
        try:
            message = await self._socket.recv()
        except Exception:
            return b""
        return message.encode() if isinstance(message, str) else message


@contextlib.asynccontextmanager
async def line(stage: LocalStage, transport: str, host: str) -> AsyncIterator[Line]:
    addresses = dict(text.split(":", 1) for text in stage.platform.addresses.sip)
    if transport == "udp":
        datagrams = Datagrams(addresses["udp"], host)
        yield datagrams
        datagrams.socket.close()
        return
    port = int(addresses[transport].rpartition(":")[2])
    if transport == "ws":
        url, sip = f"ws://127.0.0.1:{port}", Subprotocol("sip")
        async with connect(url, subprotocols=[sip], local_addr=(host, 0)) as socket:
            yield Browser(socket)
        return
    context = None
    if transport == "tls":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, local_addr=(host, 0)
    )
    try:
        yield Stream(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def message(method: str, domain: str, *extra: str) -> bytes:
    serial = next(SERIAL)
    lines = [
        f"{method} sip:{domain} SIP/2.0",
        f"Via: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bKban{serial}",
        f"From: <sip:4711@{domain}>;tag=b{serial}",
        f"To: <sip:4711@{domain}>",
        f"Call-ID: ban{serial}",
        f"CSeq: 1 {method}",
        *extra,
        "Content-Length: 0",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


async def response(sender: Line) -> Response | None:
    data = await sender.receive()
    if not data:
        return None
    found = parse_message(data)
    assert isinstance(found, Response)
    return found


def guess_for(challenge: Response, domain: str, password: str) -> str:
    digest = ClientDigest(Credentials("4711", password))
    assert digest.learn(challenge)
    request = parse_message(message("REGISTER", domain))
    assert isinstance(request, Request)
    digest.sign(request)
    name = "Proxy-Authorization" if challenge.status == 407 else "Authorization"
    return f"{name}: {request.headers.get(name)}"


async def guess(sender: Line, domain: str) -> None:
    """Guess until nobody listens any more."""
    await sender.send(message("REGISTER", domain))
    challenge = await response(sender)
    for number in range(GUESSES):
        if challenge is None:
            return
        await sender.send(message("REGISTER", domain, guess_for(challenge, domain, f"p{number}")))
        try:
            async with asyncio.timeout(2):
                challenge = await response(sender)
        except TimeoutError:
            return
    raise AssertionError(f"{GUESSES} wrong passwords, and still answered")


async def is_heard(stage: LocalStage, host: str) -> bool:
    """Whether a datagram from there is answered: one from elsewhere that comes after it is."""
    async with line(stage, "udp", host) as one, line(stage, "udp", "127.0.0.1") as other:
        await one.send(message("OPTIONS", "127.0.0.1"))
        await other.send(message("OPTIONS", "127.0.0.1"))
        assert await response(other) is not None
        try:
            async with asyncio.timeout(0.3):
                return await response(one) is not None
        except TimeoutError:
            return False


async def bans(operator: Operator) -> dict[str, Json]:
    listed = await operator("SipBanService.ListSipBans")
    return {row["address"]: row for row in listed["result"]}


async def banned(operator: Operator, address: str) -> Json:
    async with asyncio.timeout(10):
        while address not in (found := await bans(operator)):
            await asyncio.sleep(0.02)
    return found[address]


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is trusted at home; here all of it but one address is a stranger's."""
    monkeypatch.setattr(surroundings, "_LOOPBACK", ("127.0.0.1/32", "::1/128"))


@contextlib.asynccontextmanager
async def started(folder: Path, **settings: Any) -> AsyncIterator[LocalStage]:
    platform = Platform(settings_for(folder / "data", **settings))
    await platform.start()
    try:
        yield LocalStage(platform, folder)
    finally:
        await platform.close()


async def restarted_node(stage: LocalStage) -> None:
    node = stage.platform.engines.node
    before = node.generation
    os.kill(node.pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        while node.link is None or node.generation == before:
            await asyncio.sleep(0.05)


async def test_guessers(strangers: None, tmp_path: Path) -> None:
    hosts = {"udp": "127.0.0.61", "tcp": "127.0.0.62", "tls": "127.0.0.63", "ws": "127.0.0.64"}
    ports = {"sip_tls": "127.0.0.1:0", "sip_ws": "127.0.0.1:0"}
    async with started(tmp_path, **ports) as stage:
        operator = await Operator.of(stage)
        assert await bans(operator) == {}
        for transport, host in hosts.items():
            assert await is_heard(stage, host)
            async with line(stage, transport, host) as sender:
                await guess(sender, stage.domain)
            ban = await banned(operator, host)
            assert (ban["reason"], ban["times"]) == ("failed_passwords", 1)
            assert "4711" in ban["detail"] and ban["tm_expire"] > ban["tm_create"]
            assert not await is_heard(stage, host), transport
        with pytest.raises((ConnectionError, AssertionError)):
            async with line(stage, "tcp", hosts["tcp"]) as again:
                await again.send(message("OPTIONS", "127.0.0.1"))
                assert await response(again) is not None
        await restarted_node(stage)
        for host in hosts.values():
            assert not await is_heard(stage, host), "the new media process knows it at once"
    async with started(tmp_path, **ports) as stage:
        operator = await Operator.of(stage)
        assert set(await bans(operator)) == set(hosts.values())
        for host in hosts.values():
            assert not await is_heard(stage, host), "so does the one of a new core"
        for host in hosts.values():
            await operator("SipBanService.DeleteSipBan", id=(await bans(operator))[host]["id"])
            assert await is_heard(stage, host), "the operation returns when it is lifted"
        # Lifted is forgotten: the next one is a first one.
        async with line(stage, "udp", hosts["udp"]) as sender:
            await guess(sender, stage.domain)
        assert (await banned(operator, hosts["udp"]))["times"] == 1


async def test_forged_datagrams_ban_nobody(strangers: None, tmp_path: Path) -> None:
    """Guesses under nonces of another address are dropped as strays, whoever they seem to be of."""
    victim, forger = "127.0.0.71", "127.0.0.72"
    async with started(tmp_path) as stage:
        async with line(stage, "udp", forger) as sender:
            await sender.send(message("REGISTER", stage.domain))
            challenge = await response(sender)
        assert challenge is not None
        async with line(stage, "udp", victim) as forged:
            for number in range(GUESSES * 2):
                proof = guess_for(challenge, stage.domain, f"p{number}")
                await forged.send(message("REGISTER", stage.domain, proof))
                assert (answer := await response(forged)) is not None and answer.status == 407
        assert await is_heard(stage, victim)
        assert await bans(await Operator.of(stage)) == {}


async def test_start_says_nothing_of_waiting(
    strangers: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with started(tmp_path):
        pass
    said = capsys.readouterr()
    assert "wait for the media node" not in said.out + said.err
    assert "NODE_LOST" not in said.out + said.err
