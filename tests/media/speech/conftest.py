"""What the speech tests share: engines of this machine, and servers for the fakes."""

import asyncio
import contextlib
import importlib.util
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio
import uvicorn
from starlette.types import ASGIApp

from voipbin.media.speech import Speech, SpeechSettings

Serve = Callable[[ASGIApp], AbstractAsyncContextManager[str]]

has_voice = importlib.util.find_spec("espeakng_loader") is not None
has_recogniser = importlib.util.find_spec("pocketsphinx") is not None
needs_voice = pytest.mark.skipif(not has_voice, reason="needs voipbin[speech]: espeakng-loader")
needs_recogniser = pytest.mark.skipif(
    not has_recogniser, reason="needs voipbin[speech]: pocketsphinx"
)


@contextlib.asynccontextmanager
async def _serve(app: ASGIApp) -> AsyncIterator[str]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    address = server.servers[0].sockets[0].getsockname()
    try:
        yield f"http://127.0.0.1:{address[1]}"
    finally:
        await server.shutdown()


@pytest.fixture
def serve() -> Serve:
    """Run an ASGI app on a free loopback port; gives its base URL."""
    return _serve


@pytest_asyncio.fixture
async def speech() -> AsyncIterator[Speech]:
    """Speech without keys and without cache: local engines only."""
    service = Speech(SpeechSettings())
    yield service
    async with asyncio.timeout(20):
        await service.aclose()
