"""Connections of strangers on real sockets: counted from the first packet, closed in time."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable

import pytest

from voipbin.core.node.secure_sip import self_signed
from voipbin.media.sip import EndpointConfig, Listen, SipEndpoint, TlsConfig
from voipbin.media.sip.source_guard import GuardConfig, SourceGuard

from .fake_handler import FakeHandler

SECURE = ("tls", "wss")
STREAMS = ("tcp", "tls", "ws", "wss")


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsConfig:
    path = tmp_path_factory.mktemp("doors") / "cert.pem"
    path.write_bytes(self_signed("127.0.0.1"))
    return TlsConfig(str(path), str(path), ca=str(path))


@contextlib.asynccontextmanager
async def listening(
    transport: str, tls: TlsConfig, guard: SourceGuard, max_connections: int = 100
) -> AsyncIterator[int]:
    listen = Listen(transport, "127.0.0.1", 0, tls)
    config = EndpointConfig(listen=(listen,), max_connections=max_connections)
    sip = SipEndpoint(config, FakeHandler(), guard=guard)
    await sip.start()
    try:
        yield sip.addresses[0].port
    finally:
        await sip.close()


def guard_of(max_connections: int = 100) -> SourceGuard:
    return SourceGuard(GuardConfig(max_connections=max_connections), time.monotonic)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.01)


async def is_closed(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(10):
        try:
            while await reader.read(4096):
                pass
        except ConnectionError:
            pass
    return True


@pytest.mark.parametrize("transport", SECURE)
async def test_half_open_handshakes_count_by_source(transport: str, tls: TlsConfig) -> None:
    guard = guard_of(max_connections=2)
    async with listening(transport, tls, guard) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        await until(lambda: guard.sizes["connections"] == 1 and guard._connections.total() == 2)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await is_closed(reader)
        writer.close()
        elsewhere = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0))
        await until(lambda: guard.sizes["connections"] == 2)
        for _, writer in (*held, elsewhere):
            writer.close()
        await until(lambda: guard.sizes["connections"] == 0)


@pytest.mark.parametrize("transport", SECURE)
async def test_half_open_handshakes_count_in_total(transport: str, tls: TlsConfig) -> None:
    guard = guard_of()
    async with listening(transport, tls, guard, max_connections=3) as port:
        held = [
            await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.0.0.{n}", 0))
            for n in range(2, 5)
        ]
        await until(lambda: guard.sizes["connections"] == 3)
        further = await asyncio.open_connection("127.0.0.1", port)
        assert await is_closed(further[0])
        for _, writer in (*held, further):
            writer.close()


@pytest.mark.parametrize("transport", SECURE)
async def test_handshake_that_is_not_done_in_time_is_closed(
    transport: str, tls: TlsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voipbin.media.sip.transport.listener.CONNECT_TIMEOUT_S", 0.2)
    guard = guard_of()
    async with listening(transport, tls, guard) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await is_closed(reader)
        writer.close()
        await until(lambda: guard.sizes["connections"] == 0)


@pytest.mark.parametrize("transport", STREAMS)
async def test_silent_connection_is_closed(
    transport: str, tls: TlsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tcp", "websocket_browser"):
        monkeypatch.setattr(f"voipbin.media.sip.transport.{module}.FIRST_MESSAGE_S", 0.2)
    guard = guard_of()
    async with listening(transport, tls, guard) as port:
        reader, writer = await connect(transport, port, tls)
        writer.write(b"OPTIONS sip:")  # the beginning of a message is none
        assert await is_closed(reader)
        writer.close()
        await until(lambda: guard.sizes["connections"] == 0)


@pytest.mark.parametrize("transport", STREAMS)
async def test_ban_closes_what_is_open(transport: str, tls: TlsConfig) -> None:
    guard = guard_of()
    async with listening(transport, tls, guard) as port:
        banned = await connect(transport, port, tls, "127.0.0.5")
        other = await connect(transport, port, tls, "127.0.0.6")
        await until(lambda: guard.sizes["connections"] == 2)
        guard.set_bans({"127.0.0.5": None})
        assert await is_closed(banned[0])
        await until(lambda: guard.sizes["connections"] == 1)
        for _, writer in (banned, other):
            writer.close()


async def connect(
    transport: str, port: int, tls: TlsConfig, host: str = "127.0.0.5"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if transport not in SECURE:
        return await asyncio.open_connection("127.0.0.1", port, local_addr=(host, 0))
    context = ssl.create_default_context(cafile=tls.ca)
    return await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, server_hostname="localhost", local_addr=(host, 0)
    )
