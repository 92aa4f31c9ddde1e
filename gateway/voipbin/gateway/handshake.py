"""WebSocket handshakes that are answered in HTTP: the client is told why there is no WebSocket."""

from voipbin.gateway.response import Response
from voipbin.gateway.types import Message, Receive, Scope, Send

_EXTENSION = "websocket.http.response"


def as_get(scope: Scope) -> tuple[Scope, Receive]:
    """Return the handshake as the GET request without a body that it is."""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return {**scope, "type": "http", "method": "GET", "scheme": scheme}, receive


async def refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Send the answer instead of a WebSocket."""
    await receive()
    if response.status < 400 or _EXTENSION not in scope.get("extensions", {}):
        # Before it is accepted, closing a WebSocket answers the handshake with 403.
        await send({"type": "websocket.close", "code": 1008, "reason": "no such WebSocket"})
        return
    length = (b"content-length", b"%d" % len(response.body))
    await send(
        {
            "type": f"{_EXTENSION}.start",
            "status": response.status,
            "headers": [*response.headers, length],
        }
    )
    await send({"type": f"{_EXTENSION}.body", "body": response.body})
