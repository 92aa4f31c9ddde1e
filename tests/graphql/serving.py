"""Serving an app over real HTTP and WebSockets for the length of a test."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an app on a free port of loopback; give host:port."""
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, ws="websockets-sansio", http="httptools"
    )
    config.load()
    state = uvicorn.Server(config).server_state
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # Without Server.serve(), which takes over signals and looks at its flag in a loop.
        listener = await asyncio.get_running_loop().create_server(
            lambda: config.http_protocol_class(config, state, {}),  # type: ignore[call-arg]
            sock=listening,
        )
        yield "{}:{}".format(*listening.getsockname())
        for connection in list(state.connections):
            connection.shutdown()
        listener.close()
        await listener.wait_closed()
        await asyncio.gather(*state.tasks, return_exceptions=True)
