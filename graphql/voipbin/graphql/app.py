"""The ASGI app of the GraphQL face."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ROOTS = ("", "/", "/graphql", "/graphql/")


def create_graphql(
    channel: Any, *, debug: bool = False, on_built: Callable[[], None] | None = None
) -> "GraphQLFace":
    """Build the GraphQL face of a core; the gateway serves it at /graphql.

    Args:
        channel: a grpc.aio.Channel to the core, or the one inside the process.
        debug: tell clients what went wrong inside, for development.
        on_built: called once the schema is there, in the thread that built it.
    """
    return GraphQLFace(channel, debug=debug, on_built=on_built)


class GraphQLFace:
    """Queries, mutations, subscriptions and the explorer, below one path.

    The schema is built with the first request, off the event loop: what starts the platform does
    not wait for it.
    """

    def __init__(
        self, channel: Any, *, debug: bool, on_built: Callable[[], None] | None = None
    ) -> None:
        self._channel = channel
        self._debug = debug
        self._on_built = on_built
        self._endpoint: ASGIApp | None = None
        self._building: asyncio.Future[ASGIApp] | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Serve one connection of the server."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        head, static, name = path.rpartition("/static/")
        if static and scope["type"] == "http" and head in _ROOTS:
            from .explorer import asset

            await asset(name, scope, receive, send)
            return
        endpoint = await self.warm() if path in _ROOTS else _not_found
        await endpoint(scope, receive, send)

    async def warm(self) -> "ASGIApp":
        """Build the schema if that has not happened yet."""
        if self._endpoint is None:
            if self._building is None:
                self._building = asyncio.ensure_future(asyncio.to_thread(self._build))
            self._endpoint = await asyncio.shield(self._building)
        return self._endpoint

    def _build(self) -> "ASGIApp":
        # Strawberry takes a third of a second to import.
        from .context import Core
        from .endpoint import Endpoint

        endpoint = Endpoint(Core(self._channel), debug=self._debug)
        if self._on_built is not None:
            self._on_built()
        return endpoint


async def _not_found(scope: "Scope", receive: "Receive", send: "Send") -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "no such WebSocket"})
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: "Receive", send: "Send") -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
