"""Another ASGI app under the gateway's roof: same request ids, same limit of the body."""

from voipbin.gateway.errors import HttpError, too_large
from voipbin.gateway.limits import Limits
from voipbin.gateway.types import ASGIApp, Headers, Message, Receive, Scope, Send


class Mounted:
    """Passes requests on to an app whose answers get our headers.

    Raises:
        HttpError: the body is too long and the app has not begun to answer.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limit_bytes = limits.body_bytes

    async def serve(
        self, scope: Scope, receive: Receive, send: Send, request_id: str, headers: Headers
    ) -> None:
        """Let the app answer one HTTP request."""
        received_bytes = 0
        started = False

        async def receive_bounded() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > self._limit_bytes:
                raise too_large(self._limit_bytes)
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        known_as = [(name, value) for name, value in scope["headers"] if name != b"x-request-id"]
        known_as.append((b"x-request-id", request_id.encode()))
        try:
            await self._app({**scope, "headers": known_as}, receive_bounded, send_with_headers)
        except HttpError:
            if not started:
                raise

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a WebSocket."""
        await self._app(scope, receive, send)
