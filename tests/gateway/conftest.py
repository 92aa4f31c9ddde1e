"""A gateway on loopback before a core that answers as the test says."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import grpc
import httpx2
import pytest

from tests.gateway.fake_core import FakeCore
from tests.gateway.serving import Serve, serving
from voipbin.gateway.app import create_app
from voipbin.gateway.settings import GatewaySettings


@pytest.fixture
async def core() -> FakeCore:
    return FakeCore()


@pytest.fixture
async def channel(core: FakeCore) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(core.handlers())
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


@pytest.fixture
async def serve(channel: grpc.aio.Channel) -> AsyncIterator[Serve]:
    """Start gateways with settings of the test's own; they end with it."""
    async with AsyncExitStack() as stack:

        async def start(
            settings: GatewaySettings | None = None, **arguments: Any
        ) -> httpx2.AsyncClient:
            app = create_app(channel, settings, **arguments)
            return await stack.enter_async_context(serving(app))

        yield start


@pytest.fixture
async def client(serve: Serve) -> httpx2.AsyncClient:
    """A client of a gateway as it comes."""
    return await serve()
