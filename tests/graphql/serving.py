"""Serving an app over real HTTP and WebSockets for the length of a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.gateway import serving as real


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an app as the platform does, on a free port of loopback; give host:port."""
    async with real.serving(app) as http:
        yield http.base_url.netloc.decode()
