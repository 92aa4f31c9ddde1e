"""Serving an app over real HTTP for the length of a test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from voipbin.gateway.server import listen, make_server

Serve = Callable[..., Awaitable[httpx2.AsyncClient]]
"""Starts a gateway with settings of the test's own and returns a client of it."""


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve an app on a free port; give a client whose base is that address."""
    server = make_server(app)
    server.config.load()
    with listen("127.0.0.1", 0) as listening:
        # Without Server.serve(), which looks at its flag only ten times a second.
        listener = await asyncio.get_running_loop().create_server(
            lambda: server.config.http_protocol_class(server.config, server.server_state, {}),  # type: ignore[call-arg]
            sock=listening,
        )
        address = "http://{}:{}".format(*listening.getsockname())
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as client:
            yield client
        for connection in list(server.server_state.connections):
            connection.shutdown()
        listener.close()
        await listener.wait_closed()
        await asyncio.gather(*server.server_state.tasks)
