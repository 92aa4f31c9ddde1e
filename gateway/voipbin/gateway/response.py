"""One HTTP answer, and how it is sent."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from voipbin.gateway.types import Headers, Send

JSON_TYPE = (b"content-type", b"application/json")
# Answers belong to one caller and change; a shared cache must not keep them.
NO_STORE = (b"cache-control", b"no-store")
# What a browser is told to save it must not run.
NO_SNIFFING = (b"x-content-type-options", b"nosniff")


@dataclass(slots=True)
class Response:
    """A complete answer."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    stream: AsyncIterator[bytes] | None = None
    "Gives the body piece by piece; content-length is among the headers then, when it is known."


def json_response(body: bytes, status: int = 200) -> Response:
    """Wrap a JSON text that only its caller may see."""
    return Response(status, body, [JSON_TYPE, NO_STORE])


async def send_response(send: Send, response: Response, *, head: bool) -> None:
    """Send an answer; without its body when the request was HEAD."""
    headers = response.headers
    if response.stream is None and response.status != 204:
        headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if response.stream is not None and not head:
        async for piece in response.stream:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": b"" if head else response.body})
